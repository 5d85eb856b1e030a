import { normal, seeded, type Random } from '@earshot/random/random'
import { expect, test } from 'vitest'
import { crossValidatedAuc, stratifiedFolds, type Case } from './cross-validated-auc.ts'

/** Cases of noise, whose first column is `shift` higher where they are positive. */
const cases = (
  positives: number,
  negatives: number,
  columns: number,
  shift: number,
  random: Random,
): Case[] =>
  Array.from({ length: positives + negatives }, (_, i) => ({
    positive: i < positives,
    cluster: `${i}`,
    values: Array.from(
      { length: columns },
      (_, c) => normal(random) + (c === 0 && i < positives ? shift : 0),
    ),
  }))

test('folds keep clusters whole and hold about as many of either kind', () => {
  const random = seeded(3)
  const all = cases(20, 80, 1, 0, random).map((one, i) => ({ ...one, cluster: `piece ${i % 37}` }))
  const folds = stratifiedFolds(all, 5, random)
  expect(folds.size).toBe(37)
  for (let fold = 0; fold < 5; fold++) {
    const inFold = all.filter(({ cluster }) => folds.get(cluster) === fold)
    const positives = inFold.filter(({ positive }) => positive).length
    expect(Math.abs(positives - 4)).toBeLessThanOrEqual(2)
    expect(Math.abs(inFold.length - positives - 16)).toBeLessThanOrEqual(4)
  }
})

test('a fact that tells is found among many that do not', () => {
  const random = seeded(8)
  const { auc, lower } = crossValidatedAuc(cases(40, 40, 20, 3, random), { random })
  expect(auc).toBeGreaterThan(0.9)
  expect(lower).toBeGreaterThan(0.8)
})

test('facts that tell nothing come out at .5 on average, also where one kind is rarer', () => {
  for (const [positives, negatives] of [
    [20, 20],
    [15, 60],
  ]) {
    const random = seeded(21)
    const areas = Array.from({ length: 60 }, () => {
      return crossValidatedAuc(cases(positives, negatives, 8, 0, random), { random, repeats: 3 }).auc
    })
    const mean = areas.reduce((total, area) => total + area) / areas.length
    expect(mean).toBeGreaterThan(0.46)
    expect(mean).toBeLessThan(0.54)
  }
})

test('clips of one piece do not tell each other', () => {
  const random = seeded(4)
  // Every piece has facts of its own, four clips share them; kinds have nothing in common.
  const pieces = cases(8, 8, 30, 0, random)
  const clips = pieces.flatMap((piece) => [piece, piece, piece, piece])
  const grouped = crossValidatedAuc(clips, { random })
  const alone = crossValidatedAuc(
    clips.map((clip, i) => ({ ...clip, cluster: `${i}` })),
    { random },
  )
  expect(alone.auc).toBeGreaterThan(0.9)
  expect(grouped.lower).toBeLessThan(0.5)
})

test('a value that is missing or never varies does no harm', () => {
  const random = seeded(5)
  const holed = cases(25, 25, 3, 3, random).map((one, i) => ({
    ...one,
    values: [one.values[0], i % 3 ? null : one.values[1], 7, null],
  }))
  expect(crossValidatedAuc(holed, { random }).auc).toBeGreaterThan(0.9)
})

test('fewer clusters of a kind than folds are refused', () => {
  const random = seeded(1)
  expect(() => crossValidatedAuc(cases(4, 30, 2, 0, random), { random })).toThrow('5 folds')
})
