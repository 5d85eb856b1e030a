import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  EventError,
  eventGrid,
  eventLayout,
  eventOf,
  eventVocabulary,
  fromEvents,
  toEvents,
  tokenOf,
} from './events.ts'
import { readMidi } from './midi.ts'
import { sortNotes, type Score } from './notes.ts'

const gridNote = fc
  .record({
    line: fc.nat(2000),
    lines: fc.integer({ min: 1, max: 500 }),
    pitch: fc.integer({ min: 0, max: 127 }),
    velocity: fc.integer({ min: 1, max: 127 }),
  })
  .map(({ line, lines, pitch, velocity }) => ({
    start: line / eventGrid,
    end: (line + lines) / eventGrid,
    pitch,
    velocity,
  }))

/** Changes at different lines, the first often at 0, in time order. */
const changesOf = <T extends object>(what: fc.Arbitrary<T>) =>
  fc
    .uniqueArray(fc.tuple(fc.nat(2000), what), { maxLength: 6, selector: ([line]) => line })
    .map((list) =>
      list.sort(([a], [b]) => a - b).map(([line, change]) => ({ at: line / eventGrid, ...change })),
    )

/** Any score whose times lie on the grid and whose tempos are whole. */
const gridScore = fc
  .record({
    notes: fc.array(gridNote, { maxLength: 60 }),
    tempos: changesOf(fc.record({ bpm: fc.integer({ min: 10, max: 500 }) })),
    meters: changesOf(
      fc.record({ beats: fc.integer({ min: 1, max: 32 }), unit: fc.constantFrom(1, 2, 4, 8, 16, 32) }),
    ),
    rest: fc.nat(300),
  })
  .map(({ notes, tempos, meters, rest }): Score => {
    const ends = [...notes.map(({ end }) => end), ...[...tempos, ...meters].map(({ at }) => at)]
    const last = Math.round(Math.max(0, ...ends) * eventGrid)
    return { notes: sortNotes(notes), tempos, meters, pedal: [], length: (last + rest) / eventGrid }
  })

test('a score on the grid with whole tempos comes back exactly, but for its pedal', () => {
  fc.assert(
    fc.property(gridScore, (score) => {
      const pedal = [{ at: 0, value: 127 }]
      expect(fromEvents(toEvents({ ...score, pedal }))).toEqual(score)
    }),
  )
})

test('any other score loses less than half a line of each time, and half a quarter note a minute', () => {
  const note = fc
    .record({
      start: fc.double({ min: 0, max: 100, noNaN: true }),
      length: fc.double({ min: 0, max: 9, noNaN: true }),
      pitch: fc.integer({ min: 0, max: 127 }),
    })
    .map(({ start, length, pitch }) => ({ start, end: start + length, pitch, velocity: 64 }))
  fc.assert(
    fc.property(note, fc.double({ min: 10, max: 500, noNaN: true }), (given, bpm) => {
      const score = { notes: [given], tempos: [{ at: 0, bpm }], meters: [], pedal: [], length: given.end }
      const decoded = fromEvents(toEvents(score))
      const half = 0.5 / eventGrid + 1e-6
      expect(decoded.notes).toHaveLength(1)
      expect(Math.abs(decoded.notes[0].start - given.start)).toBeLessThan(half)
      // A note between two lines is made as long as one.
      const shortest = decoded.notes[0].start + 1 / eventGrid
      expect(Math.abs(decoded.notes[0].end - Math.max(given.end, shortest))).toBeLessThan(half)
      expect(Math.abs(decoded.tempos[0].bpm - bpm)).toBeLessThanOrEqual(0.5)
    }),
  )
})

test('every sequence of tokens is music, and its music is said the same from then on', () => {
  const token = fc.integer({ min: 0, max: eventVocabulary - 1 })
  fc.assert(
    fc.property(fc.array(token, { maxLength: 200 }), (tokens) => {
      const score = fromEvents(tokens)
      expect(fromEvents(toEvents(score))).toEqual(score)
    }),
  )
})

