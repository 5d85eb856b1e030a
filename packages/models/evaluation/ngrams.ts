import { tiledWindows, type TokenSong } from '../training/token-windows.ts'

/** Mean cross-entropy (natural logarithm) of two predictors that any network must beat; null where no target is known. */
export interface NgramLosses {
  /** By the share of each token in the training songs. */
  unigram: number | null
  /** By the share of each token after the one before it, smoothed as Witten and Bell (1991) do. */
  bigram: number | null
}

/** How often each token, and each pair of successive tokens, occurs in songs. */
interface Counts {
  total: number
  tokens: Map<number, number>
  /** By the first token: how often each second one follows. */
  followers: Map<number, Map<number, number>>
  /** By the first token: how often anything follows. */
  contexts: Map<number, number>
}

const increase = (counts: Map<number, number>, key: number): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

function countNgrams(songs: readonly TokenSong[]): Counts {
  const counts: Counts = { total: 0, tokens: new Map(), followers: new Map(), contexts: new Map() }
  for (const { tokens } of songs) {
    tokens.forEach((token, i) => {
      counts.total++
      increase(counts.tokens, token)
      if (i === 0) return
      const before = tokens[i - 1]
      const after = counts.followers.get(before) ?? new Map<number, number>()
      counts.followers.set(before, after)
      increase(after, token)
      increase(counts.contexts, before)
    })
  }
  return counts
}

/**
 * The losses on songs of tables counted in the training songs, at the very targets at which `predictionLoss` asks a network:
 * those of windows end to end, of which only known ones count.
 */
export function ngramLosses(
  training: readonly TokenSong[],
  songs: readonly TokenSong[],
  window: number,
): NgramLosses {
  const { total, tokens, followers, contexts } = countNgrams(training)
  const sums = { targets: 0, unigram: 0, bigram: 0 }
  for (const { song, start } of tiledWindows(songs, window, () => 0)) {
    for (let i = start + 1; i <= start + window; i++) {
      if (!song.known[i]) continue
      const [before, token] = [song.tokens[i - 1], song.tokens[i]]
      const alone = (tokens.get(token) ?? 0) / total
      const after = followers.get(before)
      const kinds = after?.size ?? 0
      const seen = contexts.get(before) ?? 0
      // Where nothing is known to follow, the pair says nothing.
      const paired = after ? ((after.get(token) ?? 0) + kinds * alone) / (seen + kinds) : alone
      sums.targets++
      sums.unigram -= Math.log(alone)
      sums.bigram -= Math.log(paired)
    }
  }
  if (sums.targets === 0) return { unigram: null, bigram: null }
  return { unigram: sums.unigram / sums.targets, bigram: sums.bigram / sums.targets }
}
