/** What an originality score means beside those of human music. */
import type { Verdict } from '@earshot/contract/originality'
import type { Baseline } from '@earshot/originality/human-baseline'
import { copyRun, isCopy, type Originality } from '@earshot/originality/originality'

/**
 * "copies" by the thresholds of isCopy; "borrows" below nineteen of twenty human excerpts; else "own". A human excerpt can
 * be like another song too, so a verdict is read beside the baseline. What was not checked never counts as own.
 */
export function verdictOf(found: Originality, { quantiles }: Pick<Baseline, 'quantiles'>): Verdict {
  if (!found.checked) return 'not checked'
  if (isCopy(found)) return 'copies'
  return quantiles !== null && found.score < quantiles.p5 ? 'borrows' : 'own'
}

/**
 * Whether a piece copies more than human music does: it scores below nineteen of twenty human excerpts, or has a passage
 * note for note that is longer than any found by chance. What was not checked does not.
 */
export const copiesMoreThanHumans = (
  found: Originality,
  { quantiles }: Pick<Baseline, 'quantiles'>,
): boolean =>
  found.checked &&
  ((quantiles !== null && found.score < quantiles.p5) || (found.longest?.different ?? 0) > copyRun)
