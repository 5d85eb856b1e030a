import { seeded } from '@earshot/random/random'
import { expect, test } from 'vitest'
import { humanBaseline } from './human-baseline.ts'
import { buildPassageIndex } from './passage-index.ts'
import { starterSongs } from './song-folder.ts'

const songs = starterSongs()
const index = buildPassageIndex(songs)

test('human pieces borrow little of one another, each excluded for its own excerpts', () => {
  const { scores, longest, quantiles, notChecked } = humanBaseline(songs, index, {
    random: seeded(5),
    count: 40,
  })
  expect(scores.length + notChecked).toBe(40)
  expect(longest).toHaveLength(scores.length)
  expect(quantiles?.p5).toBeGreaterThan(0.5)
  expect(quantiles?.p50).toBeLessThanOrEqual(quantiles?.p75 ?? 0)
  expect(scores).toEqual(scores.toSorted((a, b) => a - b))
})

test('a duplicate that is not named makes its excerpts copies; named, it does not count', () => {
  const twice = buildPassageIndex([...songs, { id: 'copy', score: songs[0].score }])
  const copied = humanBaseline([songs[0]], twice, { random: seeded(5), count: 5 })
  expect(copied.quantiles).toMatchObject({ p5: 0, p95: 0 })
  const named = humanBaseline([{ ...songs[0], duplicates: ['copy'] }], twice, { random: seeded(5), count: 5 })
  expect(named.quantiles?.p5).toBeGreaterThan(0.5)
})

test('the same seed gives the same baseline, and no songs give none', () => {
  const run = () => humanBaseline(songs, index, { random: seeded(9), count: 5, quarters: 32 })
  expect(run()).toEqual(run())
  expect(humanBaseline([], index, { random: seeded(1) })).toEqual({
    scores: [],
    longest: [],
    quantiles: null,
    notChecked: 0,
  })
})
