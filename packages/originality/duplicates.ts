import { compareSongs, toComparedSong, type ComparedSong, type Likeness } from './likeness.ts'

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

/** So many of a song's turns, those with the smallest hashes, look for songs that might be the same. */
const sketchSize = 256

/** A turn that more songs have is a common figure, and looks for none. */
export const mostSongsOfTurn = 64

/** Songs that share fewer turns of their sketches are not compared. */
export const fewestSharedTurns = 4

/**
 * Groups of two or more songs that are the same music: equal up to key, tempo, speed of notation, silence before and
 * small edits. Songs with equal fingerprints are always in one group; others are compared where their sketches share
 * turns, and are joined where `likeness` passes the thresholds. A group is what is joined through any chain of pairs.
 * Ids ascend in a group, groups by their first id, whatever the order of the input. About linear in the songs. Throws
 * RangeError, which names the song, for bytes that are no fingerprint.
 */
export function groupDuplicates(
  songs: readonly FingerprintedSong[],
  options: DuplicateOptions = {},
): string[][] {
  const equal = groupsOfEqual([...songs].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)))
  const distinct = equal.map(([first]) => read(first))
  const joined = new Forest(equal.length)
  for (const [a, b] of candidates(distinct)) {
    if (areDuplicates(compareSongs(distinct[a], distinct[b]), options)) joined.join(a, b)
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

function read({ id, fingerprint }: FingerprintedSong): ComparedSong {
  try {
    return toComparedSong(fingerprint)
  } catch (error) {
    throw new RangeError(`song ${id} has no fingerprint to compare`, { cause: error })
  }
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

/** The smallest different hashes of a song: of two songs alike, those of their sketches are alike too (A. Broder 1997). */
export function sketch({ turns: { hashes } }: ComparedSong): number[] {
  const smallest: number[] = []
  for (let i = 0; i < hashes.length && smallest.length < sketchSize; i++) {
    if (hashes[i] !== hashes[i - 1]) smallest.push(hashes[i])
  }
  return smallest
}

/** Pairs of songs, the smaller index first, whose sketches share turns that few songs have. */
function* candidates(songs: readonly ComparedSong[]): Generator<[number, number]> {
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
