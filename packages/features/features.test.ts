import { readFileSync } from 'node:fs'
import { readMidi } from '@earshot/music/midi'
import { sortNotes, transpose, type Score } from '@earshot/music/notes'
import { fromChords } from '@earshot/music/tokens'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { featuresSchema, measure, type Features } from './features.ts'

const starter = (name: string) =>
  readMidi(readFileSync(new URL(`../../content/starter/${name}.mid`, import.meta.url))).score

test('Gymnopédie No. 1 as it is shown', () => {
  expect(measure(starter('satie-gymnopedie-no1'))).toMatchObject({
    notes: 282,
    seconds: 141,
    quarters: 141,
    bars: 47,
    tempo: { first: 60, median: 60, lowest: 60, highest: 60, changes: 0 },
    meters: ['3/4'],
    notesPerQuarter: 2,
    notesPerSecond: 2,
    key: { tonic: 2, mode: 'major' },
    pitch: { lowest: 33, highest: 81 },
    pitchRange: 48,
    structure: { class: 'varied' },
  })
})

test('features survive being kept as JSON, in less than 2 kB', () => {
  for (const name of ['bethena', 'debussy-arabesque-no1', 'maple-leaf-rag', 'solace']) {
    const kept = JSON.stringify(measure(starter(name)))
    expect(kept.length).toBeLessThan(2000)
    expect(featuresSchema.parse(JSON.parse(kept))).toEqual(measure(starter(name)))
  }
})

test('silence, and nothing at all, have features', () => {
  const silence = measure({ ...fromChords([[], [], []]) })
  expect(silence).toMatchObject({ notes: 0, quarters: 3, notesPerQuarter: 0, key: null, polyphony: null })
  const nothing = measure({ notes: [], tempos: [], meters: [], pedal: [], length: 0 })
  expect(nothing).toMatchObject({ seconds: 0, bars: 0, tempo: { first: 120 }, notesPerSecond: 0 })
  for (const features of [silence, nothing]) expect(featuresSchema.parse(features)).toEqual(features)
})

test('velocity is that of the notes', () => {
  const score = fromChords([[60], [60], [60], [60]])
  const velocities = [1, 100, 20, 20]
  score.notes.forEach((note, i) => (note.velocity = velocities[i]))
  expect(measure(score).velocity).toEqual({ median: 20, distinct: 3 })
  expect(measure(fromChords([])).velocity).toEqual({ median: null, distinct: 0 })
})

/** Scores on the grid of 24 steps a quarter note, with room to transpose. */
const scores = fc
  .record({
    notes: fc.array(
      fc.record({
        at: fc.nat(24 * 40),
        steps: fc.integer({ min: 1, max: 200 }),
        pitch: fc.integer({ min: 20, max: 100 }),
        velocity: fc.integer({ min: 1, max: 127 }),
      }),
      { maxLength: 60 },
    ),
    tempos: fc.array(fc.integer({ min: 20, max: 300 }), { maxLength: 3 }),
    beats: fc.integer({ min: 1, max: 12 }),
    unit: fc.constantFrom(2, 4, 8, 16),
    rest: fc.nat(10),
  })
  .map(({ notes, tempos, beats, unit, rest }): Score => {
    const inQuarters = notes.map(({ at, steps, ...note }) => ({
      ...note,
      start: at / 24,
      end: (at + steps) / 24,
    }))
    return {
      notes: sortNotes(inQuarters),
      tempos: tempos.map((bpm, i) => ({ at: i * 4, bpm })),
      meters: [{ at: 0, beats, unit }],
      pedal: [],
      length: Math.max(0, ...inQuarters.map(({ end }) => end)) + rest,
    }
  })

test('any score has features that the schema takes', () => {
  fc.assert(
    fc.property(scores, (score) => {
      expect(featuresSchema.parse(measure(score))).toEqual(measure(score))
    }),
  )
})

const rhythmNames = [
  ...[
    'polyphony',
    'polyphonyRate',
    'emptyBeatRate',
    'emptyMeasureRate',
    'grooveConsistency',
    'interOnsetHistogram',
  ],
  ...[
    'noteLengthHistogram',
    'notes',
    'seconds',
    'bars',
    'tempo',
    'notesPerQuarter',
    'velocity',
    'pitchRange',
  ],
  ...['nPitchesUsed', 'nPitchClassesUsed', 'pitchEntropy', 'scaleConsistency', 'structure'],
] as (keyof Features)[]

/** Equal, but that another order of additions may move the last of six digits. */
function expectAlike(found: unknown, wanted: unknown) {
  const numbers = (value: unknown) => (JSON.stringify(value).match(/-?[\d.]+(e-?\d+)?/g) ?? []).map(Number)
  const words = (value: unknown) => JSON.stringify(value).replace(/-?[\d.]+(e-?\d+)?/g, '#')
  expect(words(found)).toBe(words(wanted))
  const pairs = numbers(found).map((value, i) => [value, numbers(wanted)[i]])
  expect(pairs.filter(([a, b]) => Math.abs(a - b) > 2e-5 * Math.max(1e-4, Math.abs(b)))).toEqual([])
}

test('transposition turns the pitch-class histogram, moves the key, and changes nothing else', () => {
  fc.assert(
    fc.property(scores, fc.integer({ min: -20, max: 27 }), (score, semitones) => {
      const [before, after] = [measure(score), measure(transpose(score, semitones))]
      for (const name of rhythmNames) expectAlike(after[name], before[name])
      const turned = before.pitchClassHistogram?.map(
        (_, pitchClass, all) => all[(((pitchClass - semitones) % 12) + 12) % 12],
      )
      expect(after.pitchClassHistogram).toEqual(turned ?? null)
      expect(after.key?.correlation ?? 0).toBeCloseTo(before.key?.correlation ?? 0, 5)
      if (before.pitch.lowest !== null) expect(after.pitch.lowest).toBe(before.pitch.lowest + semitones)
    }),
  )
})

test('twice the tempo halves the seconds, and changes nothing that is counted in quarter notes', () => {
  fc.assert(
    fc.property(scores, (score) => {
      const tempos = score.tempos.length > 0 ? score.tempos : [{ at: 0, bpm: 120 }]
      const faster = { ...score, tempos: tempos.map(({ at, bpm }) => ({ at, bpm: bpm * 2 })) }
      const { seconds, notesPerSecond, tempo, ...before } = measure(score)
      const { seconds: half, notesPerSecond: double, tempo: twice, ...after } = measure(faster)
      expectAlike(after, before)
      expect(half).toBeCloseTo(seconds / 2, 2)
      expect(double / 2).toBeCloseTo(notesPerSecond, 2)
      expect(twice.median).toBe(tempo.median * 2)
    }),
  )
})

test('music twice in a row has the same shares, and repeats', () => {
  fc.assert(
    fc.property(scores, (score) => {
      fc.pre(score.notes.length > 0)
      const bar = (score.meters[0].beats * 4) / score.meters[0].unit
      const length = Math.ceil(score.length / bar) * bar
      const again = score.notes.map((note) => ({
        ...note,
        start: note.start + length,
        end: note.end + length,
      }))
      const [once, twice] = [score, { ...score, notes: [...score.notes, ...again], length: 2 * length }].map(
        measure,
      )
      expect(twice.notes).toBe(2 * once.notes)
      for (const name of ['pitchClassHistogram', 'pitchEntropy', 'noteLengthHistogram', 'key'] as const)
        expectAlike(twice[name], once[name])
      expect(twice.structure.repetitionRate).toBeGreaterThanOrEqual(0.5)
    }),
  )
})
