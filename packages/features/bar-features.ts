import type { Score } from '@earshot/music/notes'
import { barSpans } from './bar-spans.ts'
import { shares } from './numbers.ts'

/** How many notes begin in each of the first `count` bars. */
export const noteCountPerBar = (score: Score, count: number): number[] =>
  onsetsByBar(score, count).map((pitches) => pitches.length)

/** How many different pitches begin in each of the first `count` bars. */
export const pitchCountPerBar = (score: Score, count: number): number[] =>
  onsetsByBar(score, count).map((pitches) => new Set(pitches).size)

/** Pitches of the notes that begin in each of the first `count` bars. */
function onsetsByBar(score: Score, count: number): number[][] {
  const first = barSpans(score, count)
  const pitches = Array.from({ length: count }, () => [] as number[])
  let bar = 0
  for (const { start, pitch } of score.notes) {
    while (bar < first.length && first[bar].end <= start) bar++
    if (bar === first.length) break
    pitches[bar].push(pitch)
  }
  return pitches
}

/** Shares of the time that pitch classes sound within each bar, 12 numbers a bar, all 0 where nothing sounds. */
export function pitchClassHistogramPerBar(score: Score, count: number): number[] {
  const first = barSpans(score, count)
  const times = Array.from({ length: count }, () => new Array<number>(12).fill(0))
  let earliest = 0
  for (const { start, end, pitch } of score.notes) {
    while (earliest < first.length && first[earliest].end <= start) earliest++
    for (let bar = earliest; bar < first.length && first[bar].start < end; bar++) {
      times[bar][pitch % 12] += Math.min(end, first[bar].end) - Math.max(start, first[bar].start)
    }
  }
  return times.flatMap((time) => shares(time) ?? time)
}
