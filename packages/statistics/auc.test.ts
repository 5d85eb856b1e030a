import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { auc, aucInterval, aucStandardError, type Scored } from './auc.ts'
import classification from './fixtures/classification.expected.json' with { type: 'json' }
import large from './fixtures/large.expected.json' with { type: 'json' }

const apart = (positives: number[], negatives: number[]): Scored[] =>
  [positives, negatives].flatMap((scores, side) =>
    scores.map((score, i) => ({ positive: side === 0, score, cluster: `${side}/${i}` })),
  )

test.each(classification.auc)(
  "$name: area, DeLong's error and interval are those of Python",
  ({ scores, positive, ...expected }) => {
    const scored = scores.map((score, i) => ({ score, positive: positive[i], cluster: `${i}` }))
    expect(auc(scored)).toBeCloseTo(expected.auc, 12)
    expect(aucStandardError(scored)).toBeCloseTo(expected.se, 12)
    const { lower, upper } = aucInterval(scored)
    expect(lower).toBeCloseTo(expected.lower, 10)
    expect(upper).toBeCloseTo(expected.upper, 10)
  },
)

/** Ratings of the large fixture for one model and the human source. */
function ratings(clusterOf: (respondent: string, line: number) => string): Scored[] {
  const csv = readFileSync(new URL('fixtures/large.csv', import.meta.url), 'utf8')
  return csv
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))
    .filter(([, , source, , rating]) => (source === 'human' || source === 'model_a') && rating !== '')
    .map(([respondent, , source, , rating], line) => ({
      positive: source === 'model_a',
      score: Number(rating),
      cluster: clusterOf(respondent, line),
    }))
}

const expected = large.signal_detection.model_a

test("unclustered ratings: R's pROC", () => {
  const scored = ratings((_, line) => `${line}`)
  expect(auc(scored)).toBeCloseTo(expected.auc, 12)
  expect(aucStandardError(scored)).toBeCloseTo(expected.auc_delong_naive.se, 12)
})

test("ratings clustered by respondent: R's Obuchowski", () => {
  const scored = ratings((respondent) => respondent)
  const { se, logit } = expected.auc_obuchowski_cluster
  expect(aucStandardError(scored)).toBeCloseTo(se, 12)
  const interval = aucInterval(scored)
  expect(interval.lower).toBeCloseTo(logit.lower, 10)
  expect(interval.upper).toBeCloseTo(logit.upper, 10)
})

test.each(classification.perfect)(
  'sides of $positives and $negatives without overlap: an interval that is not a point',
  ({ positives, negatives, lower }) => {
    const high = Array.from({ length: positives }, (_, i) => 100 + i)
    const low = Array.from({ length: negatives }, (_, i) => i)
    const best = aucInterval(apart(high, low))
    const worst = aucInterval(apart(low.slice(0, 1), high.slice(0, 1)))
    expect(best).toMatchObject({ auc: 1, upper: 1 })
    expect(best.lower).toBeCloseTo(lower, 10)
    expect(worst).toMatchObject({ auc: 0, lower: 0 })
  },
)

test('ties count half, and an empty side or a score that is no number is refused', () => {
  expect(auc(apart([1, 1], [1, 1]))).toBe(0.5)
  expect(auc(apart([2], [1, 2, 3, 3]))).toBe(0.375)
  expect(() => auc(apart([1], []))).toThrow('both sides')
  expect(() => auc(apart([NaN], [1]))).toThrow('finite')
  const oneCluster = apart([1, 2], [2, 3]).map((one) => ({ ...one, cluster: 'same' }))
  expect(() => aucStandardError(oneCluster)).toThrow('two clusters')
})
