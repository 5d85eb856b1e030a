import { nearestLine } from '@earshot/music/grid'
import type { Score } from '@earshot/music/notes'

/**
 * What of music is compared: which pitch is struck in which sixteenth. Durations, velocities and tempos do not count.
 * Ascending by time, then pitch; no cell twice.
 */
export interface Cells {
  /** sixteenths from `origin` */
  times: Int32Array
  /** MIDI numbers */
  pitches: Uint8Array
  /** index into the score's notes of the (first) note that is struck here */
  notes: Uint32Array
  /** where sixteenth 0 stands in the score, in quarter notes */
  origin: number
}

export const cellsPerQuarter = 4

/** Fine enough for LPD-5 (24 a quarter note) and MIDI files; whole numbers, so that no sum depends on where music starts. */
export const ticksPerQuarter = 480
const ticksPerCell = ticksPerQuarter / cellsPerQuarter

/** A grid's phase is taken from the notes where they agree on it by so much (length of their mean direction, 0..1). */
const agreement = 0.5

/**
 * The score's onsets in sixteenths. The grid is laid where the onsets lie closest to it (the circular mean of their
 * phases), so that music moved in time by any amount, or struck a little early throughout, has the same cells. Where
 * the onsets agree on no phase, as triplets do, sixteenth 0 is `from`: the score's beginning, or its first note.
 */
export function toCells(score: Score, from: 'beginning' | 'first note' = 'beginning'): Cells {
  const first = score.notes[0]?.start ?? 0
  const reference = from === 'beginning' ? 0 : first
  const ticks = Int32Array.from(score.notes, ({ start }) => nearestLine(start - reference, ticksPerQuarter))
  const phase = gridPhase(ticks)
  const order = score.notes.map((note, i) => ({
    time: Math.floor((ticks[i] - phase) / ticksPerCell + 0.5),
    pitch: note.pitch,
    note: i,
  }))
  order.sort((a, b) => a.time - b.time || a.pitch - b.pitch || a.note - b.note)
  const cells = order.filter(
    ({ time, pitch }, i) => i === 0 || time !== order[i - 1].time || pitch !== order[i - 1].pitch,
  )
  const start = cells[0]?.time ?? 0
  return {
    times: Int32Array.from(cells, ({ time }) => time - start),
    pitches: Uint8Array.from(cells, ({ pitch }) => pitch),
    notes: Uint32Array.from(cells, ({ note }) => note),
    origin: reference + phase / ticksPerQuarter + start / cellsPerQuarter,
  }
}

/** In ticks, -ticksPerCell/2 .. ticksPerCell/2: the mean direction of the onsets on a circle of one sixteenth. */
function gridPhase(ticks: Int32Array): number {
  const counts = new Uint32Array(ticksPerCell)
  for (const tick of ticks) counts[((tick % ticksPerCell) + ticksPerCell) % ticksPerCell]++
  let x = 0
  let y = 0
  counts.forEach((count, tick) => {
    x += count * Math.cos((2 * Math.PI * tick) / ticksPerCell)
    y += count * Math.sin((2 * Math.PI * tick) / ticksPerCell)
  })
  if (Math.hypot(x, y) < agreement * ticks.length) return 0
  return Math.round((Math.atan2(y, x) / (2 * Math.PI)) * ticksPerCell)
}
