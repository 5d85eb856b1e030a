import { sortNotes, type Score } from '@earshot/music/notes'
import { fromChords } from '@earshot/music/tokens'
import { expect, test } from 'vitest'
import { countNoteLengths, noteLengthClass, noteLengthNames, noteLengths } from './note-lengths.ts'
import { rhythmFeatures } from './rhythm-features.ts'

/** Notes as [start, end, pitch] in quarter notes. */
const score = (...notes: [number, number, number][]): Score => ({
  ...fromChords([]),
  notes: sortNotes(notes.map(([start, end, pitch]) => ({ start, end, pitch, velocity: 80 }))),
  length: Math.max(0, ...notes.map(([, end]) => end)),
})
const lengthName = (quarters: number) => noteLengthNames[noteLengthClass(quarters)]

test('polyphony counts pitches while any sounds; its rate those steps where more than two do', () => {
  const { polyphony, polyphonyRate } = rhythmFeatures(score([0, 4, 60], [2, 4, 64], [3, 4, 67], [6, 8, 60]))
  expect(polyphony).toBe((2 * 1 + 1 * 2 + 1 * 3 + 2 * 1) / 6)
  expect(polyphonyRate).toBe(1 / 8)
})

test('two notes of one pitch at once are one', () => {
  expect(rhythmFeatures(score([0, 2, 60], [0, 4, 60], [1, 3, 60])).polyphony).toBe(1)
})

test('a beat is empty where no note sounds; one that ends on the next beat still reaches it', () => {
  // Beats 0..6: the first note reaches 0 and 1, the second 5 and 6.
  expect(rhythmFeatures(score([0, 1, 60], [5, 6, 60])).emptyBeatRate).toBe(3 / 7)
  expect(rhythmFeatures(score([0, 0.9, 60], [5, 5.9, 60])).emptyBeatRate).toBe(4 / 6)
  expect(rhythmFeatures(score([0, 1, 60], [13, 15, 60])).emptyMeasureRate).toBe(2 / 4)
})

test('measures that begin notes at the same places have a groove of 1', () => {
  const march = [0, 2, 4, 6, 8, 10].map((at): [number, number, number] => [at, at + 0.5, 60])
  expect(rhythmFeatures(score(...march)).grooveConsistency).toBe(1)
  const swapped = rhythmFeatures(score([0, 1, 60], [5, 6, 60]))
  expect(swapped.grooveConsistency).toBe(1 - 2 / 96)
  expect(rhythmFeatures(score([0, 1, 60])).grooveConsistency).toBeNull()
})

test('a measure is one of the meter', () => {
  const waltz = [0, 3, 6, 9].map((at): [number, number, number] => [at, at + 1, 60])
  const meters = [{ at: 0, beats: 3, unit: 4 }]
  expect(rhythmFeatures({ ...score(...waltz), meters }).grooveConsistency).toBe(1)
  expect(rhythmFeatures(score(...waltz)).grooveConsistency).toBeLessThan(1)
})

test('lengths belong to the nearest class, of two the earlier', () => {
  expect(noteLengths.map(lengthName)).toEqual(noteLengthNames)
  expect([9, 1.01, 0.01, 0.35].map(lengthName)).toEqual(['whole', 'quarter', '16th', '8th triplet'])
  // Half-way between a half and a dotted half, and between a quarter and a half of a triplet.
  expect([2.5, 7 / 6].map(lengthName)).toEqual(['half', 'quarter'])
  expect(countNoteLengths([1, 1, 4])).toEqual([1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0])
})

test('time between onsets counts a chord once', () => {
  const chords = score([0, 4, 60], [0, 4, 64], [1, 4, 60], [3, 4, 64], [3, 4, 67])
  const { interOnsetHistogram, noteLengthHistogram } = rhythmFeatures(chords)
  expect(interOnsetHistogram).toEqual([0, 0.5, 0.5, 0, 0, 0, 0, 0, 0, 0, 0, 0])
  expect(noteLengthHistogram).toEqual([0.4, 0, 0.4, 0, 0, 0.2, 0, 0, 0, 0, 0, 0])
})

test('silence has no rhythm', () => {
  expect(new Set(Object.values(rhythmFeatures(score())))).toEqual(new Set([null]))
})
