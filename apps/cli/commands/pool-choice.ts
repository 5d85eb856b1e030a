/** How the clips of a pool were chosen, in words. */
import { askedSchema, encodingName, type Choice, type Treatment } from '@earshot/contract/choice'
import type { showPool } from '@earshot/workshop/pools/pools'
import { decimals, table } from '../output.ts'

type PoolView = Awaited<ReturnType<typeof showPool>>

/** Lines about treatment, encoding, gates, matching and songs; one line for a pool that was built before these were recorded. */
export function choiceInWords({ settings, choice }: Pick<PoolView, 'settings' | 'choice'>): string[] {
  const { treatment, encodings, gates, seen } = askedSchema.safeParse(settings).data ?? {}
  if (!choice) return ['  How its clips were chosen is not recorded.']
  return [
    ...(treatment ? [`  treatment: ${treatmentInWords(treatment)}`] : []),
    ...(encodings ? [`  encoding: ${encodings.map(encodingName).join(', then ')}`] : []),
    ...(gates ? [`  gates: ${gates.join(', ')}`] : []),
    `  drawn: ${String(choice.drawn)}, kept ${String(choice.kept)}${refusedInWords(choice)}`,
    ...(choice.byHand > 0 ? [`  chosen by hand: ${String(choice.byHand)}`] : []),
    ...seenInWords(choice, seen),
    ...matchingInWords(choice),
  ]
}

const treatmentInWords = ({ velocity, pedal, tempo, timing }: Treatment): string =>
  [
    `velocity ${String(velocity)}`,
    `pedal ${pedal}`,
    tempo === 'as written' ? 'tempo as written' : `${String(tempo)} quarter notes a minute`,
    timing === 'grid' ? 'on the grid of the encoding' : 'timing as written',
  ].join(', ')

function refusedInWords({ refused, notMatched }: Choice): string {
  const parts = refused.map(({ gate, candidates }) => `${gate} ${String(candidates)}`)
  const others = notMatched > 0 ? [`${String(notMatched)} matched less well`] : []
  return [...(parts.length > 0 ? [`refused by gate: ${parts.join(', ')}`] : []), ...others]
    .map((part) => `; ${part}`)
    .join('')
}

function seenInWords({ unseen }: Choice, seen: string | undefined): string[] {
  if (seen === 'allowed') return ['  songs that models were trained on are allowed']
  if (!unseen) return []
  const models = unseen.models.length > 0 ? ` (${unseen.models.join(', ')})` : ''
  return [`  songs left out since a model was trained on them: ${String(unseen.songsLeftOut)}${models}`]
}

function matchingInWords({ matching }: Choice): string[] {
  if (matching.kind === 'random') return ['  drawn at random']
  const rows = matching.balance.map(({ feature, before, after }) => [
    feature,
    decimals(before, 2),
    decimals(after, 2),
  ])
  return [
    `  matched to ${matching.to}; standardised mean differences from it, of all candidates and of the clips:`,
    ...table(['feature', 'before', 'after'], rows)
      .split('\n')
      .map((line) => `    ${line}`),
  ]
}
