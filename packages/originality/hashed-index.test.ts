import { transpose } from '@earshot/music/notes'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cutQuarters } from './cut.ts'
import { buildHashedIndex, checkHashes, openHashedIndex } from './hashed-index.ts'
import { starterSongs } from './song-folder.ts'

const songs = starterSongs()
const scores = songs.map(({ score }) => score)
const bytes = buildHashedIndex(scores, { salt: 'test' })
const index = openHashedIndex(bytes)
const passage = cutQuarters(scores[5], 30, 94)

test('a passage of a song is known from end to end, in any key', () => {
  for (const semitones of [0, -4, 7]) {
    const result = checkHashes(transpose(passage, semitones), index)
    if (!result.checked) throw new Error(result.reason)
    expect(result.share).toBeGreaterThan(0.9)
    expect(result.longest?.notes).toBeGreaterThan(100)
  }
})

test('each piece is little known from the nine others', () => {
  songs.forEach((_, i) => {
    const others = openHashedIndex(
      buildHashedIndex(
        scores.filter((_, j) => j !== i),
        { salt: 'test' },
      ),
    )
    const result = checkHashes(cutQuarters(scores[i], 16, 80), others)
    if (!result.checked) throw new Error(result.reason)
    expect(result.share).toBeLessThan(0.2)
  })
})

test('about two bytes stand for an n-gram', () => {
  expect(bytes.length / index.hashes.length).toBeLessThan(2.4)
})

test('of music that no song has, about one n-gram in 2^bits is taken for known', () => {
  const few = openHashedIndex(buildHashedIndex(scores, { salt: 'test', bits: 4, length: 8 }))
  const backwards = scores.map((score) => {
    const notes = score.notes.map((note) => ({
      ...note,
      start: score.length - note.end,
      end: score.length - note.start,
      pitch: 127 - note.pitch,
    }))
    return { ...score, notes: notes.sort((a, b) => a.start - b.start || a.pitch - b.pitch) }
  })
  const results = backwards.map((score) => checkHashes(score, few)).filter((result) => result.checked)
  const known = results.reduce((sum, { share, grams }) => sum + share * grams, 0)
  const grams = results.reduce((sum, result) => sum + result.grams, 0)
  expect(known / grams).toBeGreaterThan(1 / 32)
  expect(known / grams).toBeLessThan(1 / 8)
})

test('another salt gives other hashes', () => {
  const other = openHashedIndex(buildHashedIndex(scores, { salt: 'other' }))
  const known = new Set(index.hashes)
  expect(other.hashes.filter((hash) => known.has(hash)).length).toBeLessThan(20)
})

test('what many songs have is not evidence', () => {
  const same = buildHashedIndex([passage, passage, passage], { salt: 'test' })
  expect(openHashedIndex(same).hashes).toHaveLength(0)
  expect(checkHashes(passage, openHashedIndex(same))).toEqual({
    checked: false,
    reason: 'the index of hashes is empty',
  })
})

test('without an index, or with too few notes, nothing is checked', () => {
  expect(checkHashes(passage, null)).toMatchObject({ checked: false })
  expect(checkHashes({ ...passage, notes: passage.notes.slice(0, 9) }, index)).toEqual({
    checked: false,
    reason: 'the piece has fewer than 10 notes',
  })
})

test('bytes that are no index are refused', () => {
  expect(() => openHashedIndex(new Uint8Array(20))).toThrow('no index of hashes')
  expect(() => openHashedIndex(bytes.subarray(0, 1000))).toThrow(RangeError)
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (rest) => {
      try {
        openHashedIndex(Uint8Array.from([...bytes.subarray(0, 4), ...rest]))
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError)
      }
    }),
  )
})
