import { nearestLine } from '@earshot/music/grid'
import type { Score } from '@earshot/music/notes'

/** LPD-5's grid, on which features that count time steps are measured. */
export const stepsPerQuarter = 24

/** Notes on the grid, in the score's order: `start` and `end` in time steps, `end` after `start`. */
export interface StepNotes {
  start: Int32Array
  end: Int32Array
  pitch: Uint8Array
  /** the last end; 0 without notes */
  length: number
}

/** The notes with their times at the nearest of 24 steps a quarter note; each lasts one step at least. */
export function toSteps({ notes }: Score): StepNotes {
  const start = Int32Array.from(notes, (note) => nearestLine(note.start, stepsPerQuarter))
  const end = Int32Array.from(notes, (note, i) =>
    Math.max(start[i] + 1, nearestLine(note.end, stepsPerQuarter)),
  )
  const pitch = Uint8Array.from(notes, (note) => note.pitch)
  return { start, end, pitch, length: end.reduce((a, b) => Math.max(a, b), 0) }
}
