import type { Score } from './notes.ts'

export interface Bar {
  /** quarter notes from the beginning */
  start: number
  end: number
}

/** The bars that the score reaches, by its meters (4/4 before the first); a new meter begins a new bar. */
export function bars(score: Score): Bar[] {
  const meters = score.meters[0]?.at === 0 ? score.meters : [{ at: 0, beats: 4, unit: 4 }, ...score.meters]
  return meters.flatMap(({ at, beats, unit }, i) => {
    const until = Math.min(meters.at(i + 1)?.at ?? Infinity, score.length)
    const length = (beats * 4) / unit
    // Meters are seldom exact multiples of bars in files made by hand: a sliver of a bar is no bar.
    const count = Math.max(0, Math.ceil((until - at) / length - 1e-6))
    return Array.from({ length: count }, (_, bar) => ({
      start: at + bar * length,
      end: at + (bar + 1) * length,
    }))
  })
}
