import { areDuplicates, fewestSharedTurns, mostSongsOfTurn, sketch } from './duplicates.ts'
import { compareSongs, toComparedSong, type ComparedSong } from './likeness.ts'

/** Pieces that come one by one, each looked up among those before it. */
export interface NearCopies {
  /** The ids of what the piece of a fingerprint is a near-copy of, in the order in which they were added. */
  find(fingerprint: Uint8Array): string[]
  add(id: string, fingerprint: Uint8Array): void
}

const keyOf = (fingerprint: Uint8Array): string => Buffer.from(fingerprint).toString('latin1')

/**
 * An index of near-copies by the rules of `groupDuplicates`: equal fingerprints, or turns enough in common and a likeness
 * above its thresholds. An id may be added with several fingerprints. Throws RangeError for bytes that are no fingerprint.
 */
export function nearCopies(): NearCopies {
  const added: { id: string; piece: ComparedSong }[] = []
  const equal = new Map<string, number[]>()
  const withTurn = new Map<number, number[]>()
  const push = <K>(map: Map<K, number[]>, key: K, value: number): void => {
    const list = map.get(key)
    if (list) list.push(value)
    else map.set(key, [value])
  }
  const sharing = (piece: ComparedSong): number[] => {
    const shared = new Map<number, number>()
    for (const hash of sketch(piece)) {
      const others = withTurn.get(hash) ?? []
      if (others.length > mostSongsOfTurn) continue
      for (const other of others) shared.set(other, 1 + (shared.get(other) ?? 0))
    }
    return [...shared].filter(([, turns]) => turns >= fewestSharedTurns).map(([other]) => other)
  }
  return {
    find(fingerprint) {
      const piece = toComparedSong(fingerprint)
      const alike = sharing(piece).filter((other) => areDuplicates(compareSongs(piece, added[other].piece)))
      const found = new Set([...(equal.get(keyOf(fingerprint)) ?? []), ...alike])
      return [...new Set([...found].sort((a, b) => a - b).map((index) => added[index].id))]
    },
    add(id, fingerprint) {
      const piece = toComparedSong(fingerprint)
      const index = added.push({ id, piece }) - 1
      push(equal, keyOf(fingerprint), index)
      for (const hash of sketch(piece)) push(withTurn, hash, index)
    },
  }
}
