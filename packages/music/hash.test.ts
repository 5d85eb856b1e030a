import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { noteHash } from './hash.ts'
import { readMidi } from './midi.ts'
import { transpose } from './notes.ts'
import { fromChords } from './tokens.ts'

const { score } = readMidi(
  readFileSync(new URL('../../content/starter/satie-gymnopedie-no1.mid', import.meta.url)),
)

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
