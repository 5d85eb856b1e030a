import { align, type Alignment } from './alignment.ts'
import type { Cells } from './cells.ts'
import { readFingerprint } from './fingerprint.ts'
import { outerVoiceGrams, type Grams } from './grams.ts'

/** How alike two songs are; shares are of the song that has fewer. */
export interface Likeness {
  /** cells that lie on one another under the best shift, transposition and speed */
  overlap: number
  /** different turns (6 onsets of an outer voice) that both have */
  turns: number
  turnShare: number
}

/** Onsets in a turn. */
const turnLength = 6

/** Alignments that are tried, those on which most turns agree. */
const alignmentsTried = 5

/** A turn's first places in a song; more would make a repeated figure outvote the rest. */
const placesOfTurn = 4

/** What of a song is compared with others. */
export interface ComparedSong {
  cells: Cells
  /** by hash; of several with one hash the first `placesOfTurn`, in order of time */
  turns: Grams
  /** different hashes in `turns` */
  distinct: number
}

/** How alike the music of two fingerprints is. Throws RangeError for bytes that are none. */
export const likeness = (a: Uint8Array, b: Uint8Array): Likeness =>
  compareSongs(toComparedSong(a), toComparedSong(b))

/** Throws RangeError for bytes that are no fingerprint. */
export function toComparedSong(fingerprint: Uint8Array): ComparedSong {
  const cells = readFingerprint(fingerprint)
  const grams = outerVoiceGrams(cells, { length: turnLength, anySpeed: true })
  const order = inOrderOfHash(grams.hashes)
  let distinct = 0
  let places = 0
  const kept = order.filter((gram, i) => {
    const isNew = i === 0 || grams.hashes[gram] !== grams.hashes[order[i - 1]]
    if (isNew) distinct++
    places = isNew ? 1 : places + 1
    return places <= placesOfTurn
  })
  const turns = {
    hashes: kept.map((gram) => grams.hashes[gram]),
    cells: kept.map((gram) => grams.cells[gram]),
    halvings: Uint8Array.from(kept, (gram) => grams.halvings[gram]),
  }
  return { cells, turns, distinct }
}

/** Indices of hashes, ascending by hash, then index: both in one number below 2^53, as numbers sort ten times as fast. */
function inOrderOfHash(hashes: Uint32Array): Uint32Array {
  const span = 2 ** 20
  const keys = Float64Array.from(hashes, (hash, i) => hash * span + i).sort()
  return Uint32Array.from(keys, (key) => key % span)
}

export function compareSongs(a: ComparedSong, b: ComparedSong): Likeness {
  const { turns, votes } = sharedTurns(a, b)
  const fewer = Math.min(a.cells.times.length, b.cells.times.length)
  const best = [...votes.values()].sort((x, y) => y.votes - x.votes).slice(0, alignmentsTried)
  const overlaps = best.map((alignment) => align(a.cells, b.cells, alignment).filter((j) => j >= 0).length)
  return {
    overlap: Math.max(0, ...overlaps) / Math.max(1, fewer),
    turns,
    turnShare: turns / Math.max(1, Math.min(a.distinct, b.distinct)),
  }
}

interface Vote extends Alignment {
  votes: number
}

/** Counts the turns that two songs share, and on which alignment each lies. */
function sharedTurns(a: ComparedSong, b: ComparedSong): { turns: number; votes: Map<string, Vote> } {
  const votes = new Map<string, Vote>()
  let turns = 0
  let i = 0
  let j = 0
  while (i < a.turns.hashes.length && j < b.turns.hashes.length) {
    const hash = a.turns.hashes[i]
    if (hash > b.turns.hashes[j]) j++
    else if (hash < b.turns.hashes[j]) i++
    else {
      turns++
      const [endA, endB] = [endOfRun(a.turns.hashes, i), endOfRun(b.turns.hashes, j)]
      for (let x = i; x < endA; x++) for (let y = j; y < endB; y++) vote(votes, a, x, b, y)
      i = endA
      j = endB
    }
  }
  return { turns, votes }
}

function endOfRun(hashes: Uint32Array, from: number): number {
  let end = from + 1
  while (hashes[end] === hashes[from]) end++
  return end
}

function vote(votes: Map<string, Vote>, a: ComparedSong, x: number, b: ComparedSong, y: number): void {
  const faster = a.turns.halvings[x] - b.turns.halvings[y]
  if (Math.abs(faster) > 1) return
  const stretch = [faster < 0 ? 2 : 1, faster > 0 ? 2 : 1] as const
  const [cellA, cellB] = [a.turns.cells[x], b.turns.cells[y]]
  const shift = stretch[1] * b.cells.times[cellB] - stretch[0] * a.cells.times[cellA]
  const transposition = b.cells.pitches[cellB] - a.cells.pitches[cellA]
  const key = `${faster} ${shift} ${transposition}`
  const known = votes.get(key)
  if (known) known.votes++
  else votes.set(key, { shift, transposition, stretch, votes: 1 })
}
