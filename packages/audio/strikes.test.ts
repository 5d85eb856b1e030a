import { expect, test } from 'vitest'
import { strikes } from './strikes.ts'

const note = (start: number, end: number, pitch: number, velocity = 64) => ({ start, end, pitch, velocity })

test('the keys of a piano are A0 to C8; other pitches are left out', () => {
  const struck = strikes([20, 21, 60, 108, 109, 0, 127].map((pitch) => note(0, 1, pitch)))
  expect(struck.map(({ pitch }) => pitch)).toEqual([21, 60, 108])
})

test('strikes are sorted by start, then pitch, and the notes given are left alone', () => {
  const notes = [note(2, 3, 60), note(0, 1, 64), note(0, 1, 60), note(0, 3, 60, 99)]
  const before = structuredClone(notes)
  expect(strikes(notes)).toEqual([note(0, 3, 60, 99), note(0, 1, 64), note(2, 3, 60)])
  expect(notes).toEqual(before)
})

test('two notes on a key within 30 ms are one strike, at 30 ms they are two', () => {
  expect(strikes([note(1, 2, 60, 50), note(1.029, 1.5, 60, 80)])).toEqual([note(1, 2, 60, 80)])
  expect(strikes([note(1, 2, 60), note(1.031, 1.5, 60)])).toHaveLength(2)
  expect(strikes([note(1, 2, 60), note(1.01, 1.5, 61)])).toHaveLength(2)
})

test('however many notes there are, a key is struck at most 34 times a second', () => {
  const many = Array.from({ length: 100_000 }, (_, i) => note(i / 100_000, 2, 60))
  expect(strikes(many)).toHaveLength(34)
})

test.each([
  [note(NaN, 1, 60), 'note 1: start NaN'],
  [note(0, Infinity, 60), 'end Infinity'],
  [note(0, 1, 60.5), 'pitch 60.5'],
  [note(0, 1, 60, 0), 'velocity 0'],
  [note(0, 1, 60, 128), 'velocity 128'],
  [note(0, 1, 60, NaN), 'velocity NaN'],
])('a note that makes no sense is named', (bad, message) => {
  expect(() => strikes([note(0, 1, 60), bad])).toThrow(message)
})