test('every token has one event and every event one token', () => {
  const tokens = Array.from({ length: eventVocabulary }, (_, token) => token)
  expect(tokens.map((token) => tokenOf(eventOf(token)))).toEqual(tokens)
  const sizes = eventLayout.map(({ lowest, highest }) => highest - lowest + 1)
  expect(sizes.reduce((sum, size) => sum + size)).toBe(eventVocabulary)
  expect(eventOf(tokenOf({ kind: 'meter', beats: 6, unit: 8 }))).toEqual({ kind: 'meter', beats: 6, unit: 8 })
})

test('a held chord is a token a note, after what it shares', () => {
  const chord = [60, 64, 67].map((pitch) => ({ start: 1, end: 3, pitch, velocity: 90 }))
  const long = { start: 3, end: 3 + 200 / 24, pitch: 48, velocity: 90 }
  const tokens = toEvents({
    notes: [...chord, long],
    tempos: [{ at: 0, bpm: 120 }],
    meters: [{ at: 0, beats: 4, unit: 4 }],
    pedal: [],
    length: 12,
  })
  const say = (token: number) => {
    const event = eventOf(token)
    if (event.kind === 'end') return 'end'
    return event.kind === 'meter' ? `${event.beats}/${event.unit}` : `${event.kind} ${event.value}`
  }
  expect(Array.from(tokens, say)).toEqual([
    ...['4/4', 'tempo 120', 'shift 24'],
    ...['duration 48', 'velocity 90', 'note 60', 'note 64', 'note 67'],
    ...['shift 48', 'duration 96', 'duration 96', 'duration 8', 'note 48'],
    ...['shift 96', 'shift 96', 'shift 24', 'end'],
  ])
})

test('a real piece keeps every note; only the pedal and fractions of tempos go', () => {
  const file = new URL('../../content/starter/the-entertainer.mid', import.meta.url)
  const { score } = readMidi(new Uint8Array(readFileSync(file)))
  const decoded = fromEvents(toEvents(score))
  expect(decoded.notes).toHaveLength(score.notes.length)
  const [given, back] = [score, decoded].map(({ notes }) =>
    notes.map(({ pitch, velocity }) => `${pitch} ${velocity}`).sort(),
  )
  expect(back).toEqual(given)
})

test('what the layout cannot say is refused by name', () => {
  const empty: Score = { notes: [], tempos: [], meters: [], pedal: [], length: 0 }
  const note = { start: 0, end: 1, pitch: 60, velocity: 80 }
  const refused: [Partial<Score>, string][] = [
    [{ notes: [{ ...note, pitch: 128 }] }, 'note 128 is outside 0..127'],
    [{ notes: [{ ...note, velocity: 0 }] }, 'velocity 0 is outside 1..127'],
    [{ notes: [{ ...note, start: -1 }] }, 'no line at quarter note -1'],
    [{ notes: [{ ...note, end: NaN }] }, 'no line at quarter note NaN'],
    [{ meters: [{ at: 0, beats: 33, unit: 4 }] }, 'meter 33/4 is outside'],
    [{ meters: [{ at: 0, beats: 3, unit: 5 }] }, 'meter 3/5 is outside'],
    [{ length: 1e9 }, 'no line at quarter note 1000000000'],
  ]
  for (const [part, reason] of refused) expect(() => toEvents({ ...empty, ...part })).toThrow(reason)
  for (const token of [-1, eventVocabulary, 0.5, NaN]) expect(() => fromEvents([token])).toThrow(EventError)
  expect(() => fromEvents(new Array(120_000).fill(96))).toThrow('too long')
})

test('changes after the end of the music are left out, and notes never', () => {
  const note = { start: 4, end: 6, pitch: 60, velocity: 80 }
  const score: Score = {
    notes: [note],
    tempos: [2, 3, 9].map((at) => ({ at, bpm: 60 + at })),
    meters: [{ at: 5, beats: 3, unit: 4 }],
    pedal: [],
    length: 3,
  }
  const { notes, tempos, meters, length } = fromEvents(toEvents(score))
  expect([notes, tempos.map(({ at }) => at), meters, length]).toEqual([[note], [2, 3], [], 6])
})

test('tokens after the end are not read', () => {
  expect(
    fromEvents([tokenOf({ kind: 'shift', value: 24 }), 0, tokenOf({ kind: 'note', value: 60 })]),
  ).toEqual({
    ...{ notes: [], tempos: [], meters: [], pedal: [] },
    length: 1,
  })
})
