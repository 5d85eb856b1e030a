import { transpose, type Score } from './notes.ts'

/** `tonic` is a pitch class, 0 for C; `correlation` is the fit of the profile, -1..1. */
export interface Key {
  tonic: number
  mode: 'major' | 'minor'
  correlation: number
}

/** How well each pitch class fits after a key-setting context, tonic first (Krumhansl and Kessler 1982, table 1). */
const profiles = {
  major: [6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88],
  minor: [6.33, 2.68, 3.52, 5.38, 2.6, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17],
} as const

/** Quarter notes that each of the twelve pitch classes sounds, C first. */
export function pitchClassDurations(score: Score): number[] {
  const durations = new Array<number>(12).fill(0)
  for (const note of score.notes) durations[note.pitch % 12] += note.end - note.start
  return durations
}

/**
 * The 24 keys by how well their profiles correlate with the time each pitch class sounds (Krumhansl and Schmuckler;
 * Krumhansl, Cognitive Foundations of Musical Pitch, 1990, chapter 4), the best first; of equal ones the lower tonic,
 * major first. Throws RangeError for a score without notes.
 */
export function rankKeys(score: Score): Key[] {
  if (score.notes.length === 0) throw new RangeError('a score without notes has no key')
  const durations = pitchClassDurations(score)
  const keys = durations.flatMap((_, tonic) => {
    const fromTonic = durations.map((_, degree) => durations[(tonic + degree) % 12])
    return (['major', 'minor'] as const).map((mode): Key => ({
      tonic,
      mode,
      correlation: correlation(fromTonic, profiles[mode]),
    }))
  })
  return keys.sort((a, b) => b.correlation - a.correlation)
}

/** The best of `rankKeys`. Throws RangeError for a score without notes. */
export const estimateKey = (score: Score): Key => rankKeys(score)[0]

/** Pearson's r; 0 where either does not vary. */
function correlation(x: readonly number[], y: readonly number[]): number {
  const meanX = mean(x)
  const meanY = mean(y)
  const covariance = mean(x.map((value, i) => (value - meanX) * (y[i] - meanY)))
  const variances =
    mean(x.map((value) => (value - meanX) ** 2)) * mean(y.map((value) => (value - meanY) ** 2))
  return variances > 0 ? covariance / Math.sqrt(variances) : 0
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

/**
 * A major score in C, a minor one in A minor, by the smallest shift that keeps every note in 0..127 (a tritone goes
 * up); a score without notes as it is. Throws RangeError where no shift keeps them all.
 */
export function toCommonKey(score: Score): Score {
  if (score.notes.length === 0) return score
  const { tonic, mode } = estimateKey(score)
  const up = ((mode === 'major' ? 0 : 9) - tonic + 12) % 12
  const [smaller, larger] = up <= 6 ? [up, up - 12] : [up - 12, up]
  return transpose(score, fits(score, smaller) ? smaller : larger)
}

const fits = (score: Score, shift: number): boolean =>
  score.notes.every(({ pitch }) => pitch + shift >= 0 && pitch + shift <= 127)
