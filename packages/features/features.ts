/** What is measured in a piece of music: kept with every song, about 1.3 kB as JSON. docs/features.md defines each. */
import { bars } from '@earshot/music/bars'
import { durationInSeconds, type Score } from '@earshot/music/notes'
import { z } from 'zod'
import { median } from './numbers.ts'
import { pitchFeatures } from './pitch-features.ts'
import { rhythmFeatures } from './rhythm-features.ts'
import { structure, structureClasses } from './structure.ts'
import { meters, tempoFeatures } from './tempo-and-meter.ts'

const number = z.number()
const share = z.number().min(0).max(1)
const twelveShares = z.array(share).length(12).nullable()

/** Null where a feature does not exist, such as the key of silence. */
export const featuresSchema = z.object({
  notes: z.int(),
  seconds: number,
  /** length in quarter notes */
  quarters: number,
  bars: z.int(),
  /** quarter notes a minute */
  tempo: z.object({ first: number, median: number, lowest: number, highest: number, changes: z.int() }),
  meters: z.array(z.string()),
  velocity: z.object({ median: number.nullable(), distinct: z.int() }),
  /** 0 for a score without length */
  notesPerQuarter: number,
  notesPerSecond: number,

  key: z.object({ tonic: z.int(), mode: z.enum(['major', 'minor']), correlation: number }).nullable(),
  pitch: z.object({ lowest: z.int().nullable(), highest: z.int().nullable() }),
  pitchRange: z.int(),
  nPitchesUsed: z.int(),
  nPitchClassesUsed: z.int(),
  pitchEntropy: number.nullable(),
  pitchClassEntropy: number.nullable(),
  pitchInScaleRate: share.nullable(),
  scaleConsistency: share.nullable(),
  pitchClassHistogram: twelveShares,

  polyphony: number.nullable(),
  polyphonyRate: share.nullable(),
  emptyBeatRate: share.nullable(),
  emptyMeasureRate: share.nullable(),
  grooveConsistency: share.nullable(),
  noteLengthHistogram: twelveShares,
  interOnsetHistogram: twelveShares,

  structure: z.object({
    class: z.enum(structureClasses).nullable(),
    effectivePitches: number.nullable(),
    selfSimilarity: number.nullable(),
    repetitionRate: share.nullable(),
    longestRepeat: z.int(),
    novelty: z.object({ mean: number.nullable(), highest: number.nullable() }),
    loop: z.object({ period: z.int(), times: number, share }).nullable(),
    endingLoop: share,
  }),
})
export type Features = z.infer<typeof featuresSchema>

/** Measures a score, whatever is in it; numbers are rounded to six significant digits. */
export function measure(score: Score): Features {
  const velocities = score.notes.map(({ velocity }) => velocity)
  const seconds = durationInSeconds(score)
  return rounded({
    notes: score.notes.length,
    seconds,
    quarters: score.length,
    bars: bars(score).length,
    tempo: tempoFeatures(score),
    meters: meters(score),
    velocity: { median: median(velocities), distinct: new Set(velocities).size },
    notesPerQuarter: score.length > 0 ? score.notes.length / score.length : 0,
    notesPerSecond: seconds > 0 ? score.notes.length / seconds : 0,
    ...pitchFeatures(score),
    ...rhythmFeatures(score),
    structure: structure(score),
  })
}

/** Six digits are more than any of these numbers means, and halve their length as JSON; less than 1e-9 is rounding. */
function rounded<T>(value: T): T {
  const round = (part: unknown): unknown => {
    if (typeof part === 'number') return roundedNumber(part)
    if (Array.isArray(part)) return part.map(round)
    if (part !== null && typeof part === 'object') return Object.fromEntries(entriesOf(part, round))
    return part
  }
  return round(value) as T
}

const entriesOf = (part: object, round: (value: unknown) => unknown): [string, unknown][] =>
  Object.entries(part).map(([name, value]) => [name, round(value)])

function roundedNumber(value: number): number {
  if (Number.isInteger(value)) return value
  return Math.abs(value) < 1e-9 ? 0 : Number(value.toPrecision(6))
}
