import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { describe, medianTempo } from './description.ts'
import { noteHash } from './hash.ts'
import { readMidi } from './midi.ts'
import { transpose } from './notes.ts'
import { fromChords } from './tokens.ts'

const { score } = readMidi(
  readFileSync(new URL('../../content/starter/satie-gymnopedie-no1.mid', import.meta.url)),
)

test('Gymnopédie No. 1 as it is shown', () => {
  expect(describe(score)).toEqual({
    notes: 282,
    seconds: 141,
    bars: 47,
    tempo: { first: 60, median: 60 },
    lowest: 33,
    highest: 81,
  })
})

test('the median tempo is that of the middle of the music, not of the list of changes', () => {
  const tempos = [
    { at: 0, bpm: 100 },
    { at: 1, bpm: 40 },
    { at: 2, bpm: 120 },
    { at: 9, bpm: 90 },
  ]
  expect(medianTempo({ ...score, tempos, length: 10 })).toBe(120)
  expect(medianTempo({ ...score, tempos: [], length: 0 })).toBe(120)
  expect(describe(fromChords([]))).toMatchObject({
    notes: 0,
    seconds: 0,
    bars: 0,
    lowest: null,
    highest: null,
  })
})

test('a hash is that of the notes: not of their order, loudness or speed, but of pitch and time', () => {
  const hash = noteHash(score)
  expect(hash).toMatch(/^[0-9a-f]{64}$/)
  const quieter = score.notes.map((note) => ({ ...note, velocity: 1, start: note.start + 1e-9 }))
  expect(noteHash({ ...score, notes: quieter.reverse(), tempos: [] })).toBe(hash)
  expect(noteHash(transpose(score, 1))).not.toBe(hash)
  expect(noteHash({ ...score, notes: score.notes.slice(1) })).not.toBe(hash)
})

test('the hash of one note is SHA-256 of its start, end and pitch as 32-bit integers', () => {
  // printf '\0\0\0\0\xe0\x01\0\0\x3c\0\0\0' | sha256sum
  expect(noteHash(fromChords([[60]]))).toBe(
    'a7d776826d97e40f8d638f8b20c564d40f0ca30a68d34e66ffdb140f656d329e',
  )
})
