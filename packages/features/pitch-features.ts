import { estimateKey, type Key } from '@earshot/music/key'
import type { Score } from '@earshot/music/notes'
import { entropy, shares, sum } from './numbers.ts'

export interface PitchFeatures {
  key: Key | null
  /** MIDI note numbers */
  pitch: { lowest: number | null; highest: number | null }
  pitchRange: number
  nPitchesUsed: number
  nPitchClassesUsed: number
  pitchEntropy: number | null
  pitchClassEntropy: number | null
  pitchInScaleRate: number | null
  scaleConsistency: number | null
  pitchClassHistogram: number[] | null
}

/**
 * Features of the pitches of a score; null without notes, but for counts and the range, which are 0. Names and
 * definitions are MusPy's (Dong et al. 2020, https://muspy.readthedocs.io), entropies in bits; the histogram is
 * pretty_midi's: shares of notes, C first. The scale is that of the estimated key.
 */
export function pitchFeatures(score: Score): PitchFeatures {
  const pitches = pitchCounts(score)
  const classes = pitchClassCounts(score)
  const key = score.notes.length > 0 ? estimateKey(score) : null
  const [lowest, highest] = [pitches.findIndex(Boolean), pitches.findLastIndex(Boolean)]
  return {
    key,
    pitch: key ? { lowest, highest } : { lowest: null, highest: null },
    pitchRange: highest - lowest,
    nPitchesUsed: used(pitches),
    nPitchClassesUsed: used(classes),
    pitchEntropy: entropy(pitches),
    pitchClassEntropy: entropy(classes),
    pitchInScaleRate: key && pitchInScaleRate(classes, key.tonic, key.mode),
    scaleConsistency: scaleConsistency(classes),
    pitchClassHistogram: shares(classes),
  }
}

/** Notes of each of the 128 pitches. */
export function pitchCounts({ notes }: Score): number[] {
  const counts = new Array<number>(128).fill(0)
  for (const { pitch } of notes) counts[pitch]++
  return counts
}

/** Notes of each of the twelve pitch classes, C first. */
export function pitchClassCounts({ notes }: Score): number[] {
  const counts = new Array<number>(12).fill(0)
  for (const { pitch } of notes) counts[pitch % 12]++
  return counts
}

const used = (counts: readonly number[]): number => counts.filter(Boolean).length

/** Degrees in semitones from the tonic; the minor scale is the natural one. */
const scales = { major: [0, 2, 4, 5, 7, 9, 11], minor: [0, 2, 3, 5, 7, 8, 10] } as const

/** Share of notes, counted by pitch class, in a scale; null without notes. */
export function pitchInScaleRate(
  classes: readonly number[],
  tonic: number,
  mode: 'major' | 'minor',
): number | null {
  const notes = sum(classes)
  const inScale = sum(scales[mode].map((degree) => classes[(tonic + degree) % 12]))
  return notes > 0 ? inScale / notes : null
}

/** The largest pitch-in-scale rate of the 24 scales; a natural minor has the notes of a major, so twelve do. */
function scaleConsistency(classes: readonly number[]): number | null {
  const rates = classes.map((_, tonic) => pitchInScaleRate(classes, tonic, 'major'))
  return rates.reduce((best, rate) => (best === null || rate === null ? null : Math.max(best, rate)))
}
