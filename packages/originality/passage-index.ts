import type { Score } from '@earshot/music/notes'
import { pushCells, readCells } from './cell-bytes.ts'
import { ticksPerQuarter, toCells, type Cells } from './cells.ts'
import { outerVoiceGrams, successiveNoteGrams, type Grams } from './grams.ts'
import { NumberReader, pushNumber, pushSigned, pushText } from './numbers.ts'

/** Every song's cells, and where each turn stands. About 30 bytes a note. */
export interface PassageIndex {
  songs: readonly IndexedSong[]
  /** Places of the turns that fall into bucket b: from `starts[b]` to before `starts[b + 1]`. */
  starts: Uint32Array
  /** song of a place, and in it the cell where the turn begins */
  placeSongs: Uint32Array
  placeCells: Uint32Array
}

export interface IndexedSong {
  id: string
  cells: Cells
}

export interface PassageIndexOptions {
  /** More are refused, as each takes about 30 bytes of memory, and 50 while the index is built; 20,000,000. */
  maxNotes?: number
}

/** Onsets in a turn of an outer voice: one more would find fewer changed copies, one less finds more by chance. */
const onsetsInTurn = 5

/** Notes in a turn of all voices. */
const notesInTurn = 6

/** What is looked up of a piece, and where it stands in a song: turns of the outer voices, and of all notes. */
export const turnsOf = (cells: Cells): Grams[] => [
  outerVoiceGrams(cells, { length: onsetsInTurn }),
  successiveNoteGrams(cells, notesInTurn),
]

/**
 * An index of the passages of songs, by which `originality` finds where a piece borrows. Give the songs as the piece
 * is: through the same tokens or rolls. Throws RangeError for an id given twice, or for too many notes.
 */
export function buildPassageIndex(
  songs: Iterable<{ id: string; score: Score }>,
  { maxNotes = 20_000_000 }: PassageIndexOptions = {},
): PassageIndex {
  const indexed: IndexedSong[] = []
  let notes = 0
  for (const { id, score } of songs) {
    const cells = toCells(score)
    notes += cells.times.length
    if (notes > maxNotes) throw new RangeError(`the songs up to ${id} have more than ${maxNotes} notes`)
    indexed.push({ id, cells: { ...cells, notes: new Uint32Array() } })
  }
  return indexSongs(indexed)
}

function indexSongs(songs: readonly IndexedSong[]): PassageIndex {
  const ids = new Set<string>()
  for (const { id } of songs) {
    if (ids.has(id)) throw new RangeError(`${id} is in the index twice`)
    ids.add(id)
  }
  const turns = songs.map(({ cells }) => turnsOf(cells))
  const starts = bucketStarts(turns.flat())
  const places = starts[starts.length - 1]
  const placeSongs = new Uint32Array(places)
  const placeCells = new Uint32Array(places)
  const next = starts.slice()
  turns.forEach((kinds, song) => {
    for (const { hashes, cells } of kinds) {
      for (let i = 0; i < hashes.length; i++) {
        const place = next[bucketOf(hashes[i], starts.length - 1)]++
        placeSongs[place] = song
        placeCells[place] = cells[i]
      }
    }
  })
  return { songs, starts, placeSongs, placeCells }
}

/** Between one and two turns a bucket, were they all different; element b is how many stand in the buckets before b. */
function bucketStarts(turns: readonly Grams[]): Uint32Array {
  const count = turns.reduce((sum, { hashes }) => sum + hashes.length, 0)
  const buckets = 2 ** Math.floor(Math.log2(count + 1))
  const starts = new Uint32Array(buckets + 1)
  for (const { hashes } of turns) for (const hash of hashes) starts[bucketOf(hash, buckets) + 1]++
  for (let b = 0; b < buckets; b++) starts[b + 1] += starts[b]
  return starts
}

/** Turns that share a bucket by chance are told apart when their cells are compared. */
const bucketOf = (hash: number, buckets: number): number => (hash & (buckets - 1)) >>> 0

/** Where a turn stands: the range of its places. */
export function placesOf({ starts }: PassageIndex, hash: number): { from: number; to: number } {
  const bucket = bucketOf(hash, starts.length - 1)
  return { from: starts[bucket], to: starts[bucket + 1] }
}

/** The first bytes; the last of them is the version. */
const signature = [0x45, 0x50, 0x49, 1]

/** The index for a file, about two bytes a note: what can be computed from the cells is left out. */
export function toBytes({ songs }: PassageIndex): Uint8Array {
  const header = [...signature]
  pushNumber(header, songs.length)
  return new Uint8Array(Buffer.concat([Uint8Array.from(header), ...songs.map(songBytes)]))
}

function songBytes({ id, cells: { times, pitches, origin } }: IndexedSong): Uint8Array {
  const bytes: number[] = []
  pushText(bytes, id)
  pushSigned(bytes, Math.round(origin * ticksPerQuarter))
  pushNumber(bytes, pitches[0] ?? 0)
  pushCells(bytes, times, pitches)
  return Uint8Array.from(bytes)
}

/** The index that `toBytes` wrote. Throws RangeError for bytes that are none, or for one of another version. */
export function fromBytes(bytes: Uint8Array): PassageIndex {
  if (signature.some((byte, i) => bytes[i] !== byte)) {
    throw new RangeError('this is no passage index, or one of another version: build it again from the songs')
  }
  const reader = new NumberReader(bytes, signature.length)
  const songs: IndexedSong[] = []
  for (let left = reader.number(); left > 0; left--) songs.push(readSong(reader))
  return indexSongs(songs)
}

function readSong(reader: NumberReader): IndexedSong {
  const id = reader.text()
  const origin = reader.signed() / ticksPerQuarter
  const firstPitch = reader.number()
  return { id, cells: { ...readCells(reader, firstPitch), origin } }
}
