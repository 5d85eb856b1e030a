/** The rules of a run besides its clips, pure: where it stands, its code, and how long it takes. */
import { below, type Random } from '@earshot/random/random'

/** One trial of a run as the database keeps it. */
export interface TrialProgress {
  position: number
  answered: boolean
  skipped: boolean
}

/** The trials still to do, in order; the first is the one before the respondent now. */
export function remaining<T extends TrialProgress>(trials: readonly T[]): T[] {
  return trials
    .filter(({ answered, skipped }) => !answered && !skipped)
    .sort((a, b) => a.position - b.position)
}

/** Letters and digits that are not mistaken for one another: no 0, O, 1, I, L. */
const codeAlphabet = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'

/** A completion code such as K7QM-3F9D, of eight numbers in [0, 1). */
export function completionCode(random: Random): string {
  const letters = Array.from({ length: 8 }, () => codeAlphabet[below(codeAlphabet.length, random)])
  return `${letters.slice(0, 4).join('')}-${letters.slice(4).join('')}`
}

/** Minutes that a run takes, rounded: each clip and about twenty seconds to answer it, and two minutes around it. */
export const runMinutes = (clips: number, seconds: number): number =>
  Math.round((clips * (seconds + 20)) / 60 + 2)
