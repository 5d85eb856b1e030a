import { bars } from './bars.ts'
import { durationInSeconds, type Score, type Tempo } from './notes.ts'
import { defaultTempo } from './tempo.ts'

export interface Description {
  notes: number
  seconds: number
  bars: number
  /** quarter notes a minute: at the beginning, and the median by score time */
  tempo: { first: number; median: number }
  /** MIDI pitches; null without notes */
  lowest: number | null
  highest: number | null
}

/** What a list of songs shows of one. */
export function describe(score: Score): Description {
  const pitches = score.notes.map(({ pitch }) => pitch)
  return {
    notes: pitches.length,
    seconds: durationInSeconds(score),
    bars: bars(score).length,
    tempo: { first: score.tempos.at(0)?.bpm ?? defaultTempo, median: medianTempo(score) },
    lowest: pitches.length > 0 ? pitches.reduce((a, b) => Math.min(a, b)) : null,
    highest: pitches.length > 0 ? pitches.reduce((a, b) => Math.max(a, b)) : null,
  }
}

/** The slowest tempo such that half of the score's quarter notes go at it or slower. */
export function medianTempo({ tempos, length }: Score): number {
  const spans = tempos.map(({ at, bpm }, i) => ({ bpm, quarters: endOf(tempos, i, length) - at }))
  let quarters = 0
  for (const span of spans.sort((a, b) => a.bpm - b.bpm)) {
    quarters += Math.max(0, span.quarters)
    if (quarters >= length / 2) return span.bpm
  }
  return tempos.at(-1)?.bpm ?? defaultTempo
}

const endOf = (tempos: readonly Tempo[], index: number, length: number): number =>
  Math.min(length, tempos.at(index + 1)?.at ?? length)
