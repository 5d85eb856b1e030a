/** A stream of numbers, uniform in [0, 1). Chance is always an argument, so that a seed repeats a result. */
export type Random = () => number

/** mulberry32 (T. Ettinger, public domain): a 32-bit seed gives the same stream on every machine. */
export function seeded(seed: number): Random {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** A 32-bit seed from a seed and any labels (FNV-1a), so that parts of one study draw from independent streams. */
export function deriveSeed(seed: number, ...labels: (string | number)[]): number {
  let hash = 0x811c9dc5
  for (const character of [seed, ...labels].join('\u0000')) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  }
  return hash >>> 0
}

/** An integer in 0 .. count-1. */
export const below = (count: number, random: Random): number => Math.floor(random() * count)

/** A new array in random order (Fisher-Yates). */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const result = [...items]
  for (let i = result.length - 1; i > 0; i--) {
    const j = below(i + 1, random)
    const swap = result[i]
    result[i] = result[j]
    result[j] = swap
  }
  return result
}

/** `count` different items, in random order. Throws RangeError when there are fewer. */
export function sample<T>(items: readonly T[], count: number, random: Random): T[] {
  if (count > items.length) throw new RangeError(`cannot draw ${count} of ${items.length}`)
  return shuffled(items, random).slice(0, count)
}

/** A standard normal number (Box and Muller 1958). */
export function normal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()))
  return radius * Math.cos(2 * Math.PI * random())
}
