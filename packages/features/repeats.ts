import { nearestLine } from '@earshot/music/grid'
import type { Score } from '@earshot/music/notes'
import { barSpans } from './bar-spans.ts'

/** Repeats are exact to the sixteenth: onsets go to the nearest, and lengths do not count. */
const linesPerQuarter = 4

/** A run of bars that comes again is looked for among so many: it takes time by the square of their number. */
const mostBars = 1000

/** A snippet is at most so long (quarter notes): the LSTM's window of 64 tokens. */
const longestSnippet = 64

/** Twice is a repeat, three times in a row a loop. */
const fewestTimes = 3

/** 0 for a stretch in which no note begins, else a number that stretches with the same onsets share. */
export type ContentIds = Int32Array

/** Identities of the quarter notes from the one of the first onset to the one of the last. */
export function quarterIds(score: Score): ContentIds {
  const onsets = onsetCodes(score)
  if (onsets.length === 0) return new Int32Array()
  const first = Math.floor(lineOf(onsets[0]) / linesPerQuarter)
  const last = Math.floor(lineOf(onsets[onsets.length - 1]) / linesPerQuarter)
  const lines = Array.from({ length: last - first + 2 }, (_, i) => (first + i) * linesPerQuarter)
  return contentIds(onsets, lines)
}

/** Identities of a score's bars, at most 4,096. */
export function barIds(score: Score): ContentIds {
  const spans = barSpans(score)
  const lines = [...spans.map(({ start }) => start), ...spans.slice(-1).map(({ end }) => end)]
  return contentIds(
    onsetCodes(score),
    lines.map((quarters) => nearestLine(quarters, linesPerQuarter)),
  )
}

/** Onsets as line x 128 + pitch, ascending, each once. */
function onsetCodes({ notes }: Score): Int32Array {
  const codes = Int32Array.from(notes, (note) => nearestLine(note.start, linesPerQuarter) * 128 + note.pitch)
  return codes.sort().filter((code, i) => code !== codes[i - 1])
}

const lineOf = (code: number): number => Math.floor(code / 128)

/** Identities of the stretches between each line and the next. */
function contentIds(onsets: Int32Array, lines: readonly number[]): ContentIds {
  const known = new Map([['', 0]])
  let next = 0
  return Int32Array.from(lines.slice(1), (until, i) => {
    let content = ''
    for (; next < onsets.length && lineOf(onsets[next]) < until; next++) {
      content += String.fromCharCode(lineOf(onsets[next]) - lines[i], onsets[next] % 128)
    }
    const id = known.get(content) ?? known.size
    known.set(content, id)
    return id
  })
}

/** Share of the bars with onsets whose onsets an earlier bar has had; null where no bar has any. */
export function repetitionRate(ids: ContentIds): number | null {
  const sounding = ids.filter((id) => id > 0)
  return sounding.length > 0 ? 1 - new Set(sounding).size / sounding.length : null
}

/**
 * Bars of the longest run that comes again later without overlap, bars without onsets not counted; among the first
 * 1,000 bars.
 */
export function longestRepeat(ids: ContentIds): number {
  const all = ids.subarray(0, mostBars)
  let longest = 0
  for (let lag = 1; lag < all.length; lag++) {
    let run = 0
    for (let bar = lag; bar < all.length && run < lag; bar++) {
      run = all[bar] > 0 && all[bar] === all[bar - lag] ? run + 1 : 0
      if (run > longest) longest = run
    }
  }
  return longest
}

/** A stretch of music that is one snippet again and again. */
export interface Loop {
  /** length of the snippet in quarter notes */
  period: number
  /** how often it is heard, the last time perhaps in part */
  times: number
  /** share of the music's quarter notes with onsets that lie in the stretch */
  share: number
}

/** The longest loop, and the longest of those that last until the end; of equal ones the shorter snippet. */
export function loops(ids: ContentIds): { longest: Loop | null; last: Loop | null } {
  const sounding = new Int32Array(ids.length + 1)
  ids.forEach((id, i) => (sounding[i + 1] = sounding[i] + (id > 0 ? 1 : 0)))
  let longest: Loop | null = null
  let last: Loop | null = null
  for (let period = 1; period <= longestSnippet && period < ids.length; period++) {
    for (const { from, to } of stretches(ids, period)) {
      const share = (sounding[to] - sounding[from]) / sounding[ids.length]
      const loop = { period, times: (to - from) / period, share }
      if (share > (longest?.share ?? 0)) longest = loop
      // The last quarter note is often a last chord, or cut.
      if (to >= ids.length - 1 && share > (last?.share ?? 0)) last = loop
    }
  }
  return { longest, last }
}

/** Stretches, at least three periods long, in which every quarter note is as the one a period before. */
function* stretches(ids: ContentIds, period: number): Generator<{ from: number; to: number }> {
  let from = 0
  for (let i = period; i <= ids.length; i++) {
    if (i < ids.length && ids[i] === ids[i - period]) continue
    if (i - from >= fewestTimes * period) yield { from, to: i }
    from = i - period + 1
  }
}
