/** The area under the ROC curve: how often a case of one kind scores above one of the other. */

/** A case with its score; `cluster` names those that belong together, such as clips of one piece. */
export interface Scored {
  positive: boolean
  score: number
  cluster: string
}

export interface AucInterval {
  auc: number
  lower: number
  upper: number
}

/** Standard errors that a 95 % interval reaches. */
export const z95 = 1.959963984540054

interface Sides {
  positives: Scored[]
  negatives: Scored[]
}

function sidesOf(scored: readonly Scored[]): Sides {
  if (!scored.every(({ score }) => Number.isFinite(score))) throw new RangeError('scores must be finite')
  const positives = scored.filter(({ positive }) => positive)
  const negatives = scored.filter(({ positive }) => !positive)
  if (positives.length === 0 || negatives.length === 0) throw new RangeError('both sides need a case')
  return { positives, negatives }
}

/** For each score the share of `others` below it, ties counting half. */
function sharesBelow(scores: readonly Scored[], others: readonly Scored[]): number[] {
  const sorted = Float64Array.from(others, ({ score }) => score).sort()
  return scores.map(({ score }) => (countBelow(sorted, score) + countUpTo(sorted, score)) / 2 / sorted.length)
}

const countBelow = (sorted: Float64Array, value: number) => firstIndex(sorted, (x) => x >= value)
const countUpTo = (sorted: Float64Array, value: number) => firstIndex(sorted, (x) => x > value)

function firstIndex(sorted: Float64Array, holds: (value: number) => boolean): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(sorted[middle])) high = middle
    else low = middle + 1
  }
  return low
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** P(positive > negative) + P(equal) / 2: the Mann-Whitney statistic over its largest value. Throws RangeError for an empty side. */
export function auc(scored: readonly Scored[]): number {
  const { positives, negatives } = sidesOf(scored)
  return sum(sharesBelow(positives, negatives)) / positives.length
}

/** Sums of what each cluster adds to the mean of its side, once centred. */
function clusterSums(cases: readonly Scored[], values: readonly number[], mean: number): Map<string, number> {
  const sums = new Map<string, number>()
  for (const [i, { cluster }] of cases.entries())
    sums.set(cluster, (sums.get(cluster) ?? 0) + values[i] - mean)
  return sums
}

/** Variance of the mean of one side, whose clusters are independent; the side needs two. */
function varianceOfMean(sums: ReadonlyMap<string, number>, cases: number): number {
  const squares = sum([...sums.values()].map((value) => value * value))
  return ((sums.size / (sums.size - 1)) * squares) / cases ** 2
}

/**
 * The standard error of an AUC of clustered cases (Obuchowski 1997, Biometrics 53:567); where every case is a cluster of its own
 * it is DeLong's (DeLong, DeLong and Clarke-Pearson 1988, Biometrics 44:837). Throws RangeError where a side has fewer than two clusters.
 */
export function aucStandardError(scored: readonly Scored[]): number {
  const { positives, negatives } = sidesOf(scored)
  const above = sharesBelow(positives, negatives)
  const below = sharesBelow(negatives, positives).map((share) => 1 - share)
  const area = sum(above) / above.length
  const ofPositives = clusterSums(positives, above, area)
  const ofNegatives = clusterSums(negatives, below, area)
  if (ofPositives.size < 2 || ofNegatives.size < 2) throw new RangeError('each side needs two clusters')
  const clusters = new Set([...ofPositives.keys(), ...ofNegatives.keys()]).size
  const shared = sum([...ofPositives].map(([cluster, value]) => value * (ofNegatives.get(cluster) ?? 0)))
  const covariance = ((clusters / (clusters - 1)) * shared) / (positives.length * negatives.length)
  const variance =
    varianceOfMean(ofPositives, positives.length) +
    varianceOfMean(ofNegatives, negatives.length) +
    2 * covariance
  return Math.sqrt(Math.max(0, variance))
}

/**
 * The AUC with an interval that reaches `z` standard errors (`aucStandardError`) to either side on the logit scale, so
 * that it stays within 0 .. 1 (Pepe 2003, The Statistical Evaluation of Medical Tests, section 5.2): 95 % unless given. That error
 * is 0 where the sides do not overlap at all; then the interval is Newcombe's (2006, Statistics in Medicine 25:559,
 * method 5), which needs none.
 */
export function aucInterval(scored: readonly Scored[], z = z95): AucInterval {
  const area = auc(scored)
  if (area === 0 || area === 1) return newcombeInterval(area, scored, z)
  const logit = Math.log(area / (1 - area))
  const reach = (z * aucStandardError(scored)) / (area * (1 - area))
  return { auc: area, lower: 1 / (1 + Math.exp(reach - logit)), upper: 1 / (1 + Math.exp(-reach - logit)) }
}

/** The limits theta at which |auc - theta| is z Hanley and McNeil's standard errors of theta, both sides as large as their mean. */
function newcombeInterval(area: 0 | 1, scored: readonly Scored[], z: number): AucInterval {
  const { positives, negatives } = clustersOfSides(scored)
  const more = (positives + negatives) / 2 - 1
  const standardErrors = (theta: number) => {
    const spread = 1 + more * ((1 - theta) / (2 - theta) + theta / (1 + theta))
    return (1 - theta) / Math.sqrt((theta * (1 - theta) * spread) / (positives * negatives))
  }
  let [low, high] = [0.5, 1]
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2
    if (standardErrors(middle) > z) low = middle
    else high = middle
  }
  return area === 1 ? { auc: 1, lower: low, upper: 1 } : { auc: 0, lower: 0, upper: 1 - low }
}

/** Cases of one cluster count as one: no more is known than that they are together. */
function clustersOfSides(scored: readonly Scored[]): { positives: number; negatives: number } {
  const { positives, negatives } = sidesOf(scored)
  const count = (cases: readonly Scored[]) => new Set(cases.map(({ cluster }) => cluster)).size
  return { positives: count(positives), negatives: count(negatives) }
}
