/** The words of the welcome page that depend on the study. */

const numbers = [
  'no',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
]

/** A number in words up to twelve, in figures beyond. */
export const counted = (count: number): string => numbers[count] ?? String(count)

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** What stands at the foot of the cover. */
export const facts = ({
  clips,
  seconds,
  minutes,
}: {
  clips: number
  seconds: number
  minutes: number
}): string[] => [
  `${capital(counted(clips))} ${clips === 1 ? 'clip' : 'clips'}`,
  `${String(seconds)} seconds each`,
  `About ${String(minutes)} minutes`,
]

/** Why a study takes nobody now. */
export function notTaking(status: 'draft' | 'pilot' | 'closed'): string {
  if (status === 'closed') return 'This listening test has ended. Thank you for coming.'
  return 'This listening test is being tried out and is not open yet.'
}

/** How long what a respondent gives is kept. */
export function keptWords({
  answers,
  recruitment,
}: {
  answers: number | null
  recruitment: number | null
}): string {
  const days = (count: number) => (count === 1 ? 'a day' : `${String(count)} days`)
  return [
    ...(answers === null
      ? ['Answers are kept for research without a limit.']
      : [`Answers are deleted ${days(answers)} after you begin.`]),
    ...(recruitment === null
      ? []
      : [
          `What the site that sent you tells us of you lies apart from your answers, for payment alone, and is deleted after ${days(recruitment)}.`,
        ]),
  ].join(' ')
}
