import { expect, test } from 'vitest'
import known from './fixtures/known-values.expected.json' with { type: 'json' }
import { normalQuantile } from './normal.ts'

test("quantiles are those of R's qnorm, in the middle and far out", () => {
  const { p, x } = known.distribution_values.qnorm
  for (const [i, quantile] of x.entries()) expect(normalQuantile(p[i])).toBeCloseTo(quantile, 6)
  expect(normalQuantile(1e-30)).toBeCloseTo(-11.464024688, 5)
})

test('what is no probability is refused', () => {
  for (const p of [0, 1, -1, NaN]) expect(() => normalQuantile(p)).toThrow('between 0 and 1')
})
