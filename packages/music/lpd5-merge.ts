import type { Run } from './lpd5-roll.ts'

/** In the order of `sortNotes`, of runs by pitch. A counting sort: songs have few time steps for their notes. */
export function byStart(runs: readonly Run[], steps: number): Run[] {
  const places = new Int32Array(steps + 1)
  for (const { start } of runs) places[start + 1]++
  for (let step = 1; step <= steps; step++) places[step] += places[step - 1]
  const sorted = new Array<Run>(runs.length)
  for (const run of runs) sorted[places[run.start]++] = run
  return sorted
}

/**
 * Several tracks as one piano can play them: keys struck together are one note, the longest and loudest; a key struck
 * again while it is down ends the note before, and stays down as long as the longer of the two. By pitch, then start.
 */
export function mergeTracks(tracks: readonly Run[][]): Run[] {
  const merged: Run[] = []
  for (const run of tracks.flat().sort((a, b) => a.pitch - b.pitch || a.start - b.start)) {
    const last = merged.at(-1)
    const overlaps = last?.pitch === run.pitch && last.end > run.start
    if (!last || !overlaps) merged.push({ ...run })
    else if (last.start === run.start) {
      last.end = Math.max(last.end, run.end)
      last.velocity = louder(last.velocity, run.velocity)
    } else {
      merged.push({ ...run, end: Math.max(last.end, run.end) })
      last.end = run.start
    }
  }
  return merged
}

/** A track of on and off has no velocity of its own. */
const louder = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.max(a, b)
