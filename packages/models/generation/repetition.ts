/** How a song of tokens repeats itself; shares are of its tokens. */
export interface Repetition {
  tokens: number
  distinct: number
  /** Bits a token, of how often each occurs. */
  entropy: number
  /** The longest run of one token. */
  run: { tokens: number; share: number }
  /** The longest stretch in which a snippet is heard again and again, at least twice; null without one. */
  cycle: Cycle | null
}

export interface Cycle {
  /** Tokens of the snippet. */
  period: number
  /** How often it is heard, the last time perhaps in part. */
  times: number
  share: number
  /** Whether the song ends in it: it would go on for ever. */
  ending: boolean
}

/** Longer snippets are not looked for: the time grows with them. */
const LONGEST_SNIPPET = 1024

/** Measures a song of tokens, or of anything that can be told apart by ===. */
export function repetitionOf<T>(song: ArrayLike<T>): Repetition {
  const tokens = song.length
  const counts = new Map<T, number>()
  for (let i = 0; i < tokens; i++) counts.set(song[i], (counts.get(song[i]) ?? 0) + 1)
  const run = tokens > 0 ? longestStretch(song, 1).length : 0
  return {
    tokens,
    distinct: counts.size,
    entropy: entropyOf([...counts.values()], tokens),
    run: { tokens: run, share: tokens > 0 ? run / tokens : 0 },
    cycle: longestCycle(song),
  }
}

function entropyOf(counts: readonly number[], total: number): number {
  const bits = counts.reduce((sum, count) => sum - (count / total) * Math.log2(count / total), 0)
  return Math.max(0, bits)
}

/** The longest stretch in which every token is as the one a period before; of equals the last. */
function longestStretch(song: ArrayLike<unknown>, period: number): { length: number; end: number } {
  let longest = { length: 0, end: 0 }
  let from = 0
  for (let i = period; i <= song.length; i++) {
    if (i < song.length && song[i] === song[i - period]) continue
    if (i - from >= longest.length) longest = { length: i - from, end: i }
    from = i - period + 1
  }
  return longest
}

/** Of equally long ones the shortest snippet. */
function longestCycle(song: ArrayLike<unknown>): Cycle | null {
  let [best, period] = [{ length: 0, end: 0 }, 0]
  for (let tried = 1; tried <= Math.min(LONGEST_SNIPPET, song.length / 2); tried++) {
    const stretch = longestStretch(song, tried)
    if (stretch.length >= 2 * tried && stretch.length > best.length) [best, period] = [stretch, tried]
  }
  if (period === 0) return null
  const { length, end } = best
  return { period, times: length / period, share: length / song.length, ending: end === song.length }
}
