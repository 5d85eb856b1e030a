import { readFileSync } from 'node:fs'
import { seeded } from '@earshot/random/random'
import { expect, test } from 'vitest'
import { answerProbabilities, drawAnswer, paperModel } from './ordinal.ts'

test('probabilities of the fitted model for a typical respondent are those of R', () => {
  const fixture = JSON.parse(
    readFileSync(new URL('fixtures/small.expected.json', import.meta.url), 'utf8'),
  ) as { clmm: { p_natural_typical: Record<string, number> } }
  const typical = fixture.clmm.p_natural_typical
  const natural = (location: number) => {
    const [p1 = NaN, p2 = NaN] = answerProbabilities(paperModel.thresholds, location)
    return p1 + p2
  }
  expect(natural(0)).toBeCloseTo(typical.human ?? NaN, 3)
  expect(natural(2.769)).toBeCloseTo(typical.ae_large ?? NaN, 3)
})

test('probabilities sum to 1 and move up the scale with the location', () => {
  const low = answerProbabilities([-1, 0, 1, 2], -8)
  const high = answerProbabilities([-1, 0, 1, 2], 8)
  expect(low.reduce((a, b) => a + b)).toBeCloseTo(1, 12)
  expect(low[0]).toBeGreaterThan(0.99)
  expect(high[4]).toBeGreaterThan(0.99)
  expect(() => answerProbabilities([1, 0], 0)).toThrow('ascend')
})

test('draws follow the probabilities', () => {
  const random = seeded(11)
  const counts = [0, 0, 0, 0, 0]
  for (let i = 0; i < 20000; i++) {
    const answer = drawAnswer(paperModel.thresholds, 0.5, random)
    counts[answer - 1] = (counts[answer - 1] ?? 0) + 1
  }
  const expected = answerProbabilities(paperModel.thresholds, 0.5)
  for (const [k, p] of expected.entries()) expect((counts[k] ?? 0) / 20000).toBeCloseTo(p, 1.7)
})
