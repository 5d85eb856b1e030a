import { readFileSync } from 'node:fs'
import { seeded } from '@earshot/random/random'
import { expect, test } from 'vitest'
import { bars } from './bars.ts'
import { chooseExcerpt, excerpt } from './excerpt.ts'
import { readMidi } from './midi.ts'
import { perform, type Performance } from './notes.ts'
import { fromChords } from './tokens.ts'

const { score } = readMidi(readFileSync(new URL('../../content/starter/maple-leaf-rag.mid', import.meta.url)))

/** A note each second, each of a second and a half; the pedal goes down at 2.5 s and up at 4.5 s. */
const played: Performance = {
  notes: Array.from({ length: 10 }, (_, i) => ({ start: i, end: i + 1.5, pitch: 60 + i, velocity: 80 })),
  pedal: [
    { at: 2.5, value: 127 },
    { at: 4.5, value: 0 },
  ],
  duration: 10.5,
}

test('an excerpt begins with the first note after its start, moved to the lead, and is cut at its end', () => {
  expect(excerpt(played, 2.2, 2)).toEqual({
    notes: [
      { start: 0.5, end: 2, pitch: 63, velocity: 80 },
      { start: 1.5, end: 2, pitch: 64, velocity: 80 },
    ],
    pedal: [{ at: 0, value: 127 }],
    duration: 2,
  })
})

test('the pedal is as it was, and moves with the notes', () => {
  expect(excerpt(played, 2, 3, 1).pedal).toEqual([{ at: 1.5, value: 127 }])
  expect(excerpt(played, 4, 3, 1).pedal).toEqual([
    { at: 0, value: 127 },
    { at: 1.5, value: 0 },
  ])
  expect(excerpt(played, 0, 2).pedal).toEqual([])
})

test('where no note begins there is no excerpt', () => {
  expect(() => excerpt(played, 9.1, 5)).toThrow('no note begins in the 5 s from 9.1 s on')
  expect(() => excerpt(played, 0.1, 0.5)).toThrow(RangeError)
})

test('bars follow the meter', () => {
  expect(bars(score)).toHaveLength(144)
  expect(bars(score)[1]).toEqual({ start: 2, end: 4 })
  const waltz = {
    ...fromChords([]),
    length: 9,
    meters: [
      { at: 0, beats: 3, unit: 4 },
      { at: 6, beats: 6, unit: 8 },
    ],
  }
  expect(bars(waltz).map(({ start }) => start)).toEqual([0, 3, 6])
  expect(bars({ ...waltz, meters: [{ at: 5, beats: 2, unit: 4 }] }).map(({ start }) => start)).toEqual([
    0, 4, 5, 7,
  ])
})

test('an excerpt of a real piece starts on a bar after its opening and sounds to its end', () => {
  const random = seeded(1)
  const starts = Array.from({ length: 100 }, () =>
    chooseExcerpt(score, { seconds: 30, skipSeconds: 20, afterBar: 16, onBar: true }, random),
  )
  expect(new Set(starts.map(({ bar }) => bar)).size).toBeGreaterThan(40)
  const played = perform(score)
  for (const { from, bar } of starts) {
    // Two quarter notes a bar at 120: a bar lasts a second.
    expect(from).toBeCloseTo(bar - 1, 9)
    expect(bar).toBeGreaterThan(20)
    const { notes, duration } = excerpt(played, from, 30)
    expect(duration).toBe(30)
    expect(notes[0].start).toBe(0.5)
    expect(Math.max(...notes.map(({ end }) => end))).toBeGreaterThan(29)
  }
})

test('the same seed chooses the same bar', () => {
  const rule = { seconds: 30, onBar: true } as const
  expect(chooseExcerpt(score, rule, seeded(5))).toEqual(chooseExcerpt(score, rule, seeded(5)))
})

test('a rest of bars is never a start, nor where an excerpt ends', () => {
  const note = [60]
  // Sixteen bars of two seconds: bars 1 to 4 and 9 to 16 sound, bars 5 to 8 rest.
  const chords = Array.from({ length: 64 }, (_, i) => (i >= 16 && i < 32 ? [] : note))
  const random = seeded(2)
  const chosen = Array.from(
    { length: 200 },
    () => chooseExcerpt(fromChords(chords), { seconds: 8, onBar: true }, random).bar,
  )
  expect([...new Set(chosen)].sort((a, b) => a - b)).toEqual([1, 9, 10, 11, 12, 13])
})

test('too short a song is refused with what to do', () => {
  expect(() => chooseExcerpt(fromChords([[60]]), { seconds: 30, onBar: true }, seeded(1))).toThrow(
    'take a longer song, a shorter excerpt, or skip less',
  )
})
