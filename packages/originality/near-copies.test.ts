import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readMidi } from '@earshot/music/midi'
import { transpose, type Score } from '@earshot/music/notes'
import { expect, test } from 'vitest'
import { cutQuarters } from './cut.ts'
import { groupDuplicates } from './duplicates.ts'
import { fingerprint } from './fingerprint.ts'
import { nearCopies } from './near-copies.ts'

const starter = fileURLToPath(new URL('../../content/starter/', import.meta.url))
const songs = readdirSync(starter)
  .filter((file) => file.endsWith('.mid'))
  .sort()
  .map((file) => ({ id: file, score: readMidi(readFileSync(starter + file)).score }))
const clipOf = (score: Score, from: number) => cutQuarters(score, from, from + 60)

test('a clip is found again in another key and with notes dropped, and no other clip is', () => {
  const index = nearCopies()
  for (const { id, score } of songs) index.add(id, fingerprint(clipOf(score, 64)))
  for (const { id, score } of songs) {
    const clip = clipOf(score, 64)
    expect(index.find(fingerprint(clip))).toEqual([id])
    const changed = { ...transpose(clip, 3), notes: transpose(clip, 3).notes.filter((_, i) => i % 20 !== 7) }
    expect(index.find(fingerprint(changed))).toEqual([id])
    // Another part of a piece may be like its first, but never like another piece.
    expect([id, undefined]).toContain(index.find(fingerprint(clipOf(score, 160)))[0])
  }
})

test('what it finds one by one is what groups of duplicates are made of', () => {
  const edited = songs.map(({ id, score }) => ({ id: `${id} again`, score: transpose(score, -2) }))
  const all = [...songs, ...edited].map(({ id, score }) => ({ id, fingerprint: fingerprint(score) }))
  const index = nearCopies()
  const pairs = all.flatMap((song) => {
    const found = index.find(song.fingerprint)
    index.add(song.id, song.fingerprint)
    return found.map((id) => [id, song.id])
  })
  expect(pairs).toEqual(groupDuplicates(all))
})

test('equal fingerprints are near-copies however plain the music is', () => {
  const one: Score = {
    notes: [{ start: 0, end: 1, pitch: 60, velocity: 80 }],
    tempos: [],
    meters: [],
    pedal: [],
    length: 4,
  }
  const index = nearCopies()
  index.add('a', fingerprint(one))
  index.add('b', fingerprint({ ...one, notes: [] }))
  expect(index.find(fingerprint(transpose(one, 5)))).toEqual(['a'])
})
