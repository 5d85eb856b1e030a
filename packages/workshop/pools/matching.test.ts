import { normal, seeded } from '@earshot/random/random'
import { expect, test } from 'vitest'
import type { ClipFeatures } from './clip-features.ts'
import { balanceOf, matchExcerpts } from './matching.ts'

const features = (density: number, range = 30): ClipFeatures => ({ tempo: 120, density, range, length: 29 })
const on = ['tempo', 'density', 'range', 'length'] as const

test('each target takes the excerpt most like it, and no song is taken twice', () => {
  const excerpts = [
    { song: 'a', encoding: 0, features: features(2) },
    { song: 'a', encoding: 0, features: features(8) },
    { song: 'b', encoding: 0, features: features(7.9) },
    { song: 'c', encoding: 0, features: features(20) },
  ]
  // The nearest to 8 is of song a, which is wanted more for 2.
  expect(matchExcerpts([features(2), features(8)], excerpts, on)).toEqual([0, 2])
  expect(matchExcerpts([features(8)], excerpts, on)).toEqual([1])
  expect(
    matchExcerpts(
      [1, 2, 3, 4].map((one) => features(one)),
      excerpts,
      on,
    ).at(-1),
  ).toBeNull()
})

test('targets take turns with the encodings', () => {
  const excerpts = ['a', 'b', 'c', 'd'].map((song, i) => ({ song, encoding: i % 2, features: features(i) }))
  const taken = matchExcerpts([features(0), features(0), features(3), features(3)], excerpts, on, 2)
  expect(taken.map((index) => excerpts[index ?? -1]?.encoding)).toEqual([0, 1, 0, 1])
})

test('matching brings the means together', () => {
  const random = seeded(7)
  const draw = (mean: number) => features(mean + normal(random), 30 + 3 * normal(random))
  const targets = Array.from({ length: 20 }, () => draw(5))
  const excerpts = Array.from({ length: 300 }, (_, i) => ({
    song: String(i),
    encoding: 0,
    features: draw(4),
  }))
  const all = excerpts.map((one) => one.features)
  const chosen = matchExcerpts(targets, excerpts, on).flatMap((index) => all[index ?? -1] ?? [])
  const balance = balanceOf(targets, all, chosen, on)
  const density = balance.find(({ feature }) => feature === 'density')
  expect(density?.before).toBeLessThan(-0.7)
  expect(Math.abs(density?.after ?? 1)).toBeLessThan(0.1)
  expect(balance.find(({ feature }) => feature === 'tempo')).toEqual({
    feature: 'tempo',
    before: null,
    after: null,
  })
})

test('a difference of means is counted in standard deviations', () => {
  const [low, high] = [
    [1, 2, 3],
    [3, 4, 5],
  ].map((set) => set.map((one) => features(one)))
  const [found] = balanceOf(low ?? [], high ?? [], high ?? [], ['density'])
  expect(found).toEqual({ feature: 'density', before: 2, after: 2 })
})
