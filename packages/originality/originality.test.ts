import { transpose, type Score } from '@earshot/music/notes'
import { fromChords, toChords } from '@earshot/music/tokens'
import { below, seeded } from '@earshot/random/random'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cutQuarters } from './cut.ts'
import { copyBelow, isCopy, originality, type Originality } from './originality.ts'
import { buildPassageIndex, fromBytes, toBytes } from './passage-index.ts'
import { changeNotes, plant } from './planted.ts'
import { starterSongs } from './song-folder.ts'

const songs = starterSongs()
const index = buildPassageIndex(songs)
const song = (id: string): Score => {
  const found = songs.find((candidate) => candidate.id === id)
  if (!found) throw new Error(`${id} is not in content/starter`)
  return found.score
}
const solace = song('solace')
const without = (id: string) => buildPassageIndex(songs.filter((other) => other.id !== id))

function checked(result: Originality) {
  if (!result.checked) throw new Error(result.reason)
  return result
}

test('a passage of a song is found whole, where it stands', () => {
  const result = checked(originality(cutQuarters(solace, 40, 104), index))
  expect(result.score).toBe(0)
  expect(result.closest).toMatchObject({ songId: 'solace', transposition: 0 })
  expect(result.longest?.count).toBeGreaterThan(100)
  expect(result.longest?.song.start).toBeCloseTo(40, 0)
  expect(isCopy(result)).toBe(true)
})

test('every shared note is in the piece and in the song', () => {
  const piece = transpose(cutQuarters(solace, 40, 104), 3)
  const { longest } = checked(originality(piece, index))
  expect(longest?.transposition).toBe(3)
  for (const { note, onset, pitch } of longest?.shared ?? []) {
    expect(piece.notes[note].pitch).toBe(pitch + 3)
    expect(piece.notes[note].start + 40).toBeCloseTo(onset, 0)
    expect(solace.notes.some((there) => there.pitch === pitch && Math.abs(there.start - onset) < 1 / 4)).toBe(
      true,
    )
  }
  expect(longest?.shared).toHaveLength(longest?.count ?? 0)
})

test('each piece is original against the nine others', () => {
  for (const { id } of songs) {
    const result = checked(originality(cutQuarters(song(id), 16, 80), without(id)))
    expect(result.score).toBeGreaterThan(copyBelow)
    expect(isCopy(result)).toBe(false)
  }
})

test('copies of eight bars in another piece are found, a tenth of their notes changed', () => {
  const random = seeded(11)
  const host = cutQuarters(song('satie-gymnopedie-no1'), 0, 64)
  const others = songs.filter(({ id }) => id !== 'satie-gymnopedie-no1')
  const rags = buildPassageIndex(others)
  expect(isCopy(originality(host, rags))).toBe(false)
  for (const { id, score } of others) {
    const passage = cutQuarters(score, 24, 56)
    const changed = { ...passage, notes: changeNotes(passage.notes, 0.1, 1 / 4, random) }
    const result = checked(originality(plant(host, changed, below(33, random)), rags))
    expect(result.closest?.songId).toBe(id)
    expect(isCopy(result)).toBe(true)
  }
})

test('songs that are excluded do not count', () => {
  const piece = cutQuarters(solace, 40, 104)
  expect(originality(piece, index, { exclude: new Set(['solace']) })).toEqual(
    originality(piece, without('solace')),
  )
  const all = new Set(songs.map(({ id }) => id))
  expect(originality(piece, index, { exclude: all })).toEqual({
    checked: false,
    reason: 'there is no song to compare with',
  })
})

test('music that went through the tokens is found in songs that did', () => {
  const encoded = songs.map(({ id, score }) => ({ id, score: fromChords(toChords(score, 'quarter')) }))
  const piece = cutQuarters(encoded[2].score, 20, 84)
  expect(originality(transpose(piece, -2), buildPassageIndex(encoded))).toMatchObject({
    score: 0,
    closest: { songId: encoded[2].id },
  })
})

test('what cannot be checked is not checked, and says why', () => {
  const silence = cutQuarters(solace, 0, 0)
  expect(originality(solace, null)).toMatchObject({ checked: false })
  expect(originality(solace, buildPassageIndex([]))).toMatchObject({ checked: false })
  expect(originality(silence, index)).toEqual({
    checked: false,
    reason: 'the piece has fewer than 24 different turns of four notes',
  })
  expect(originality({ ...solace, notes: solace.notes.slice(0, 1) }, index)).toMatchObject({ checked: false })
})

test('a piece of leaps that no song has shares next to nothing, and no four notes in a row', () => {
  const random = seeded(6)
  const notes = Array.from({ length: 80 }, (_, i) => {
    const pitch = (i % 2 === 0 ? 21 : 100) + below(8, random)
    return { start: 7 * i, end: 7 * i + 1, pitch, velocity: 80 }
  })
  const result = checked(originality({ ...solace, notes, length: 600 }, index))
  expect(result.score).toBeGreaterThan(0.9)
  expect(result.longest).toBeNull()
})

test('the score does not change with key or time', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...songs),
      fc.nat(60),
      fc.integer({ min: -6, max: 6 }),
      fc.nat(40),
      ({ id, score }, from, semitones, later) => {
        const piece = cutQuarters(score, from, from + 64)
        const options = { exclude: new Set([id]) }
        const moved = plant({ ...piece, notes: [] }, transpose(piece, semitones), later)
        const [result, same] = [piece, moved].map((music) => checked(originality(music, index, options)))
        expect(same.score).toBeCloseTo(result.score)
        expect(same.longest?.count).toBe(result.longest?.count)
      },
    ),
    { numRuns: 20 },
  )
})

test('an index read from its bytes gives the same answers', () => {
  const read = fromBytes(toBytes(index))
  const piece = cutQuarters(song('bethena'), 30, 94)
  expect(originality(piece, read)).toEqual(originality(piece, index))
  expect(toBytes(read)).toEqual(toBytes(index))
})

test('bytes that are no index are refused', () => {
  expect(() => fromBytes(new Uint8Array(9))).toThrow('no passage index')
  const bytes = toBytes(index)
  expect(() => fromBytes(bytes.subarray(0, bytes.length / 2))).toThrow(RangeError)
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, byte) => {
      const changed = Uint8Array.from(bytes)
      changed[at] = byte
      try {
        fromBytes(changed)
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError)
      }
    }),
    { numRuns: 30 },
  )
})

test('an index does not take a song twice, nor more notes than it may', () => {
  expect(() => buildPassageIndex([...songs, songs[0]])).toThrow('bethena is in the index twice')
  expect(() => buildPassageIndex(songs, { maxNotes: 1000 })).toThrow('more than 1000 notes')
})

test('a repeated chord is too plain to be judged', () => {
  const chords = fromChords(Array.from({ length: 64 }, () => [48, 52, 55, 60]))
  expect(originality(chords, index)).toMatchObject({ checked: false })
})

test('many and long repetitions of full chords are compared in bounded time', { timeout: 10_000 }, () => {
  const random = seeded(3)
  const vamp = Array.from({ length: 8 }, () =>
    Array.from({ length: 10 }, (_, i) => 24 + 8 * i + below(8, random)),
  )
  const repeated = (times: number): Score => fromChords(Array.from({ length: times }, () => vamp).flat())
  const plain = buildPassageIndex(Array.from({ length: 20 }, (_, i) => ({ id: `${i}`, score: repeated(60) })))
  expect(originality(repeated(8), plain)).toMatchObject({ score: 0 })
  expect(originality(repeated(500), plain)).toMatchObject({ score: 0 })
})
