import { existsSync } from 'node:fs'
import { transpose, type Score } from '@earshot/music/notes'
import { below, seeded, shuffled } from '@earshot/random/random'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cutQuarters } from './cut.ts'
import { groupDuplicates } from './duplicates.ts'
import { fingerprint, readFingerprint } from './fingerprint.ts'
import { likeness } from './likeness.ts'
import { changeNotes } from './planted.ts'
import { songsIn, starterSongs } from './song-folder.ts'

const songs = starterSongs()
const fingerprints = songs.map(({ id, score }) => ({ id, fingerprint: fingerprint(score) }))
const [entertainer] = songs.filter(({ id }) => id === 'the-entertainer')

const later = (score: Score, quarters: number): Score => ({
  ...score,
  notes: score.notes.map((note) => ({ ...note, start: note.start + quarters, end: note.end + quarters })),
  length: score.length + quarters,
})
const slower = (score: Score): Score => ({
  ...score,
  notes: score.notes.map((note) => ({ ...note, start: 2 * note.start, end: 2 * note.end })),
  length: 2 * score.length,
})
const madeOf = (notes: Score['notes']): Score => ({ ...entertainer.score, notes })
const groupsWith = (score: Score) =>
  groupDuplicates([...fingerprints, { id: 'edited', fingerprint: fingerprint(score) }])

test('ten different pieces are in no group', () => {
  expect(groupDuplicates(fingerprints)).toEqual([])
})

test('a fingerprint is the same in another key, after another silence, louder and with other lengths', () => {
  const { score } = entertainer
  const softer = score.notes.map((note) => ({ ...note, velocity: 20, end: note.start + 0.1 }))
  for (const same of [transpose(score, -5), later(score, 8), later(score, Math.PI), madeOf(softer)]) {
    expect(fingerprint(same)).toEqual(fingerprint(score))
  }
})

test('a song is grouped with one of it in which a tenth of the notes is changed, and with none else', () => {
  const random = seeded(4)
  for (const { id, score } of songs) {
    const changed = { ...score, notes: changeNotes(score.notes, 0.1, 1 / 4, random) }
    expect(groupsWith(changed)).toEqual([['edited', id].sort()])
  }
})

test('a song is grouped with one without its beginning or end, and with one written at half speed', () => {
  const { id, score } = entertainer
  const cut = [cutQuarters(score, score.length / 10, score.length), cutQuarters(score, 0, 0.9 * score.length)]
  for (const edited of [...cut, slower(score), transpose(later(slower(score), 3), 4)]) {
    expect(groupsWith(edited)).toEqual([['edited', id]])
  }
})

test('the notes of a song in another order are not that song', () => {
  const pitches = shuffled(
    entertainer.score.notes.map(({ pitch }) => pitch),
    seeded(1),
  )
  expect(
    groupsWith(madeOf(entertainer.score.notes.map((note, i) => ({ ...note, pitch: pitches[i] })))),
  ).toEqual([])
})

test('groups do not depend on the order of the songs', () => {
  const edited = songs.map(({ id, score }, i) => ({
    id: `${id}, later`,
    fingerprint: fingerprint(cutQuarters(transpose(score, i % 4), 8, score.length)),
  }))
  const groups = songs.map(({ id }) => [id, `${id}, later`])
  for (const seed of [1, 2, 3]) {
    expect(groupDuplicates(shuffled([...fingerprints, ...edited], seeded(seed)))).toEqual(groups)
  }
})

const anySong = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 20, max: 100 })), { maxLength: 60 })
  .map((notes) => notes.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]))
const toScore = (notes: [number, number][]): Score =>
  madeOf(notes.map(([time, pitch]) => ({ start: time / 24, end: time / 24 + 0.2, pitch, velocity: 80 })))

test('equal notes are always one group, up to key and silence, however few and odd', () => {
  fc.assert(
    fc.property(anySong, fc.integer({ min: -20, max: 27 }), fc.nat(1000), (notes, semitones, ticks) => {
      const score = toScore(notes)
      const moved = later(transpose(score, semitones), ticks / 24)
      const pair = [score, moved].map((song, i) => ({ id: `${i}`, fingerprint: fingerprint(song) }))
      expect(groupDuplicates(pair)).toEqual([['0', '1']])
    }),
  )
})

test('a song is fully like itself, and likeness is the same both ways', () => {
  const [a, b] = fingerprints
  expect(likeness(a.fingerprint, a.fingerprint)).toMatchObject({ overlap: 1, turnShare: 1 })
  expect(likeness(a.fingerprint, b.fingerprint).overlap).toBe(likeness(b.fingerprint, a.fingerprint).overlap)
})

test('a very long song of huge chords has a bounded fingerprint, and is found again soon', () => {
  const random = seeded(2)
  const notes = Array.from({ length: 200_000 }, (_, i): [number, number] => [
    6 * Math.floor(i / 40),
    20 + below(80, random),
  ])
  const score = toScore(notes.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]))
  const bytes = fingerprint(score)
  expect(bytes.length).toBeLessThan(17_000)
  expect(
    groupDuplicates([
      { id: 'a', fingerprint: bytes },
      { id: 'b', fingerprint: fingerprint(transpose(score, 1)) },
    ]),
  ).toEqual([['a', 'b']])
})

test('bytes that are no fingerprint are refused with a reason', () => {
  expect(() => readFingerprint(new Uint8Array())).toThrow('version none, not 1: compute it again')
  expect(() => groupDuplicates([{ id: 'old', fingerprint: Uint8Array.from([0]) }])).toThrow('song old has no')
  expect(() => readFingerprint(Uint8Array.from([2, 0]))).toThrow('version 2, not 1')
  expect(() => readFingerprint(Uint8Array.from([1, 0, 7]))).toThrow('1 bytes left over')
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 50 }), (bytes) => {
      try {
        readFingerprint(Uint8Array.from([1, ...bytes]))
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError)
      }
    }),
  )
})

const lpd5 = process.env.EARSHOT_LPD5 ?? ''
test.skipIf(!existsSync(lpd5))('in 600 songs of LPD-5 (EARSHOT_LPD5) the groups are small', () => {
  const all = [...songsIn(lpd5)].map(({ id, score }) => ({ id, fingerprint: fingerprint(score) }))
  const groups = groupDuplicates(all)
  expect(groups.length).toBeGreaterThan(10)
  expect(Math.max(...groups.map(({ length }) => length))).toBeLessThan(5)
})
