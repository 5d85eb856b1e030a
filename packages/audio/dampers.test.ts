import { expect, test } from 'vitest'
import { dampings } from './dampers.ts'
import { checkPedal } from './pedal.ts'

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
  ['three quarters is down', [[0, 1, 60]], [[0, 96], [2, 31]], [2]],
  ['a quarter is up', [[0, 1, 60]], [[0, 31]], [1]],
  ['between them the dampers brush the string', [[0, 1, 60]], [[0, 95], [2, 31]], [1]],
  ['values while down change nothing', [[0, 1, 60]], [[0, 100], [0.5, 127], [0.9, 96], [2, 10]], [2]],
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

const note = (start: number, end: number, pitch: number) => ({ start, end, pitch, velocity: 64 })
const events = (pedal: [number, number][]) => pedal.map(([at, value]) => ({ at, value }))

test.each(cases)('the damper falls: %s', (_, notes, pedal, at) => {
  const found = dampings(
    notes.map(([start, end, pitch]) => note(start, end, pitch)),
    events(pedal),
  )
  expect(found.map((damping) => damping[0]?.at ?? Infinity)).toEqual(at)
})

test('bass strings ring longer under the damper than treble strings, and a re-strike is quickest', () => {
  const t60 = (pitches: number[]) =>
    dampings(
      pitches.map((pitch, i) => note(i, i + 2, pitch)),
      [],
    ).map(([{ t60 }]) => t60)
  const [bass, middle, treble] = t60([21, 60, 88])
  expect(bass).toBe(0.75)
  expect(treble).toBeCloseTo(0.3, 10)
  expect(middle).toBeGreaterThan(treble)
  expect(middle).toBeLessThan(bass)
  expect(t60([60, 60])[0]).toBe(0.25)
})

test('the deeper the pedal, the longer a string rings, four times as long half way down', () => {
  const t60 = (value: number) => dampings([note(0, 1, 21)], events([[0, value]]))[0][0]?.t60 ?? Infinity
  const times = [0, 31, 40, 63.5, 80, 95, 96, 127].map(t60)
  expect(times.slice(0, 2)).toEqual([0.75, 0.75])
  expect(times[3]).toBeCloseTo(3, 6)
  expect(times.slice(6)).toEqual([Infinity, Infinity])
  for (let i = 2; i < 7; i++) expect(times[i]).toBeGreaterThan(times[i - 1])
})

test('a pedal that comes down soon after the key is up catches what is left, later it finds nothing', () => {
  const steps = (at: number) => dampings([note(0, 1, 21)], events([[at, 127]]))[0]
  expect(steps(1.5)).toEqual([
    { at: 1, t60: 0.75 },
    { at: 1.5, t60: Infinity },
  ])
  expect(steps(2.2)).toEqual([{ at: 1, t60: 0.75 }])
})

test('however many pedal events there are, a damper moves at most 200 times a second', () => {
  const pedal = Array.from({ length: 100_000 }, (_, i) => ({ at: i / 50_000, value: i % 90 }))
  const [steps] = dampings([note(0, 0, 21)], pedal)
  expect(steps.length).toBeLessThan(400)
  expect(steps.length).toBeGreaterThan(50)
})

test.each([
  [[{ at: NaN, value: 3 }], 'pedal event 0: NaN must be finite seconds'],
  [
    [
      { at: 0, value: 0 },
      { at: 1, value: 128 },
    ],
    'pedal event 1: value 128 is not in 0..127',
  ],
  [[{ at: 0, value: NaN }], 'value NaN'],
])('a pedal event that makes no sense is named', (pedal, message) => {
  expect(() => {
    checkPedal(pedal)
  }).toThrow(message)
})
