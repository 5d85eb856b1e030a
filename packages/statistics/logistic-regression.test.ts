import { expect, test } from 'vitest'
import classification from './fixtures/classification.expected.json' with { type: 'json' }
import { fitLogistic, logOdds } from './logistic-regression.ts'

test.each(classification.ridge)(
  'penalty $penalty: the weights of scikit-learn or statsmodels',
  ({ rows, positive, penalty, weights, intercept }) => {
    const model = fitLogistic(rows, positive, penalty)
    for (const [i, weight] of weights.entries()) expect(model.weights[i]).toBeCloseTo(weight, 6)
    expect(model.intercept).toBeCloseTo(intercept, 6)
  },
)

test('answers that a column separates by far: finite weights, however weak the penalty', () => {
  const rows = [[-1e4], [-1], [1], [1e4]]
  for (const penalty of [1e-6, 1, 1e6]) {
    const model = fitLogistic(rows, [false, false, true, true], penalty)
    expect(Number.isFinite(model.weights[0])).toBe(true)
    expect(logOdds(model, [1])).toBeGreaterThan(logOdds(model, [-1]))
  }
})

test('columns that say nothing, or the same twice, do no harm', () => {
  const rows = [0.2, -1, 3, 0.5, 2, -2].map((x) => [x, x, 0])
  const { weights } = fitLogistic(rows, [true, false, true, false, true, false], 1)
  expect(weights[0]).toBeCloseTo(weights[1], 8)
  expect(weights[2]).toBe(0)
})

test('what has no solution is refused', () => {
  expect(() => fitLogistic([[1], [2]], [true, true], 1)).toThrow('both answers')
  expect(() => fitLogistic([[1], [2]], [true, false], 0)).toThrow('penalty')
  expect(() => fitLogistic([[1], [NaN]], [true, false], 1)).toThrow('finite')
  expect(() => fitLogistic([[1]], [true, false], 1)).toThrow('each row')
})
