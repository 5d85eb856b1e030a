/** What a report about originality says in words: what was found, of how many, and beside which human excerpts. */
import type { ClipOriginality, OriginalityReport } from '@earshot/data-sets/originality-check'
import type { PassagePlace } from '@earshot/data-sets/passage'
import { verdicts, type Verdict } from '@earshot/contract/originality'
import { copyBelow, copyRun } from '@earshot/originality/originality'
import { counted, decimals, whole } from '../data/numbers.ts'

export const verdictWords: Record<Verdict, string> = {
  own: 'Own',
  borrows: 'Borrows',
  copies: 'Copies',
  'not checked': 'Not checked',
}

/** How many clips have each verdict. */
export function countVerdicts(clips: readonly Pick<ClipOriginality, 'verdict'>[]): Record<Verdict, number> {
  const count = (wanted: Verdict) => clips.filter(({ verdict }) => verdict === wanted).length
  return Object.fromEntries(verdicts.map((verdict) => [verdict, count(verdict)])) as Record<Verdict, number>
}

/** The one sentence above all. What was not checked is never counted as if nothing had been found. */
export function headline({ data, pool, clips }: OriginalityReport): string {
  const { copies, 'not checked': unchecked } = countVerdicts(clips)
  const checked = clips.length - unchecked
  if (checked === 0) return `No clip of ${pool} was checked.`
  if (copies === 0)
    return `No clip of ${pool} copies a song of ${data}: ${whole(checked)} of ${whole(clips.length)} could be checked.`
  const of = unchecked === 0 ? counted(clips.length, 'clip') : counted(checked, 'checked clip')
  return `${whole(copies)} of ${of} of ${pool} ${copies === 1 ? 'copies' : 'copy'} a song of ${data}: the longest run is ${counted(longestRun(clips), 'note')}.`
}

/** Whether a clip's longest run alone makes it a copy. */
export const copiesByRun = ({ longest }: Pick<ClipOriginality, 'longest'>): boolean =>
  (longest?.different ?? 0) > copyRun

const longestRun = (clips: readonly ClipOriginality[]): number =>
  Math.max(0, ...clips.map(({ longest }) => longest?.count ?? 0))

/** The sentences under it: what else was found, and the human excerpts. */
export function underHeadline({ clips, baseline }: OriginalityReport): string[] {
  const { borrows, 'not checked': unchecked } = countVerdicts(clips)
  const scores = clips.flatMap(({ score }) => score ?? [])
  const { quantiles } = baseline
  return [
    copyWords(clips),
    borrows > 0
      ? `${whole(borrows)} more ${borrows === 1 ? 'clip borrows' : 'clips borrow'}: less original than nineteen of twenty human excerpts.`
      : '',
    unchecked > 0
      ? `${counted(unchecked, 'clip')} could not be checked, which says nothing about ${unchecked === 1 ? 'it' : 'them'}; the table gives the reason.`
      : '',
    scores.length > 0
      ? `The clips’ scores ${spread(scores)}, on a scale from 0 (the same notes as a song) to 1 (none in common).`
      : '',
    quantiles === null
      ? 'There is no human baseline: no excerpt of these songs could be judged.'
      : `Of ${counted(baseline.scores.length, 'human excerpt')}, each against all other songs, half score below ${decimals(quantiles.p50, 2)} and one in twenty below ${decimals(quantiles.p5, 2)}.`,
  ].filter((sentence) => sentence !== '')
}

/** By which of the two signs the copies were found; a clip may show both. */
function copyWords(clips: readonly ClipOriginality[]): string {
  const copies = clips.filter(({ verdict }) => verdict === 'copies')
  if (copies.length === 0) return ''
  const byRun = copies.filter(copiesByRun).length
  const byScore = copies.filter(({ score }) => (score ?? 1) < copyBelow).length
  return `Found by a long run of a song’s notes: ${whole(byRun)}. Found by eight bars that are nearly a song’s: ${whole(byScore)}.`
}

function spread(scores: readonly number[]): string {
  const [lowest, highest] = [Math.min(...scores), Math.max(...scores)].map((score) => decimals(score, 2))
  return lowest === highest ? `are ${lowest}` : `go from ${lowest} to ${highest}`
}

/** Of a passage: "The clip is 3 semitones higher than the song." */
export function transpositionWords(semitones: number): string {
  if (semitones === 0) return 'The clip has them at the song’s own pitch.'
  const way = semitones > 0 ? 'higher' : 'lower'
  return `The clip has them ${counted(Math.abs(semitones), 'semitone')} ${way} than the song.`
}

/** "bar 78" or "bars 78 to 86" */
export const barWords = ({ first, last }: PassagePlace['song']): string =>
  first === last ? `bar ${whole(first)}` : `bars ${whole(first)} to ${whole(last)}`

/** "0:03 to 0:19", as a player counts. */
export const secondWords = ({ start, end }: PassagePlace['clip']): string =>
  `${clockTime(start)} to ${clockTime(end)}`

function clockTime(seconds: number): string {
  const at = Math.max(0, Math.round(seconds))
  return `${String(Math.floor(at / 60))}:${String(at % 60).padStart(2, '0')}`
}

const treatments: Partial<Record<string, string>> = {
  notes: 'as they are',
  'tokens quarter': 'as quarter-note tokens',
  'tokens eighth': 'as eighth-note tokens',
  'tokens sixteenth': 'as sixteenth-note tokens',
  'bar-rolls': 'as rolls of sixths of a beat',
}

/** How the songs were coarsened before the clips were compared with them. */
export const treatmentWords = (treatment: string): string => treatments[treatment] ?? treatment
