import { sortNotes, type Score } from '@earshot/music/notes'
import { fromChords } from '@earshot/music/tokens'
import { expect, test } from 'vitest'
import { describeFeatures, mgevalFeatures } from './mgeval.ts'

/** Notes as [start, end, pitch] in quarter notes of half a second. */
const score = (...notes: [number, number, number][]): Score => ({
  ...fromChords([]),
  notes: sortNotes(notes.map(([start, end, pitch]) => ({ start, end, pitch, velocity: 80 }))),
  length: Math.max(0, ...notes.map(([, end]) => end)),
})

/** C quarter, E quarter, then G and C' together as halves; a bar in all. */
const phrase = score([0, 1, 60], [1, 2, 64], [2, 4, 67], [2, 4, 72])

test('a phrase by hand', () => {
  const found = mgevalFeatures(phrase)
  expect(found).toMatchObject({
    pitchCount: [4],
    pitchRange: [12],
    averagePitchInterval: [(4 + 3 + 5) / 3],
    noteCount: [4],
    averageInterOnsetInterval: [1 / 3],
    noteLengthHistogram: [0, 0.5, 0.5, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  })
  expect(found.pitchClassHistogram).toEqual([3, 0, 0, 0, 1, 0, 0, 2, 0, 0, 0, 0].map((time) => time / 6))
})

test('transitions go from a note that ends to those that begin', () => {
  const found = mgevalFeatures(phrase)
  const transitions = (matrix: readonly number[] | null | undefined) =>
    (matrix ?? []).flatMap((count, i) => (count > 0 ? [[Math.floor(i / 12), i % 12, count]] : []))
  expect(transitions(found.pitchClassTransitionMatrix)).toEqual([
    [0, 4, 1],
    [4, 0, 1],
    [4, 7, 1],
  ])
  expect(transitions(found.noteLengthTransitionMatrix)).toEqual([
    [1, 1, 1],
    [2, 1, 1],
    [2, 2, 1],
  ])
  expect(transitions(found.noteLengthTransitionShares).map(([, , share]) => share)).toEqual(
    [1, 1, 1].map((n) => n / 3),
  )
})

test('a transition takes less than 50 ms, earlier or later, and needs two notes', () => {
  const count = (gap: number) =>
    (mgevalFeatures(score([0, 1, 60], [1 + gap, 3, 62])).pitchClassTransitionMatrix ?? [])[2]
  expect([0.09, 0.11, -0.09, -0.11].map(count)).toEqual([1, 0, 1, 0])
  expect(new Set(mgevalFeatures(score([0, 0.05, 60])).pitchClassTransitionMatrix)).toEqual(new Set([0]))
})

test('bars on request: as many as are asked for, whatever the length of the piece', () => {
  const longer = score([0, 6, 60], [0, 1, 60], [2, 3, 64], [5, 6, 67], [9, 10, 60])
  const found = mgevalFeatures(longer, { bars: 4 })
  expect(found.noteCountPerBar).toEqual([3, 1, 1, 0])
  expect(found.pitchCountPerBar).toEqual([2, 1, 1, 0])
  expect(found.pitchClassHistogramPerBar).toHaveLength(48)
  const of = (bar: number, pitch: number) => found.pitchClassHistogramPerBar?.[bar * 12 + pitch]
  expect([of(0, 0), of(0, 4), of(1, 0), of(1, 7), of(2, 0), of(3, 0)]).toEqual([
    5 / 6,
    1 / 6,
    2 / 3,
    1 / 3,
    1,
    0,
  ])
  expect(mgevalFeatures(longer, { bars: 2 }).noteCountPerBar).toEqual([3, 1])
  expect(mgevalFeatures(longer)).not.toHaveProperty('noteCountPerBar')
})

test('what one note has not is null', () => {
  expect(mgevalFeatures(score([0, 1, 60]))).toMatchObject({
    pitchCount: [1],
    averagePitchInterval: null,
    averageInterOnsetInterval: null,
    pitchClassTransitionShares: null,
    noteLengthTransitionShares: null,
  })
  expect(mgevalFeatures(score())).toMatchObject({
    pitchRange: null,
    pitchClassHistogram: null,
    noteCount: [0],
  })
})

test('each feature has a name, a label and a unit', () => {
  const described = describeFeatures(8)
  expect(described.map(({ name }) => name)).toEqual(Object.keys(mgevalFeatures(phrase, { bars: 8 })))
  expect(described).toHaveLength(14)
  expect(describeFeatures()).toHaveLength(11)
  for (const { label, unit } of described) expect(Math.min(label.length, unit.length)).toBeGreaterThan(4)
})

test('a bar that a new meter cuts short ends there', () => {
  const cut: Score = {
    ...score([0, 1, 60], [3, 4, 62], [4, 5, 64], [6, 7, 65]),
    meters: [
      { at: 0, beats: 4, unit: 4 },
      { at: 3, beats: 3, unit: 4 },
    ],
  }
  expect(mgevalFeatures(cut, { bars: 3 }).noteCountPerBar).toEqual([1, 2, 1])
})
