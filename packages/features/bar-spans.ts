import { bars, type Bar } from '@earshot/music/bars'
import type { Score } from '@earshot/music/notes'

/**
 * Bars are compared among so many at the beginning of a score, that no score takes long: twenty times as many as the
 * longest of 600 songs of LPD-5 has.
 */
export const mostBars = 4096

/** The first `most` (4,096) bars of a score; a bar that a new meter cuts short ends there. */
export function barSpans(score: Score, most = mostBars): Bar[] {
  const all = bars(score).slice(0, most + 1)
  const spans = all.map(({ start, end }, i) => ({ start, end: Math.min(end, all.at(i + 1)?.start ?? end) }))
  return spans.slice(0, most)
}
