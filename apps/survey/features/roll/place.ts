/** Where in a song the playhead stands, in words. */
import { bars } from '@earshot/music/bars'
import type { Score } from '@earshot/music/notes'

/** A bar in quarter notes, and how many beats it is counted in. */
export interface CountedBar {
  start: number
  end: number
  beats: number
}

/** The bars of a score, of which there is one at least. */
export function countedBars(score: Score): CountedBar[] {
  const first = { at: 0, beats: 4, unit: 4 }
  return bars({ ...score, length: Math.max(score.length, 1e-3) }).map(({ start, end }) => {
    const { beats } = score.meters.findLast(({ at }) => at <= start) ?? first
    return { start, end, beats }
  })
}

export interface Place {
  /** Counted from 1. */
  bar: number
  beat: number
}

/** The bar and beat at a place (quarter notes); before the beginning the first, after the end the last. */
export function placeOf(all: readonly CountedBar[], quarters: number): Place {
  const index = Math.max(
    0,
    all.findLastIndex(({ start }) => start <= quarters + 1e-6),
  )
  const { start, end, beats } = all[index]
  const beat = Math.floor(((quarters + 1e-6 - start) / (end - start)) * beats) + 1
  return { bar: index + 1, beat: Math.min(beats, Math.max(1, beat)) }
}

/** Where an arrow key leads from a place: by whole bars, to their beginning. */
export function barsOn(all: readonly CountedBar[], quarters: number, by: number): number {
  const { bar } = placeOf(all, quarters)
  const { start } = all[bar - 1]
  // Back leads first to the beginning of the bar that one is in.
  const from = by < 0 && quarters > start + 1e-6 ? bar : bar - 1
  return all[Math.min(all.length - 1, Math.max(0, from + by))].start
}

/** The same by one beat; before the first beat of a bar is the last one of the bar before. */
export function beatsOn(all: readonly CountedBar[], quarters: number, by: 1 | -1): number {
  const { bar, beat } = placeOf(all, quarters)
  const { start } = all[bar - 1]
  const to =
    beat + by < 1
      ? start - beatLength(all[Math.max(0, bar - 2)])
      : start + (beat - 1 + by) * beatLength(all[bar - 1])
  return Math.min(Math.max(0, to), all[all.length - 1].end)
}

const beatLength = ({ start, end, beats }: CountedBar): number => (end - start) / beats

/** "1:05"; with hours where there are any. */
export function minutes(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds + 1e-6))
  const two = (value: number) => String(value).padStart(2, '0')
  const [hours, left] = [Math.floor(whole / 3600), whole % 3600]
  const [minute, second] = [Math.floor(left / 60), two(left % 60)]
  return hours > 0 ? `${hours}:${two(minute)}:${second}` : `${minute}:${second}`
}

/** For a screen reader: "Bar 12 of 96, beat 3, 0:24 of 2:10". */
export const placeInWords = (
  { bar, beat }: Place,
  { bars: all, time, duration }: { bars: number; time: number; duration: number },
): string => `Bar ${bar} of ${all}, beat ${beat}, ${minutes(time)} of ${minutes(duration)}`
