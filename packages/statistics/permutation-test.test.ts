import { seeded } from '@earshot/random/random'
import { expect, test } from 'vitest'
import known from './fixtures/known-values.expected.json' with { type: 'json' }
import { holm, medianPermutationTest } from './permutation-test.ts'

const median = (values: number[]) => {
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length / 2
  return (sorted[Math.ceil(half) - 1] + sorted[Math.floor(half)]) / 2
}

/** Every division by bit masks, with sorted copies: slow, and written without a look at the other. */
function bruteForce(values: number[], inGroup: boolean[]): number {
  const size = inGroup.filter(Boolean).length
  const difference = (mask: number) => {
    const groups: [number[], number[]] = [[], []]
    values.forEach((value, i) => groups[(mask >> i) & 1].push(value))
    return median(groups[1]) - median(groups[0])
  }
  const observed = difference(inGroup.reduce((mask, is, i) => mask | (Number(is) << i), 0))
  const ones = (mask: number) => mask.toString(2).replaceAll('0', '').length
  const masks = Array.from({ length: 2 ** values.length }, (_, mask) => mask).filter((m) => ones(m) === size)
  return masks.filter((m) => Math.abs(difference(m)) >= Math.abs(observed) - 1e-12).length / masks.length
}

test.each([
  ['apart', [1, 2, 3, 10, 11, 12], 3],
  ['mixed', [5, 1, 4, 2, 8, 7, 6], 3],
  ['with ties', [1, 1, 2, 2, 2, 3, 3, 9], 4],
  ['one against six', [7, 1, 2, 3, 4, 5, 6], 1],
  ['tenths', [0.1, 0.2, 0.3, 0.3, 0.1, 0.6, 0.7, 0.1, 0.4], 4],
])('small groups, %s: as counted by brute force', (_, values, size) => {
  const inGroup = values.map((_, i) => i < size)
  const test = medianPermutationTest(values, inGroup, { random: seeded(1) })
  expect(test.exact).toBe(true)
  expect(test.p).toBeCloseTo(bruteForce(values, inGroup), 12)
  expect(test.difference).toBeCloseTo(median(values.slice(0, size)) - median(values.slice(size)), 12)
})

test('drawn permutations come near to the exact p', () => {
  const random = seeded(5)
  const values = Array.from({ length: 14 }, (_, i) => random() + (i < 7 ? 0.25 : 0))
  const inGroup = values.map((_, i) => i < 7)
  const drawn = medianPermutationTest(values, inGroup, { random, permutations: 3000 })
  expect(drawn.exact).toBe(false)
  expect(drawn.p).toBeCloseTo(bruteForce(values, inGroup), 1.5)
})

test('where nothing differs p is uniform: few of many tests are below .05', () => {
  const random = seeded(9)
  const inGroup = Array.from({ length: 60 }, (_, i) => i < 30)
  const ps = Array.from({ length: 200 }, () => {
    const values = inGroup.map(() => random())
    return medianPermutationTest(values, inGroup, { random, permutations: 199 }).p
  })
  const low = ps.filter((p) => p <= 0.05).length
  expect(low).toBeGreaterThan(2)
  expect(low).toBeLessThan(22)
})

test('p is never 0, whatever the difference', () => {
  const values = Array.from({ length: 40 }, (_, i) => (i < 20 ? 0 : 1000) + i)
  const test = medianPermutationTest(
    values,
    values.map((_, i) => i >= 20),
    { random: seeded(2), permutations: 999 },
  )
  expect(test.p).toBe(1 / 1000)
  expect(test.difference).toBe(1020)
})

test('a group without values and a value that is no number are refused', () => {
  const random = seeded(1)
  expect(() => medianPermutationTest([1, 2], [true, true], { random })).toThrow('both groups')
  expect(() => medianPermutationTest([1, NaN], [true, false], { random })).toThrow('finite')
})

test("Holm's correction is R's", () => {
  const { p, holm: expected } = known.holm_bh
  for (const [i, value] of holm(p).entries()) expect(value).toBeCloseTo(expected[i], 12)
})
