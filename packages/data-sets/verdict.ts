/** What an originality score means beside those of human music. */
import type { Baseline } from '@earshot/originality/human-baseline'
import type { Originality } from '@earshot/originality/originality'

export const verdicts = ['own', 'borrows', 'copies', 'not checked'] as const
export type Verdict = (typeof verdicts)[number]

/** A copy: less than half of its closest window is its own, or so many notes in a row are a song's. */
export const copyScore = 0.5
export const copyRun = 32

/**
 * "copies" below half, or with more than 32 notes in a row; "borrows" below nineteen of twenty human excerpts; else "own".
 * A human excerpt can copy too, so a verdict is read beside the baseline. What was not checked never counts as own.
 */
export function verdictOf(found: Originality, { quantiles }: Pick<Baseline, 'quantiles'>): Verdict {
  if (!found.checked) return 'not checked'
  if (found.score < copyScore || (found.longest?.count ?? 0) > copyRun) return 'copies'
  return quantiles !== null && found.score < quantiles.p5 ? 'borrows' : 'own'
}
