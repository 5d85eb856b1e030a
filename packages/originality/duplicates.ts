import { align, type Alignment } from './alignment.ts'
import type { Cells } from './cells.ts'
import { readFingerprint } from './fingerprint.ts'
import { outerVoiceGrams, type Grams } from './grams.ts'

export interface FingerprintedSong {
  id: string
  fingerprint: Uint8Array
}

export interface DuplicateOptions {
  /** The shorter song's cells that lie on the other's, as a share, from which two songs are one; 0.8. */
  overlap?: number
  /** The same where the songs also share `fewTurns`; 0.5. */
  overlapWithTurns?: number
  /** 20 */
  fewTurns?: number
  /** The shorter song's turns that the other has too, as a share, from which two songs are one, if they are `manyTurns`; 0.5. */
  turns?: number
  /** 60 */
  manyTurns?: number
}

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

/** So many of a song's turns, those with the smallest hashes, look for songs that might be the same. */
const sketchSize = 256

/** A turn that more songs have is a common figure, and looks for none. */
const mostSongsOfTurn = 64

/** Songs that share fewer turns of their sketches are not compared. */
const fewestSharedTurns = 4

/** Alignments that are tried, those on which most turns agree. */
const alignmentsTried = 5

/** A turn's first places in a song; more would make a repeated figure outvote the rest. */
const placesOfTurn = 4

interface Song {
  cells: Cells
  /** by hash; of several with one hash the first `placesOfTurn`, in order of time */
  turns: Grams
  /** different hashes in `turns` */
  distinct: number
}

/**
 * Groups of two or more songs that are the same music: equal up to key, tempo, speed of notation, silence before and
 * small edits. Songs with equal fingerprints are always in one group; others are compared where their sketches share
 * turns, and are joined where `likeness` passes the thresholds. A group is what is joined through any chain of pairs.
 * Ids ascend in a group, groups by their first id, whatever the order of the input. About linear in the songs.
 */
export function groupDuplicates(
  songs: readonly FingerprintedSong[],
  options: DuplicateOptions = {},
): string[][] {
  const equal = groupsOfEqual([...songs].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)))
  const distinct = equal.map(([first]) => toSong(readFingerprint(first.fingerprint)))
  const joined = new Forest(equal.length)
  for (const [a, b] of candidates(distinct)) {
    if (areDuplicates(songLikeness(distinct[a], distinct[b]), options)) joined.join(a, b)
  }
  const groups = new Map<number, string[]>()
  equal.forEach((members, i) => {
    const root = joined.rootOf(i)
    groups.set(root, [...(groups.get(root) ?? []), ...members.map(({ id }) => id)])
  })
  return [...groups.values()]
    .filter((ids) => ids.length > 1)
    .map((ids) => ids.sort())
    .sort(([a], [b]) => (a < b ? -1 : 1))
}

/** How alike the music of two fingerprints is. Throws RangeError for bytes that are none. */
export const likeness = (a: Uint8Array, b: Uint8Array): Likeness =>
  songLikeness(toSong(readFingerprint(a)), toSong(readFingerprint(b)))

export function areDuplicates(
  { overlap, turns, turnShare }: Likeness,
  options: DuplicateOptions = {},
): boolean {
  const limits = {
    overlap: 0.8,
    overlapWithTurns: 0.5,
    fewTurns: 20,
    turns: 0.5,
    manyTurns: 60,
    ...options,
  }
  return (
    overlap >= limits.overlap ||
    (overlap >= limits.overlapWithTurns && turns >= limits.fewTurns) ||
    (turnShare >= limits.turns && turns >= limits.manyTurns)
  )
}

function groupsOfEqual(songs: readonly FingerprintedSong[]): FingerprintedSong[][] {
  const groups = new Map<string, FingerprintedSong[]>()
  for (const song of songs) {
    const key = Buffer.from(song.fingerprint).toString('latin1')
    const group = groups.get(key)
    if (group) group.push(song)
    else groups.set(key, [song])
  }
  return [...groups.values()]
}

function toSong(cells: Cells): Song {
  const grams = outerVoiceGrams(cells, { length: turnLength, anySpeed: true })
  const order = Array.from(grams.hashes.keys()).sort(
    (a, b) => grams.hashes[a] - grams.hashes[b] || grams.cells[a] - grams.cells[b],
  )
  let distinct = 0
  let places = 0
  const kept = order.filter((gram, i) => {
    const isNew = i === 0 || grams.hashes[gram] !== grams.hashes[order[i - 1]]
    if (isNew) distinct++
    places = isNew ? 1 : places + 1
    return places <= placesOfTurn
  })
  const turns = {
    hashes: Uint32Array.from(kept, (gram) => grams.hashes[gram]),
    cells: Uint32Array.from(kept, (gram) => grams.cells[gram]),
    halvings: Uint8Array.from(kept, (gram) => grams.halvings[gram]),
  }
  return { cells, turns, distinct }
}

/** The smallest different hashes of a song: of two songs alike, those of their sketches are alike too (A. Broder 1997). */
function sketch({ turns: { hashes } }: Song): number[] {
  const smallest: number[] = []
  for (let i = 0; i < hashes.length && smallest.length < sketchSize; i++) {
    if (hashes[i] !== hashes[i - 1]) smallest.push(hashes[i])
  }
  return smallest
}

/** Pairs of songs, the smaller index first, whose sketches share turns that few songs have. */
function* candidates(songs: readonly Song[]): Generator<[number, number]> {
  const sketches = songs.map(sketch)
  const songsWith = new Map<number, number[]>()
  sketches.forEach((hashes, song) => {
    for (const hash of hashes) {
      const others = songsWith.get(hash)
      if (others) others.push(song)
      else songsWith.set(hash, [song])
    }
  })
  const shared = new Uint16Array(songs.length)
  for (const [song, hashes] of sketches.entries()) {
    const met = new Set<number>()
    for (const hash of hashes) {
      const others = songsWith.get(hash) ?? []
      if (others.length > mostSongsOfTurn) continue
      for (const other of others) {
        if (other <= song) continue
        shared[other]++
        met.add(other)
      }
    }
    for (const other of met) {
      if (shared[other] >= fewestSharedTurns) yield [song, other]
      shared[other] = 0
    }
  }
}

function songLikeness(a: Song, b: Song): Likeness {
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
function sharedTurns(a: Song, b: Song): { turns: number; votes: Map<string, Vote> } {
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

function vote(votes: Map<string, Vote>, a: Song, x: number, b: Song, y: number): void {
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

/** Disjoint sets of 0 .. size-1. */
class Forest {
  private readonly parents: Int32Array
  constructor(size: number) {
    this.parents = Int32Array.from({ length: size }, (_, i) => i)
  }

  rootOf(member: number): number {
    let root = member
    while (this.parents[root] !== root) root = this.parents[root]
    this.parents[member] = root
    return root
  }

  join(a: number, b: number): void {
    this.parents[this.rootOf(b)] = this.rootOf(a)
  }
}
