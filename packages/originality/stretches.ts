import type { Alignment } from './alignment.ts'
import type { Cells } from './cells.ts'
import { Counts } from './counts.ts'

/** Cells `from` to before `to` of a piece; the more `worth`, the more like a song. */
export interface Stretch {
  from: number
  to: number
  worth: number
}

/** Cells `from` to before `to`: those struck from sixteenth `start` to before `end`. */
export interface Window {
  from: number
  to: number
  start: number
  end: number
}

/**
 * `length` sixteenths, or as long as to have `fewest` different turns: one from every onset on, and one up to the end,
 * unless it would go over the end. A piece shorter than that is one window; with fewer turns it has none.
 */
export function windowsOf({ times }: Cells, turns: Uint32Array, length: number, fewest: number): Window[] {
  const last = times[times.length - 1] + 1
  const onsets = times.filter((time, i) => time !== times[i - 1] && time + length <= last)
  const windows: Window[] = []
  const counts = new Counts()
  let [from, to] = [0, 0]
  for (const start of [...onsets, Math.max(0, last - length)]) {
    while (times[from] < start) counts.remove(turns[from++])
    while (to < times.length && (times[to] < start + length || counts.different < fewest))
      counts.add(turns[to++])
    if (counts.different < fewest) break
    windows.push({ from, to, start, end: Math.max(start + length, times[to - 1] + 1) })
  }
  return windows
}

/** The window with the greatest Jaccard index: cells that both have, as a share of those that either has. */
export function closestWindow(
  partners: Int32Array,
  windows: readonly Window[],
  song: Cells,
  { shift }: Alignment,
): Stretch {
  const shared = runningCount(partners)
  let best: Stretch = { from: 0, to: 0, worth: 0 }
  let [first, after] = [0, 0]
  for (const { from, to, start, end } of windows) {
    while (song.times[first] < start + shift) first++
    while (song.times[after] < end + shift) after++
    const both = shared[to] - shared[from]
    const worth = both / (to - from + (after - first) - both)
    if (worth > best.worth) best = { from, to, worth }
  }
  return best
}

/** How many of the cells before each have a partner. */
function runningCount(partners: Int32Array): Uint32Array {
  const counts = new Uint32Array(partners.length + 1)
  for (let i = 0; i < partners.length; i++) counts[i + 1] = counts[i] + (partners[i] >= 0 ? 1 : 0)
  return counts
}

/**
 * Successive cells whose partners are successive cells of the song, so that neither has a note that the other has not:
 * of such runs the one with most different turns, as a repeated chord can be long by chance.
 */
export function longestRun(partners: Int32Array, turns: Uint32Array): Stretch {
  let best: Stretch = { from: 0, to: 0, worth: 0 }
  let from = 0
  for (let to = 1; to <= partners.length; to++) {
    if (partners[to - 1] >= 0 && partners[to] === partners[to - 1] + 1) continue
    const worth = partners[to - 1] < 0 || to - from <= best.worth ? 0 : differentTurns(turns, from, to)
    if (worth > best.worth) best = { from, to, worth }
    from = to
  }
  return best
}

/** Turns of four notes that lie in a stretch, each counted once. */
export const differentTurns = (turns: Uint32Array, from: number, to: number): number =>
  new Set(turns.subarray(from, Math.max(from, to - 3))).size
