/** What tokens and rolls keep, and exactly what they lose, for any music. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nearestLine } from './grid.ts'
import { sortNotes, type Score, type ScoreNote } from './notes.ts'
import { fromBarRoll, rollShape, toBarRolls } from './roll.ts'
import { buildVocabulary, decode, encode, fromChords, toChords, type Chord } from './tokens.ts'

const steps = fc.constantFrom('quarter' as const, 'eighth' as const, 'sixteenth' as const)
const perQuarter = { quarter: 1, eighth: 2, sixteenth: 4 }

const chord: fc.Arbitrary<Chord> = fc
  .uniqueArray(fc.integer({ min: 0, max: 127 }), { maxLength: 6 })
  .map((pitches) => pitches.sort((a, b) => a - b))
const chords = fc.array(chord, { maxLength: 80 })

/** Notes on LPD-5's grid of 24, of any length, overlapping as they please. */
const lpd5Note = fc
  .record({
    start: fc.nat(64 * 24),
    length: fc.integer({ min: 1, max: 200 }),
    pitch: fc.integer({ min: 0, max: 127 }),
    velocity: fc.integer({ min: 1, max: 127 }),
  })
  .map(({ start, length, ...rest }): ScoreNote => ({
    ...rest,
    start: start / 24,
    end: (start + length) / 24,
  }))
const scores = fc.array(lpd5Note, { maxLength: 50 }).map((notes): Score => ({
  notes: sortNotes(notes),
  tempos: [{ at: 0, bpm: 120 }],
  meters: [{ at: 0, beats: 4, unit: 4 }],
  pedal: [],
  length: notes.reduce((most, { end }) => Math.max(most, end), 0),
}))

test('tokens: chords come back exactly, at every step', () => {
  fc.assert(
    fc.property(chords, steps, (given, step) => {
      expect(toChords(fromChords(given, { step }), step)).toEqual(given)
    }),
  )
})

test('tokens: of any music exactly the cells (step, pitch) stay, those that sound when the step starts or begin in it', () => {
  fc.assert(
    fc.property(scores, steps, (score, step) => {
      const lines = perQuarter[step]
      const expected = new Set<string>()
      for (const { start, end, pitch } of score.notes) {
        const onset = nearestLine(start, lines)
        expected.add(`${onset} ${pitch}`)
        // Compared in 24ths, which are whole numbers: a step is sounding where it starts before the note ends.
        for (let at = onset; at * (24 / lines) < Math.round(end * 24); at++) expected.add(`${at} ${pitch}`)
      }
      const tokens = toChords(score, step)
      const cells = tokens.flatMap((pitches, at) => pitches.map((pitch) => `${at} ${pitch}`))
      expect(new Set(cells)).toEqual(expected)
      expect(cells.length).toBe(expected.size)
      expect(toChords(fromChords(tokens, { step }), step)).toEqual(tokens)
    }),
  )
})

test('tokens: lost are velocity, tempo, and whether a note is held', () => {
  fc.assert(
    fc.property(scores, steps, (score, step) => {
      const decoded = fromChords(toChords(score, step), { step })
      for (const { start, end, velocity } of decoded.notes) {
        expect(end - start).toBeCloseTo(1 / perQuarter[step], 9)
        expect(velocity).toBe(80)
      }
      expect(decoded.tempos).toHaveLength(1)
    }),
  )
})

test('tokens: a vocabulary knows every chord of its songs, and gives it back', () => {
  fc.assert(
    fc.property(fc.array(chords, { minLength: 1, maxLength: 4 }), (songs) => {
      const vocabulary = buildVocabulary(songs)
      for (const song of songs.filter(({ length }) => length > 0)) {
        const { tokens, known } = encode(vocabulary, song)
        expect(known.every((flag) => flag === 1)).toBe(true)
        expect(decode(vocabulary, tokens)).toEqual(song)
      }
    }),
  )
})

const { bars, cells, pitches, lowest } = rollShape
const cellsPerRoll = bars * cells
const rolls = fc
  .array(fc.nat(cellsPerRoll * pitches - 1), { maxLength: 300 })
  .map((on) => on.reduce((roll, at) => roll.fill(1, at, at + 1), new Uint8Array(cellsPerRoll * pitches)))

test('rolls: every cell comes back', () => {
  fc.assert(
    fc.property(rolls, (roll) => {
      const [back, ...others] = toBarRolls(fromBarRoll(roll))
      expect(others).toEqual([])
      expect(Buffer.compare(back, roll)).toBe(0)
    }),
    { numRuns: 30 },
  )
})

test('rolls: of any music exactly the cells from the nearest of onset to the nearest of end stay, one at least', () => {
  fc.assert(
    fc.property(scores, (score) => {
      const windows = toBarRolls(score)
      const expected = new Set<number>()
      for (const { start, end, pitch } of score.notes) {
        if (pitch < lowest || pitch >= lowest + pitches) continue
        const onset = nearestLine(start, 6)
        const last = Math.max(onset + 1, nearestLine(end, 6))
        for (let cell = onset; cell < last; cell++) expected.add(cell * pitches + pitch - lowest)
      }
      const inside = [...expected].filter((at) => at < windows.length * cellsPerRoll * pitches)
      const on = windows.flatMap((roll, window) =>
        [...roll.keys()].filter((at) => roll[at] === 1).map((at) => window * roll.length + at),
      )
      expect(on).toEqual(inside.sort((a, b) => a - b))
    }),
    { numRuns: 30 },
  )
})

test('rolls: lost are notes of one pitch that touch, velocities and tempos; what is left is one note a run', () => {
  fc.assert(
    fc.property(rolls, (roll) => {
      const { notes, tempos } = fromBarRoll(roll)
      expect(new Set(notes.map(({ velocity }) => velocity)).size).toBeLessThanOrEqual(1)
      expect(tempos).toEqual([{ at: 0, bpm: 120 }])
      const ends = new Set(notes.map(({ end, pitch }) => `${Math.round(end * 6)} ${pitch}`))
      for (const { start, pitch } of notes) expect(ends.has(`${Math.round(start * 6)} ${pitch}`)).toBe(false)
    }),
    { numRuns: 30 },
  )
})
