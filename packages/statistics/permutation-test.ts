/** Permutation tests of two groups, and Holm's correction of several tests. */
import { below, type Random } from '@earshot/random/random'

export interface PermutationTest {
  /** Median of the group less the median of the rest. */
  difference: number
  /** Two-sided. */
  p: number
  /** Every way to divide the values was counted, rather than some drawn at random. */
  exact: boolean
}

export interface PermutationOptions {
  random: Random
  /** Drawn where there are more ways than this to divide the values; all are counted where there are not. */
  permutations?: number
}

/** Sums of decimals that ought to be equal differ in their last bits. */
const tie = 1e-12

/**
 * Whether the medians of two groups differ: the share of all divisions of `values` into groups of these sizes whose
 * medians differ at least as much (Fisher 1935; Good 2005, Permutation, Parametric, and Bootstrap Tests of Hypotheses,
 * chapter 3). Where divisions are drawn, p is (b + 1) / (m + 1) (Phipson and Smyth 2010), so that it is never 0. Throws
 * RangeError for an empty group or values that are not numbers.
 */
export function medianPermutationTest(
  values: readonly number[],
  inGroup: readonly boolean[],
  { random, permutations = 9999 }: PermutationOptions,
): PermutationTest {
  const size = inGroup.filter(Boolean).length
  check(values, inGroup, size)
  const order = values.map((_, i) => i).sort((a, b) => values[a] - values[b])
  const sorted = Float64Array.from(order, (i) => values[i])
  const members = Uint8Array.from(order, (i) => Number(inGroup[i]))
  const difference = medianDifference(sorted, members, size)
  const asFar = (divided: Uint8Array) =>
    Math.abs(medianDifference(sorted, divided, size)) >= Math.abs(difference) - tie
  if (combinations(values.length, size) <= permutations) {
    const { count, total } = countAll(values.length, size, asFar)
    return { difference, p: count / total, exact: true }
  }
  let count = 0
  for (let i = 0; i < permutations; i++) if (asFar(shuffle(members, random))) count++
  return { difference, p: (count + 1) / (permutations + 1), exact: false }
}

function check(values: readonly number[], inGroup: readonly boolean[], size: number): void {
  if (values.length !== inGroup.length) throw new RangeError('each value belongs to the group or does not')
  if (size === 0 || size === values.length) throw new RangeError('both groups need a value')
  if (!values.every(Number.isFinite)) throw new RangeError('values must be finite numbers')
}

/** Of values that ascend; `members` says of each whether it is in the group of `size`. */
function medianDifference(sorted: Float64Array, members: Uint8Array, size: number): number {
  return medianOf(sorted, members, 1, size) - medianOf(sorted, members, 0, sorted.length - size)
}

function medianOf(sorted: Float64Array, members: Uint8Array, member: 0 | 1, size: number): number {
  const [lower, upper] = [Math.ceil(size / 2), Math.floor(size / 2) + 1]
  let [seen, sum] = [0, 0]
  for (let i = 0; ; i++) {
    if (members[i] !== member) continue
    seen++
    if (seen === lower) sum += sorted[i]
    if (seen === upper) return (sum + sorted[i]) / 2
  }
}

/** In place (Fisher-Yates). */
function shuffle(items: Uint8Array, random: Random): Uint8Array {
  for (let i = items.length - 1; i > 0; i--) {
    const j = below(i + 1, random)
    const swap = items[i]
    items[i] = items[j]
    items[j] = swap
  }
  return items
}

/** Ways to choose `size` of `n`; a little off where there are more than 2^53, which does no harm here. */
function combinations(n: number, size: number): number {
  let ways = 1
  for (let i = 1; i <= Math.min(size, n - size); i++) ways = (ways * (n - i + 1)) / i
  return Math.round(ways)
}

function countAll(n: number, size: number, holds: (members: Uint8Array) => boolean) {
  const members = new Uint8Array(n)
  let [count, total] = [0, 0]
  const choose = (from: number, left: number): void => {
    if (left === 0) {
      total++
      if (holds(members)) count++
      return
    }
    for (let i = from; i <= n - left; i++) {
      members[i] = 1
      choose(i + 1, left - 1)
      members[i] = 0
    }
  }
  choose(0, size)
  return { count, total }
}

/** P-values of several tests, each corrected for the others (Holm 1979), in the order given. */
export function holm(ps: readonly number[]): number[] {
  const order = ps.map((_, i) => i).sort((a, b) => ps[a] - ps[b])
  const corrected = new Array<number>(ps.length)
  let highest = 0
  for (const [rank, i] of order.entries()) {
    highest = Math.max(highest, Math.min(1, ps[i] * (ps.length - rank)))
    corrected[i] = highest
  }
  return corrected
}
