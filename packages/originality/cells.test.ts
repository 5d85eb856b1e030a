import type { Score } from '@earshot/music/notes'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toCells } from './cells.ts'

const score = (...notes: [start: number, pitch: number][]): Score => ({
  notes: notes.map(([start, pitch]) => ({ start, end: start + 0.5, pitch, velocity: 80 })),
  tempos: [],
  meters: [],
  pedal: [],
  length: Math.max(0, ...notes.map(([start]) => start)) + 1,
})
const struck = (...notes: [number, number][]) => {
  const { times, pitches } = toCells(score(...notes))
  return Array.from(times, (time, i) => [time, pitches[i]])
}

test('a cell is a pitch struck in a sixteenth, counted from the first', () => {
  expect(struck([1, 60], [1, 64], [1.5, 62], [2.25, 60])).toEqual([
    [0, 60],
    [0, 64],
    [2, 62],
    [5, 60],
  ])
  expect(toCells(score([1, 60])).origin).toBe(1)
})

test('a note that LPD-5 has one step early is in the cell it belongs to', () => {
  expect(struck([0, 60], [11 / 24, 62], [1, 64], [35 / 24, 65], [47 / 24, 67])).toEqual([
    [0, 60],
    [2, 62],
    [4, 64],
    [6, 65],
    [8, 67],
  ])
})

test('two notes in one cell are one, and stand for the first of them', () => {
  const { times, notes } = toCells(score([0, 60], [0.02, 60], [1, 60]))
  expect([...times]).toEqual([0, 4])
  expect([...notes]).toEqual([0, 2])
})

test('music on a grid has the same cells wherever it is moved, and its origin moves with it', () => {
  const sixteenths = fc.array(fc.tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 127 })), {
    minLength: 1,
  })
  fc.assert(
    fc.property(sixteenths, fc.integer({ min: 0, max: 4800 }), (notes, ticks) => {
      const sorted = notes.toSorted((a, b) => a[0] - b[0] || a[1] - b[1])
      const there = sorted.map(([time, pitch]): [number, number] => [time / 4 + ticks / 480, pitch])
      const [cells, moved] = [
        toCells(score(...sorted.map(([time, pitch]): [number, number] => [time / 4, pitch]))),
        toCells(score(...there)),
      ]
      expect(moved.times).toEqual(cells.times)
      expect(moved.pitches).toEqual(cells.pitches)
      expect(moved.origin - cells.origin).toBeCloseTo(ticks / 480)
    }),
  )
})

test('triplets are laid on the score’s own beat, or its first note’s', () => {
  const triplets = score([4, 60], [4 + 1 / 3, 62], [4 + 2 / 3, 64])
  expect([...toCells(triplets).times]).toEqual([0, 1, 3])
  const later = score([4.1, 60], [4.1 + 1 / 3, 62], [4.1 + 2 / 3, 64])
  expect([...toCells(later, 'first note').times]).toEqual([0, 1, 3])
})

test('silence has no cells', () => {
  expect(toCells(score()).times).toHaveLength(0)
})
