import { seeded } from '@earshot/random/random'
import { expect, test } from 'vitest'
import { perform, type Score } from './notes.ts'
import {
  buildVocabulary,
  decode,
  encode,
  fromChords,
  toChords,
  toPitchClasses,
  type Chord,
} from './tokens.ts'

const score = (length: number, ...notes: [start: number, end: number, pitch: number][]): Score => ({
  ...fromChords([]),
  notes: notes.map(([start, end, pitch]) => ({ start, end, pitch, velocity: 80 })),
  length,
})

test('a chord is what sounds at the start of its step', () => {
  const held = score(4, [0, 3, 48], [0, 1, 60], [1, 1.5, 64], [2, 3, 52])
  expect(toChords(held, 'quarter')).toEqual([[48, 60], [48, 64], [48, 52], []])
  expect(toChords(held, 'eighth')).toEqual([
    ...[[48, 60], [48, 60], [48, 64], [48]],
    ...[[48, 52], [48, 52], [], []],
  ])
  expect(toChords(held, 'sixteenth')).toHaveLength(16)
})

test('onsets go to the nearest step, and a short note is not lost', () => {
  const early = score(2, [23 / 24, 1, 60], [0.4, 0.45, 62], [0.5, 0.6, 64])
  expect(toChords(early, 'quarter')).toEqual([[62], [60, 64]])
  expect(toChords(score(1, [0.9, 1, 60]), 'quarter')).toEqual([[], [60]])
})

test('a note does not sound at the step at which it ends', () => {
  expect(toChords(score(2, [0, 1, 60]), 'quarter')).toEqual([[60], []])
  expect(toChords(score(1, [0, 1 / 4, 60]), 'sixteenth')).toEqual([[60], [], [], []])
})

test.each(['quarter', 'eighth', 'sixteenth'] as const)(
  'a token written as %s lasts half a second',
  (step) => {
    const chords = [[60, 64, 67], [], [60, 64, 67], [72]]
    const written = fromChords(chords, { step })
    expect(toChords(written, step)).toEqual(chords)
    const { notes, duration } = perform(written)
    expect(duration).toBeCloseTo(2, 12)
    expect(notes.map(({ start }) => start)).toEqual([0, 0, 0, 1, 1, 1, 1.5])
    for (const { start, end, velocity } of notes) expect([end - start, velocity]).toEqual([0.5, 80])
  },
)

test('quarter notes of half a second are 120 a minute', () => {
  expect(fromChords([[60]]).tempos).toEqual([{ at: 0, bpm: 120 }])
  expect(fromChords([[60]], { secondsPerToken: 0.25, velocity: 50 }).tempos[0].bpm).toBe(240)
  expect(() => fromChords([[60]], { secondsPerToken: 0 })).toThrow(RangeError)
})

test('a vocabulary has every chord once, from the lowest pitch up, whatever the order of songs', () => {
  const songs = [
    [[60, 64], [], [60]],
    [
      [59, 62],
      [60, 64],
      [60, 63],
    ],
  ]
  const { chords } = buildVocabulary(songs)
  expect(chords).toEqual([[], [59, 62], [60], [60, 63], [60, 64]])
  expect(buildVocabulary([...songs].reverse())).toEqual({ chords })
})

test('known chords come back exactly; others as the entry that shares most pitches', () => {
  const vocabulary = { chords: [[], [48], [48, 52, 55], [48, 52, 57], [60, 64]] as Chord[] }
  const known = [[48], [], [60, 64], [48, 52, 57]]
  expect(decode(vocabulary, encode(vocabulary, known).tokens)).toEqual(known)
  const { tokens, known: flags } = encode(vocabulary, [[48, 52], [48, 57, 60, 64], [60], [30], [48]])
  expect([...tokens]).toEqual([2, 3, 4, 0, 1])
  expect([...flags]).toEqual([0, 0, 0, 0, 1])
})

test('what is outside is refused', () => {
  expect(() => encode({ chords: [] }, [[60]])).toThrow('the vocabulary is empty')
  for (const token of [1, -1, 0.5, NaN]) {
    expect(() => decode({ chords: [[60]] }, [token])).toThrow(`token ${token} is outside`)
  }
})

test('the nearest entry is that of a plain search, also for a large vocabulary', () => {
  const random = seeded(1)
  const chord = () => {
    const pitches = Array.from({ length: 1 + Math.floor(random() * 5) }, () => 36 + Math.floor(random() * 48))
    return [...new Set(pitches)].sort((a, b) => a - b)
  }
  const vocabulary = buildVocabulary([Array.from({ length: 10_000 }, chord)])
  const unseen = Array.from({ length: 300 }, chord)
  const { tokens, known } = encode(vocabulary, unseen)
  const shared = (a: Chord, b: Chord) => a.filter((pitch) => b.includes(pitch)).length
  unseen.forEach((wanted, i) => {
    const most = vocabulary.chords.reduce((best, entry) => Math.max(best, shared(wanted, entry)), 0)
    const expected = known[i]
      ? vocabulary.chords.findIndex((entry) => entry.join() === wanted.join())
      : vocabulary.chords.findIndex((entry) => shared(wanted, entry) === most)
    expect(tokens[i]).toBe(expected)
  })
  expect(known.includes(0)).toBe(true)
})

test('pitch classes in one octave', () => {
  expect(toPitchClasses([[36, 48, 55, 64], [], [71]])).toEqual([[60, 64, 67], [], [71]])
})
