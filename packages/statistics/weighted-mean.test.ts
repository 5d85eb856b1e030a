import { expect, test } from 'vitest'
import { weightedMean } from './weighted-mean.ts'

test('of equal chances is the mean', () => {
  expect(weightedMean([1, 2, 6].map((value) => ({ value, chance: 0.3 })))).toBeCloseTo(3, 12)
  expect(weightedMean([])).toBeNull()
})

test('counts each value as often as it was unlikely', () => {
  // One in two of the fives and one in four of the ones came: 2 fives and 4 ones.
  expect(
    weightedMean([
      { value: 5, chance: 0.5 },
      { value: 1, chance: 0.25 },
    ]),
  ).toBeCloseTo((2 * 5 + 4 * 1) / 6, 12)
  expect(() => weightedMean([{ value: 1, chance: 0 }])).toThrow(RangeError)
})
