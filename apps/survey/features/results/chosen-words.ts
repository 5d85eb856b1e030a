/** How the clips of a study were chosen, in sentences. */
import { encodingName, gateNames, type Treatment } from '@earshot/contract/choice'
import type { SourceResult } from '@earshot/contract/results'
import { counted, decimals, listed, perCentSign } from './numbers.ts'

type Chosen = Pick<SourceResult, 'name' | 'label' | 'human' | 'chosen' | 'weighted'>

/** All that is to be said, in the order in which clips come about. */
export const chosenInWords = (sources: readonly Chosen[]): string[] =>
  [
    treatmentInWords,
    encodingsInWords,
    gatesInWords,
    matchingInWords,
    handInWords,
    seenInWords,
    weightedInWords,
  ].flatMap((words) => words(sources))

/** Where ratings decided which clips were drawn more often, the numbers that take this into account. */
export function weightedInWords(sources: readonly Chosen[]): string[] {
  const known = sources.flatMap(({ label, weighted }) => (weighted ? [{ label, ...weighted }] : []))
  if (known.length === 0) return []
  return [
    'Clips whose mean rating was least certain were drawn more often, so the plain numbers of a source lean towards such clips. Weighted by the inverse of each draw’s chance:',
    ...known.map(
      ({ label, mean, pNatural }) =>
        `${label}: mean ${decimals(mean)}, perceived as natural ${perCentSign(pNatural.all)} of all ratings, ${perCentSign(pNatural.decided)} of those that are not 3.`,
    ),
  ]
}

/** One sentence where all sources that are known have the same, which a study promises. */
export function treatmentInWords(sources: readonly Chosen[]): string[] {
  const known = sources.filter(({ chosen }) => chosen?.treatment)
  const texts = new Set(known.map(({ chosen }) => (chosen?.treatment ? treatmentText(chosen.treatment) : '')))
  const unknown = sources.filter(({ chosen }) => chosen && !chosen.treatment).map(({ label }) => label)
  return [
    ...[...texts].map((text) => `The music of every source was played with ${text}.`),
    ...(unknown.length > 0
      ? [`Of ${listed(unknown)}, treatment and gates are not recorded: the pool was built before they were.`]
      : []),
  ]
}

function treatmentText({ velocity, pedal, tempo, timing }: Treatment): string {
  return listed([
    velocity === 'as written' ? 'its own velocities' : `every note at velocity ${String(velocity)}`,
    pedal === 'none' ? 'no pedal' : 'its own pedal',
    tempo === 'as written' ? 'its own tempo' : `${String(tempo)} quarter notes a minute`,
    timing === 'grid' ? 'notes on the grid of the encoding' : 'its own timing',
  ])
}

/** Of human excerpts; of those that passed through none, the treatment says so. */
export function encodingsInWords(sources: readonly Chosen[]): string[] {
  return sources.flatMap(({ label, chosen }) => {
    const names = (chosen?.encodings ?? []).filter(({ kind }) => kind !== 'as written').map(encodingName)
    if (names.length === 0) return []
    return [
      `The excerpts of ${label} passed through ${names.length > 1 ? 'these encodings, each clip through the next' : 'one encoding'}: ${listed(names)}.`,
    ]
  })
}

/** Whether the gates were the same for all sources. */
export function gatesInWords(sources: readonly Chosen[]): string[] {
  const sets = sources.flatMap(({ chosen }) => (chosen?.gates ? [chosen.gates] : []))
  if (sets.length === 0) return []
  const same = gateNames.every((gate) => new Set(sets.map((set) => set.includes(gate))).size === 1)
  return [
    same
      ? 'The same gates were used for every source, declared before any candidate was drawn.'
      : 'The sources were built with different gates, as the study file declares: what a gate refuses for one source only may change how natural its clips are perceived.',
  ]
}

export function matchingInWords(sources: readonly Chosen[]): string[] {
  return sources.flatMap(({ label, human, chosen }) => {
    if (!human || !chosen?.choice || chosen.choice.byHand > 0) return []
    const { matching } = chosen.choice
    return matching.kind === 'random'
      ? [`The excerpts of ${label} were drawn at random, by a seed.`]
      : [
          `The excerpts of ${label} were drawn by a seed and matched to the clips of ${nameOf(sources, matching.to)} on ${listed(matching.balance.map(({ feature }) => feature))}.`,
        ]
  })
}

const nameOf = (sources: readonly Chosen[], name: string): string =>
  sources.find((source) => source.name === name)?.label ?? name

export const handInWords = (sources: readonly Chosen[]): string[] =>
  sources.flatMap(({ label, chosen }) =>
    chosen?.choice && chosen.choice.byHand > 0
      ? [`${counted(chosen.choice.byHand, 'excerpt')} of ${label} were chosen by hand.`]
      : [],
  )

/** Whether models know the songs that human clips are of. */
export function seenInWords(sources: readonly Chosen[]): string[] {
  return sources.flatMap(({ label, chosen }) => {
    if (!chosen?.seen) return []
    const { clips, models, declared } = chosen.seen
    if (clips > 0)
      return [
        `${counted(clips, 'clip')} in the pool of ${label} ${clips === 1 ? 'is of a song' : 'are of songs'} that ${listed(models)} was trained on${declared ? ', as was declared' : ''}.`,
      ]
    const left = chosen.choice?.unseen?.songsLeftOut ?? 0
    return [
      `No model of this study was trained on a song of ${label}${left > 0 ? `; ${counted(left, 'song')} that a model knows ${left === 1 ? 'was' : 'were'} left out` : ''}.`,
    ]
  })
}

/** One row a source and feature. */
export const balanceRows = <Source extends Chosen>(sources: readonly Source[]) =>
  sources.flatMap((source) =>
    source.chosen?.choice?.matching.kind === 'matched'
      ? source.chosen.choice.matching.balance.map((row) => ({ ...source, ...row }))
      : [],
  )
