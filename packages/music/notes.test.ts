import { expect, test } from 'vitest'
import {
  durationInSeconds,
  perform,
  sortNotes,
  transpose,
  withoutLeadingSilence,
  type Score,
} from './notes.ts'

/** C4 from 0 to 2, E4 from 2 to 6; 120, from the fourth quarter note on 60. */
const score: Score = {
  notes: [
    { start: 0, end: 2, pitch: 60, velocity: 80 },
    { start: 2, end: 6, pitch: 64, velocity: 90 },
  ],
  tempos: [
    { at: 0, bpm: 120 },
    { at: 4, bpm: 60 },
  ],
  meters: [{ at: 0, beats: 4, unit: 4 }],
  pedal: [
    { at: 1, value: 127 },
    { at: 5, value: 0 },
  ],
  length: 8,
}

test('a quarter note lasts half a second at 120 and a second at 60, also within one note', () => {
  expect(perform(score)).toEqual({
    notes: [
      { start: 0, end: 1, pitch: 60, velocity: 80 },
      { start: 1, end: 4, pitch: 64, velocity: 90 },
    ],
    pedal: [
      { at: 0.5, value: 127 },
      { at: 3, value: 0 },
    ],
    duration: 6,
  })
  expect(durationInSeconds(score)).toBe(6)
})

test('before the first tempo the music goes at 120', () => {
  expect(durationInSeconds({ ...score, tempos: [] })).toBe(4)
  expect(durationInSeconds({ ...score, tempos: [{ at: 6, bpm: 30 }] })).toBe(7)
})

test('a tempo map that stands still or runs back is refused', () => {
  expect(() => perform({ ...score, tempos: [{ at: 0, bpm: 0 }] })).toThrow(RangeError)
  expect(() => perform({ ...score, tempos: [...score.tempos].reverse() })).toThrow(
    'tempo 120 at quarter note 0',
  )
})

test('transposing moves every pitch, and no note off the keyboard of MIDI', () => {
  expect(transpose(score, -12).notes.map(({ pitch }) => pitch)).toEqual([48, 52])
  expect(transpose(score, 63).notes[1].pitch).toBe(127)
  expect(() => transpose(score, 64)).toThrow('pitch 64 moved by 64 semitones leaves the range 0..127')
  expect(() => transpose(score, -61)).toThrow(RangeError)
  expect(() => transpose(score, 0.5)).toThrow(RangeError)
  expect(score.notes[0].pitch).toBe(60)
})

test('without leading silence, what was in force at the first note still is', () => {
  const late = { ...score, notes: [{ start: 4.5, end: 6, pitch: 64, velocity: 90 }] }
  expect(withoutLeadingSilence(late)).toEqual({
    notes: [{ start: 0, end: 1.5, pitch: 64, velocity: 90 }],
    tempos: [{ at: 0, bpm: 60 }],
    meters: [{ at: 0, beats: 4, unit: 4 }],
    pedal: [
      { at: 0, value: 127 },
      { at: 0.5, value: 0 },
    ],
    length: 3.5,
  })
  expect(withoutLeadingSilence(score)).toEqual(score)
  expect(withoutLeadingSilence({ ...score, notes: [] })).toEqual({ ...score, notes: [] })
})

test('notes sort by start, then pitch, and the argument stays as it is', () => {
  const [c, e] = score.notes
  const unsorted = [e, { ...c, pitch: 72 }, c]
  expect(sortNotes(unsorted)).toEqual([c, { ...c, pitch: 72 }, e])
  expect(unsorted[0]).toBe(e)
})
