import type { Score } from '@earshot/music/notes'
import { fromChords } from '@earshot/music/tokens'
import { expect, test } from 'vitest'
import { longestMeter, meters, tempoFeatures } from './tempo-and-meter.ts'

const silence: Score = { ...fromChords([]), tempos: [], meters: [], length: 10 }
const tempos = (...changes: [number, number][]) =>
  tempoFeatures({ ...silence, tempos: changes.map(([at, bpm]) => ({ at, bpm })) })

test('the median tempo is that of the middle of the music, not of the list of changes', () => {
  expect(tempos([0, 100], [1, 40], [2, 120], [9, 90])).toEqual({
    first: 100,
    median: 120,
    lowest: 40,
    highest: 120,
    changes: 3,
  })
})

test('where no tempo is given the music goes at 120', () => {
  expect(tempos()).toEqual({ first: 120, median: 120, lowest: 120, highest: 120, changes: 0 })
  expect(tempos([8, 60])).toMatchObject({ first: 120, median: 120, lowest: 60, changes: 1 })
  expect(tempoFeatures({ ...silence, length: 0 })).toMatchObject({ first: 120, median: 120 })
})

test('a tempo that no note hears does not count, nor one that is repeated', () => {
  expect(tempos([0, 80], [0, 100], [5, 100], [10, 30], [12, 300])).toEqual({
    first: 100,
    median: 100,
    lowest: 100,
    highest: 100,
    changes: 0,
  })
})

const withMeters = (...changes: [number, number, number][]): Score => ({
  ...silence,
  meters: changes.map(([at, beats, unit]) => ({ at, beats, unit })),
})

test('meters are written as in print, 4/4 where there is none', () => {
  expect(meters(silence)).toEqual(['4/4'])
  expect(meters(withMeters([0, 6, 8], [3, 2, 4], [5, 6, 8]))).toEqual(['6/8', '2/4'])
  expect(meters(withMeters([4, 3, 4]))).toEqual(['4/4', '3/4'])
})

test('the longest meter is that of most quarter notes, all its stretches together', () => {
  expect(longestMeter(withMeters([0, 1, 4], [1, 3, 4], [5, 6, 8], [6, 3, 4]))).toMatchObject({ beats: 3 })
  expect(longestMeter(withMeters([0, 2, 4], [5, 3, 4]))).toMatchObject({ beats: 2 })
  expect(longestMeter({ ...silence, length: 0 })).toMatchObject({ beats: 4, unit: 4 })
})
