import { readFileSync } from 'node:fs'
import { excerpt } from '@earshot/music/excerpt'
import { readMidi } from '@earshot/music/midi'
import { perform, type Score, type ScoreNote } from '@earshot/music/notes'
import { normal, seeded } from '@earshot/random/random'
import { expect, test } from 'vitest'
import { factsOfNotes, measureNotes } from './facts-of-notes.ts'
import { onsetGrid } from './onset-grid.ts'

/** Two quarter notes to the second, as clips are kept. */
const score = (notes: ScoreNote[], pedal: Score['pedal'] = [], length = 60): Score => ({
  notes,
  tempos: [{ at: 0, bpm: 120 }],
  meters: [{ at: 0, beats: 4, unit: 4 }],
  pedal,
  length,
})
const note = (start: number, end: number, pitch = 60, velocity = 80) => ({ start, end, pitch, velocity })

/** An eighth note each half quarter, 30 s. */
const machine = score(Array.from({ length: 120 }, (_, i) => note(i / 2, i / 2 + 0.5, 60 + (i % 3))))

test('music of one velocity on one grid', () => {
  expect(measureNotes(machine)).toEqual({
    density: 4,
    velocityMean: 80,
    velocitySd: 0,
    velocities: 1,
    offGrid: 0,
    gridPeriod: expect.closeTo(250, 0) as number,
    gaps: 1,
    durations: 1,
    pitchRange: 2,
    polyphony: 1,
    rests: 0,
    pedalDown: 0,
    pedalChanges: 0,
  })
})

test('the same music as a hand plays it', () => {
  const random = seeded(2)
  const played = machine.notes.map(({ start, pitch }) => {
    const at = Math.max(0, start + 0.06 * normal(random))
    return note(at, at + 0.3 + 0.1 * random(), pitch, Math.round(70 + 12 * normal(random)))
  })
  const facts = measureNotes(score(played.sort((a, b) => a.start - b.start)))
  expect(facts.velocitySd).toBeGreaterThan(8)
  expect(facts.velocities).toBeGreaterThan(20)
  expect(facts.offGrid).toBeGreaterThan(0.3)
  expect(facts.gaps).toBeGreaterThan(20)
  expect(facts.durations).toBeGreaterThan(5)
  expect(facts.rests).toBeGreaterThan(0.1)
})

test('polyphony, rests and pedal are shares of time', () => {
  const chords = [0, 4].flatMap((at) => [48, 60, 64].map((pitch) => note(at, at + 2, pitch)))
  const pedal = [
    { at: 0, value: 127 },
    { at: 15, value: 0 },
    { at: 30, value: 100 },
    { at: 45, value: 30 },
  ]
  const facts = measureNotes(score(chords, pedal))
  expect(facts.polyphony).toBe(3)
  expect(facts.rests).toBeCloseTo(1 / 3, 9)
  expect(facts.pedalDown).toBeCloseTo(0.5, 9)
  expect(facts.pedalChanges).toBeCloseTo(4 / 30, 9)
})

test('a grid is found whatever its speed, and random times have none', () => {
  for (const period of [0.0731, 0.125, 0.3, 0.517]) {
    const random = seeded(7)
    const times = Array.from({ length: 150 }, (_, i) => i * period).filter(() => random() < 0.7)
    const grid = onsetGrid(times)
    expect(grid?.off).toBe(0)
    expect((grid?.period ?? 0) / 1000 / period).toBeCloseTo(1, 2)
  }
  const random = seeded(8)
  const scattered = Array.from({ length: 150 }, () => 30 * random()).sort((a, b) => a - b)
  expect(onsetGrid(scattered)?.off).toBeGreaterThan(0.7)
  expect(onsetGrid([1])).toBeNull()
})

test('a piece of the starter songs has every number, and nothing has few', () => {
  const midi = readMidi(readFileSync(new URL('../../content/starter/solace.mid', import.meta.url)))
  const { notes, pedal, duration } = excerpt(perform(midi.score), 10, 30)
  const inQuarters = notes.map((one) => ({ ...one, start: one.start * 2, end: one.end * 2 }))
  const facts = measureNotes(score(inQuarters, pedal, duration * 2))
  expect(Object.keys(facts)).toEqual(factsOfNotes.map(({ name }) => name))
  for (const value of Object.values(facts)) expect(Number.isFinite(value)).toBe(true)
  expect(facts.polyphony).toBeGreaterThan(1)
  expect(measureNotes(score([]))).toMatchObject({
    density: 0,
    velocityMean: null,
    offGrid: null,
    polyphony: null,
    rests: null,
  })
})
