import type { Score } from '@earshot/music/notes'
import { below, type Random } from '@earshot/random/random'
import { cutQuarters } from './cut.ts'
import { originality, type OriginalityOptions } from './originality.ts'
import type { PassageIndex } from './passage-index.ts'

export interface HumanSong {
  id: string
  score: Score
  /** the song itself and its duplicates: they do not count as its models */
  duplicates?: readonly string[]
}

export interface BaselineOptions extends Omit<OriginalityOptions, 'exclude'> {
  random: Random
  /** excerpts; 200 */
  count?: number
  /** length of an excerpt, quarter notes; 64 (32 s at 120) */
  quarters?: number
}

/** How original human music is by the same measure: what a model's score is held against. */
export interface Baseline {
  /** ascending, one an excerpt */
  scores: number[]
  /** different turns in the longest exactly shared passage, ascending, one an excerpt */
  longest: number[]
  /** of the scores; null without any */
  quantiles: { p5: number; p25: number; p50: number; p75: number; p95: number } | null
  /** excerpts that are too plain to be judged */
  notChecked: number
}

/**
 * The originality of excerpts of human songs, against the same songs as a model's. Each excerpt is of a random song
 * and begins at a random note, so that songs of one note and of a thousand count the same.
 */
export function humanBaseline(
  songs: readonly HumanSong[],
  index: PassageIndex,
  { random, count = 200, quarters = 64, ...options }: BaselineOptions,
): Baseline {
  const withNotes = songs.filter(({ score }) => score.notes.length > 0)
  const excerpts =
    withNotes.length > 0
      ? Array.from({ length: count }, () => withNotes[below(withNotes.length, random)])
      : []
  const results = excerpts.map(({ id, score, duplicates = [] }) => {
    const { start } = score.notes[below(score.notes.length, random)]
    const latest = Math.max(0, score.length - quarters)
    const from = Math.floor(Math.min(start, latest))
    return originality(cutQuarters(score, from, from + quarters), index, {
      ...options,
      exclude: new Set([id, ...duplicates]),
    })
  })
  const checked = results.filter((result) => result.checked)
  const scores = checked.map(({ score }) => score).sort((a, b) => a - b)
  const longest = checked.map((result) => result.longest?.different ?? 0).sort((a, b) => a - b)
  return { scores, longest, quantiles: quantilesOf(scores), notChecked: results.length - checked.length }
}

function quantilesOf(ascending: readonly number[]): Baseline['quantiles'] {
  if (ascending.length === 0) return null
  return {
    p5: quantile(ascending, 0.05),
    p25: quantile(ascending, 0.25),
    p50: quantile(ascending, 0.5),
    p75: quantile(ascending, 0.75),
    p95: quantile(ascending, 0.95),
  }
}

/** By linear interpolation, as R's type 7 (Hyndman and Fan 1996). */
function quantile(ascending: readonly number[], share: number): number {
  const at = share * (ascending.length - 1)
  const low = Math.floor(at)
  const high = Math.min(low + 1, ascending.length - 1)
  return ascending[low] + (at - low) * (ascending[high] - ascending[low])
}
