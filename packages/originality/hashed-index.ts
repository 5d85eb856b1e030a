import { createHash } from 'node:crypto'
import type { Score } from '@earshot/music/notes'
import { cellsPerQuarter, toCells, type Cells } from './cells.ts'
import { decodeRice, encodeRice } from './golomb.ts'
import { NumberReader, pushNumber, pushText } from './numbers.ts'
import type { Span } from './originality.ts'

export interface HashedIndexOptions {
  /** Mixed into every hash, so that indexes cannot be compared with one another or with a table made before: the model's id. */
  salt: string
  /** successive notes in an n-gram; 10 */
  length?: number
  /** One n-gram in 2^this that no song has is taken for known; 16. */
  bits?: number
  /** N-grams that so many songs have are common figures and left out; 3, or one song in 100 where that is more. */
  common?: number
}

export interface HashedIndex {
  salt: string
  length: number
  bits: number
  /** ascending */
  hashes: Float64Array
}

export type HashedOriginality =
  | {
      checked: true
      /** n-grams of the piece */
      grams: number
      /** those that a song has, as a share */
      share: number
      /** the longest stretch of the piece in which every n-gram is known: its notes, and where */
      longest: { notes: number; piece: Span } | null
    }
  | { checked: false; reason: string }

/** A piece whose longest known stretch has more notes copies; by the measurements of docs/originality.md. */
export const hashedCopyRun = 20

/** Whether a piece that was checked copies a passage. */
export const isHashedCopy = (result: HashedOriginality): boolean =>
  result.checked && (result.longest?.notes ?? 0) > hashedCopyRun

/** The first bytes; the last of them is the version. */
const signature = [0x45, 0x48, 0x49, 1]

/**
 * Which n-grams of successive notes (pitch steps, sixteenths between) occur in songs, without the notes: truncated
 * salted SHA-256, sorted and Rice-coded, some `bits` + 1.5 bits each. Small enough to travel with a model, to say
 * whether a piece copies where its training songs are not. No note can be read from it; but whoever guesses
 * `length` notes can ask whether they are in.
 */
export function buildHashedIndex(songs: Iterable<Score>, options: HashedIndexOptions): Uint8Array {
  const { salt, length = 10, bits = 16 } = options
  const { songsWith, count } = countSongs(songs, length)
  const common = options.common ?? Math.max(3, count / 100)
  const grams = [...songsWith].filter(([, songCount]) => songCount < common).map(([gram]) => gram)
  const hashOf = gramHasher(salt, grams.length, bits)
  const hashes = Float64Array.from(grams, hashOf).sort()
  const header = [...signature]
  pushText(header, salt)
  for (const number of [length, bits, hashes.length]) pushNumber(header, number)
  return new Uint8Array(Buffer.concat([Uint8Array.from(header), encodeRice(hashes, bits)]))
}

/** In how many songs every n-gram occurs. */
function countSongs(songs: Iterable<Score>, length: number) {
  const songsWith = new Map<string, number>()
  let count = 0
  for (const song of songs) {
    count++
    for (const gram of new Set(noteGrams(toCells(song), length))) {
      songsWith.set(gram, (songsWith.get(gram) ?? 0) + 1)
    }
  }
  return { songsWith, count }
}

/** The index that `buildHashedIndex` made. Throws RangeError for bytes that are none, or for one of another version. */
export function openHashedIndex(bytes: Uint8Array): HashedIndex {
  if (signature.some((byte, i) => bytes[i] !== byte)) {
    throw new RangeError(
      'this is no index of hashes, or one of another version: build it again from the songs',
    )
  }
  const reader = new NumberReader(bytes, signature.length)
  const salt = reader.text()
  const [length, bits, count] = [reader.number(), reader.number(), reader.number()]
  if (length < 2 || bits > 32)
    throw new RangeError(`an index of ${length} notes and ${bits} bits is not possible`)
  return { salt, length, bits, hashes: decodeRice(reader.raw(reader.left()), count, bits) }
}

/** How much of a piece is known from the songs of an index. Not checked without one, or where the piece is too short. */
export function checkHashes(piece: Score, index: HashedIndex | null): HashedOriginality {
  if (!index) return { checked: false, reason: 'the songs are not here, nor hashes of them' }
  if (index.hashes.length === 0) return { checked: false, reason: 'the index of hashes is empty' }
  const cells = toCells(piece)
  const grams = noteGrams(cells, index.length)
  if (grams.length === 0) return { checked: false, reason: `the piece has fewer than ${index.length} notes` }
  const hashOf = gramHasher(index.salt, index.hashes.length, index.bits)
  const known = grams.map((gram) => includes(index.hashes, hashOf(gram)))
  const share = known.filter(Boolean).length / grams.length
  const run = longestTrue(known)
  return { checked: true, grams: grams.length, share, longest: run && toStretch(run, cells, index.length) }
}

/** Every n-gram of `length` cells in order, as the steps of pitch and time between them; long rests count as 64 sixteenths. */
function noteGrams({ times, pitches }: Cells, length: number): string[] {
  const steps = Array.from(times, (time, i) =>
    String.fromCharCode(pitches[i] - pitches[i - 1] + 128, Math.min(64, time - times[i - 1])),
  ).slice(1)
  const count = Math.max(0, times.length - length + 1)
  return Array.from({ length: count }, (_, i) => steps.slice(i, i + length - 1).join(''))
}

/** 48 bits of SHA-256, spread over 0 .. count 2^bits - 1. */
function gramHasher(salt: string, count: number, bits: number): (gram: string) => number {
  const range = count * 2 ** bits
  const salted = createHash('sha256').update(salt)
  return (gram) => {
    const hash = salted.copy().update(gram).digest().readUIntBE(0, 6)
    return Math.floor((hash / 2 ** 48) * range)
  }
}

function includes(ascending: Float64Array, value: number): boolean {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (ascending[middle] < value) low = middle + 1
    else high = middle
  }
  return ascending[low] === value
}

/** First index and the one after the last, of the longest run of true. */
function longestTrue(values: readonly boolean[]): { from: number; to: number } | null {
  let best: { from: number; to: number } | null = null
  let from = 0
  values.forEach((value, i) => {
    if (!value) from = i + 1
    else if (!best || i + 1 - from > best.to - best.from) best = { from, to: i + 1 }
  })
  return best
}

function toStretch({ from, to }: { from: number; to: number }, { times, origin }: Cells, length: number) {
  const last = to + length - 2
  return {
    notes: last + 1 - from,
    piece: {
      start: origin + times[from] / cellsPerQuarter,
      end: origin + (times[last] + 1) / cellsPerQuarter,
    },
  }
}
