import { expect, test } from 'vitest'
import { dampings } from './dampers.ts'

type Case = [
  what: string,
  notes: [start: number, end: number, pitch: number][],
  pedal: [number, number][],
  at: number[],
]

// prettier-ignore
const cases: Case[] = [
  ['the end of the note', [[0, 1, 60]], [], [1]],
  ['pedal up, where it was down at the end', [[0, 1, 60]], [[0.5, 127], [3, 0]], [3]],
  ['pedal up, where it was down from before', [[2, 3, 60]], [[0, 100], [5, 0]], [5]],
  ['pedal pressed at the very end still catches', [[0, 1, 60]], [[1, 127], [3, 0]], [3]],
  ['pedal up at the very end does not hold', [[0, 1, 60]], [[0, 127], [1, 0]], [1]],
  ['pedal pressed after the end comes too late', [[0, 1, 60]], [[1.5, 127], [3, 0]], [1]],
  ['pedal lifted and pressed again within the note', [[0, 4, 60]], [[1, 127], [2, 0], [3, 127], [6, 0]], [6]],
  ['a second press does not save what was let go', [[0, 1, 60]], [[0, 127], [2, 0], [3, 127], [4, 0]], [2]],
  ['a pedal that is never lifted holds for ever', [[0, 1, 60]], [[0.5, 127]], [Infinity]],
  ['64 is down', [[0, 1, 60]], [[0, 64], [2, 63]], [2]],
  ['63 is up', [[0, 1, 60]], [[0, 63]], [1]],
  ['values while down change nothing', [[0, 1, 60]], [[0, 70], [0.5, 127], [0.9, 90], [2, 10]], [2]],
  ['pedal events in any order', [[0, 1, 60]], [[3, 0], [0.5, 127]], [3]],
  ['a re-strike of the key takes over', [[0, 1, 60], [2, 3, 60]], [[0, 127], [5, 0]], [2, 5]],
  ['a re-strike before the end of the note', [[0, 9, 60], [2, 3, 60]], [], [2, 3]],
  ['another key is no re-strike', [[0, 1, 60], [2, 3, 61]], [[0, 127], [5, 0]], [5, 5]],
  ['a late re-strike finds the damper down', [[0, 1, 60], [2, 3, 60]], [], [1, 3]],
  ['F6 has a damper, F#6 has none', [[0, 1, 89], [0, 1, 90]], [], [1, Infinity]],
  ['an undamped string ends with the next strike', [[0, 1, 96], [4, 5, 96]], [], [4, Infinity]],
  ['a note of no length is held for 20 ms', [[1, 1, 60]], [], [1.02]],
  ['a note that ends before it starts likewise', [[1, 0, 60]], [], [1.02]],
  ['nothing', [], [], []],
]

test.each(cases)('the damper falls: %s', (_, notes, pedal, at) => {
  const found = dampings(
    notes.map(([start, end, pitch]) => ({ start, end, pitch, velocity: 64 })),
    pedal.map(([at, value]) => ({ at, value })),
  )
  expect(found.map((damping) => damping.at)).toEqual(at)
})

test('bass strings ring longer under the damper than treble strings, and a re-strike is quickest', () => {
  const t60 = (pitches: number[]) =>
    dampings(
      pitches.map((pitch, i) => ({ start: i, end: i + 2, pitch, velocity: 64 })),
      [],
    ).map((d) => d.t60)
  const [bass, middle, treble] = t60([21, 60, 88])
  expect(bass).toBe(0.75)
  expect(treble).toBeCloseTo(0.3, 10)
  expect(middle).toBeGreaterThan(treble)
  expect(middle).toBeLessThan(bass)
  expect(t60([60, 60])[0]).toBe(0.25)
})
