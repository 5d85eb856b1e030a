import { createHash } from 'node:crypto'

/** Parts of a data set, such as training and held-out songs. Shares are above 0 and sum to 1. */
export interface Split {
  name: string
  seed: number
  parts: readonly { name: string; share: number }[]
}

/** Where a key lies in 0 .. 1, evenly spread by SHA-256: the same for a seed and a key whatever else there is. */
export function placeOf(seed: number, key: string): number {
  const hash = createHash('sha256').update(`${seed}\u0000${key}`).digest()
  return hash.readUIntBE(0, 6) / 2 ** 48
}

/**
 * The name of the part to which a group of duplicates belongs, by seed and group alone: songs of one group are never
 * divided, and songs added later move none. Shares are of groups, and met on average. Throws RangeError for shares
 * that do not sum to 1, or parts of one name.
 */
export function splitOf(group: string, split: Split): string {
  checkSplit(split)
  const place = placeOf(split.seed, group)
  let upTo = 0
  const part = split.parts.find(({ share }) => place < (upTo += share))
  // Shares such as three thirds may end a hair below 1.
  return (part ?? split.parts[split.parts.length - 1]).name
}

function checkSplit({ name, parts }: Split): void {
  const sum = parts.reduce((total, { share }) => total + share, 0)
  if (!parts.every(({ share }) => share > 0) || !(Math.abs(sum - 1) < 1e-9)) {
    throw new RangeError(`the shares of split ${name} sum to ${sum}: they must be above 0 and sum to 1`)
  }
  if (new Set(parts.map((part) => part.name)).size < parts.length) {
    throw new RangeError(`two parts of split ${name} have one name`)
  }
}

/** The songs of every part, by the name of the part, in the order given. Throws RangeError as `splitOf` does. */
export function divide<T extends { group: string }>(songs: readonly T[], split: Split): Map<string, T[]> {
  checkSplit(split)
  const parts = new Map(split.parts.map(({ name }) => [name, [] as T[]]))
  for (const song of songs) parts.get(splitOf(song.group, split))?.push(song)
  return parts
}
