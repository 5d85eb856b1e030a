import { expect, test } from 'vitest'
import type { Score } from './notes.ts'
import { fromBarRoll, rollShape, toBarRolls, type BarRoll } from './roll.ts'

type Times = [start: number, end: number, pitch: number]

const score = (length: number, ...notes: Times[]): Score => ({
  notes: notes.map(([start, end, pitch]) => ({ start, end, pitch, velocity: 80 })),
  tempos: [{ at: 0, bpm: 120 }],
  meters: [{ at: 0, beats: 4, unit: 4 }],
  pedal: [],
  length,
})

/** Cells that are on, as bar.cell.pitch. */
const on = (roll: BarRoll): string[] =>
  [...roll.keys()]
    .filter((i) => roll[i] === 1)
    .map((i) => {
      const row = Math.floor(i / rollShape.pitches)
      return `${Math.floor(row / 24)}.${row % 24}.${(i % rollShape.pitches) + 16}`
    })

test('a bar of 4/4 has 24 cells: a quarter note 6, a triplet eighth 2, a sixteenth 1 or 2', () => {
  const [roll, ...others] = toBarRolls(
    score(64, [0, 1 / 3, 60], [4, 4.25, 61], [4.25, 4.5, 62], [63, 64, 111]),
  )
  expect(others).toEqual([])
  expect(roll.length).toBe(16 * 24 * 96)
  expect(on(roll)).toEqual([
    ...['0.0.60', '0.1.60', '1.0.61', '1.1.61', '1.2.62'],
    ...[18, 19, 20, 21, 22, 23].map((cell) => `15.${cell}.111`),
  ])
})

test('onsets one LPD-5 step early go to the nearest cell, and a note lasts at least one', () => {
  const [roll] = toBarRolls(score(64, [23 / 24, 25 / 24, 60], [10 / 24, 11 / 24, 70], [22 / 24, 22 / 24, 71]))
  expect(on(roll)).toEqual(['0.3.70', '0.6.60', '0.6.71'])
})

test('only the onset cell on request', () => {
  const [first, second] = toBarRolls(score(128, [60, 70, 60]), { cells: 'onset' })
  expect(on(first)).toEqual(['15.0.60'])
  expect(on(second)).toEqual([])
})

test('pitches outside 16..111 are left out', () => {
  const [roll] = toBarRolls(score(64, [0, 1 / 6, 15], [0, 1 / 6, 16], [0, 1 / 6, 111], [0, 1 / 6, 112]))
  expect(on(roll)).toEqual(['0.0.16', '0.0.111'])
})

test('windows follow one another from startBar; what is left over is dropped', () => {
  const long = score(47 * 4, [64, 64 + 1 / 6, 60])
  expect(toBarRolls(long)).toHaveLength(2)
  expect(on(toBarRolls(long)[1])).toEqual(['0.0.60'])
  expect(on(toBarRolls(long, { startBar: 15 })[0])).toEqual(['1.0.60'])
  expect(toBarRolls(long, { startBar: 31 })).toHaveLength(1)
  expect(toBarRolls(long, { startBar: 32 })).toHaveLength(0)
  expect(() => toBarRolls(long, { startBar: -1 })).toThrow(RangeError)
})

test('a note held over the edge of a window sounds in both', () => {
  const [first, second] = toBarRolls(score(128, [63.5, 64.5, 60]))
  expect(on(first)).toEqual(['15.21.60', '15.22.60', '15.23.60'])
  expect(on(second)).toEqual(['0.0.60', '0.1.60', '0.2.60'])
})

test('a song shorter than a window is padded; silence has no window', () => {
  expect(toBarRolls(score(5, [4, 5, 60]))).toHaveLength(1)
  expect(toBarRolls(score(0))).toEqual([])
})

test('a roll gives its notes back: 32 seconds at 120', () => {
  const notes: Times[] = [
    [0, 1, 60],
    [0, 4, 64],
    [1.5, 2, 60],
    [62, 64, 111],
  ]
  const [roll] = toBarRolls(score(64, ...notes))
  expect(fromBarRoll(roll)).toEqual(score(64, ...notes))
  const other = fromBarRoll(roll, { tempo: 90, velocity: 64 })
  expect([other.tempos[0].bpm, other.notes[0].velocity]).toEqual([90, 64])
  expect(toBarRolls(fromBarRoll(roll))).toEqual([roll])
})

test('what a roll cannot hold: touching notes of one pitch become one', () => {
  const [roll] = toBarRolls(score(64, [0, 1, 60], [1, 2, 60]))
  expect(fromBarRoll(roll).notes).toEqual([{ start: 0, end: 2, pitch: 60, velocity: 80 }])
  expect(() => fromBarRoll(new Uint8Array(10))).toThrow('a roll has 36864 cells, not 10')
})
