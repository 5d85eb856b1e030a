import type { Meter, Score } from '@earshot/music/notes'
import { defaultTempo } from '@earshot/music/tempo'

/** In quarter notes a minute; `changes` counts the times that it becomes another one. */
export interface TempoFeatures {
  /** at the beginning */
  first: number
  /** the slowest such that half of the score's quarter notes go at it or slower */
  median: number
  lowest: number
  highest: number
  changes: number
}

/** A value and for how many quarter notes it is in force. */
interface Span<T> {
  value: T
  quarters: number
}

/** What is in force from the beginning to `length`, in order; `otherwise` before the first change. */
function spans<T extends { at: number }>(changes: readonly T[], otherwise: T, length: number): Span<T>[] {
  const all = changes[0]?.at === 0 ? changes : [otherwise, ...changes]
  return all
    .map((value, i) => ({ value, quarters: Math.min(length, all.at(i + 1)?.at ?? length) - value.at }))
    .filter(({ quarters }, i) => quarters > 0 || (length === 0 && i === 0))
}

/** How fast a score goes: 120 where no tempo is given, as in MIDI files. */
export function tempoFeatures({ tempos, length }: Score): TempoFeatures {
  const held = spans(tempos, { at: 0, bpm: defaultTempo }, length)
  const speeds = held.map(({ value }) => value.bpm)
  return {
    first: speeds[0],
    median: medianTempo(
      held.map(({ value, quarters }) => ({ value: value.bpm, quarters })),
      length,
    ),
    lowest: speeds.reduce((a, b) => Math.min(a, b)),
    highest: speeds.reduce((a, b) => Math.max(a, b)),
    changes: speeds.filter((speed, i) => i > 0 && speed !== speeds[i - 1]).length,
  }
}

function medianTempo(held: Span<number>[], length: number): number {
  const slowestFirst = [...held].sort((a, b) => a.value - b.value)
  let quarters = 0
  const median = slowestFirst.find((span) => (quarters += span.quarters) >= length / 2)
  return (median ?? slowestFirst[slowestFirst.length - 1]).value
}

const commonTime: Meter = { at: 0, beats: 4, unit: 4 }

/** The different meters of a score as they are written, such as "3/4", in the order in which they come. */
export function meters(score: Score): string[] {
  const held = spans(score.meters, commonTime, score.length)
  return [...new Set(held.map(({ value }) => written(value)))]
}

/** The meter that is in force for most of the score, the earlier of two. */
export function longestMeter(score: Score): Meter {
  const longest = new Map<string, Span<Meter>>()
  for (const { value, quarters } of spans(score.meters, commonTime, score.length)) {
    const before = longest.get(written(value))
    longest.set(written(value), { value, quarters: quarters + (before?.quarters ?? 0) })
  }
  return [...longest.values()].reduce((best, span) => (span.quarters > best.quarters ? span : best)).value
}

const written = ({ beats, unit }: Meter): string => `${beats}/${unit}`
