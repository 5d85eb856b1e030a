import { below, seeded } from '@earshot/random/random'
import { expect, test } from 'vitest'
import { byStart, mergeTracks } from './lpd5-merge.ts'
import type { Run } from './lpd5-roll.ts'

const run = (start: number, end: number, velocity: number | null = 80, pitch = 60): Run => ({
  start,
  end,
  velocity,
  pitch,
})

test.each<[string, Run[][], Run[]]>([
  ['one track is as it was', [[run(0, 4), run(4, 6)]], [run(0, 4), run(4, 6)]],
  ['struck together: the longest and loudest', [[run(0, 4, 60)], [run(0, 6, 50)]], [run(0, 6, 60)]],
  ['struck again while down', [[run(0, 4)], [run(2, 6)]], [run(0, 2), run(2, 6)]],
  ['the key stays down for the longer note', [[run(0, 8)], [run(2, 4)]], [run(0, 2), run(2, 8)]],
  ['after one another', [[run(4, 8)], [run(0, 4)]], [run(0, 4), run(4, 8)]],
  ['other keys do not matter', [[run(0, 4, 80, 61)], [run(0, 4)]], [run(0, 4), run(0, 4, 80, 61)]],
  ['on and off beside velocities', [[run(0, 4, null)], [run(0, 4, 33)]], [run(0, 4, 33)]],
])('%s', (_, tracks, expected) => {
  expect(mergeTracks(tracks)).toEqual(expected)
})

test('what sounds, sounds after merging, and no key is struck while it is down', () => {
  const random = seeded(3)
  const track = (): Run[] =>
    Array.from({ length: 20 }, (_, i) => run(i * 5 + below(2, random), i * 5 + 2 + below(4, random)))
  const tracks = [track(), track(), track()]
  const merged = mergeTracks(tracks)
  const cells = (runs: readonly Run[]) =>
    runs.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, i) => start + i))
  expect(new Set(cells(merged))).toEqual(new Set(cells(tracks.flat())))
  expect(cells(merged)).toHaveLength(new Set(cells(merged)).size)
  expect(new Set(merged.map(({ start }) => start))).toEqual(new Set(tracks.flat().map(({ start }) => start)))
})

test('in the order of starts, then pitches', () => {
  const runs = [run(3, 4), run(5, 6), run(0, 1, 80, 61), run(3, 9, 80, 61)]
  expect(byStart(runs, 9)).toEqual([run(0, 1, 80, 61), run(3, 4), run(3, 9, 80, 61), run(5, 6)])
})
