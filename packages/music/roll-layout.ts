/**
 * Where things stand in a picture of a piano roll: time to the right, pitch up, in units of the music. Pages and files
 * draw from the same layout. x is quarter notes or seconds from the left edge, y is semitones from the top edge.
 */
import { bars, type Bar } from './bars.ts'
import type { Score, ScoreNote } from './notes.ts'
import { clock } from './tempo.ts'

export interface RollView {
  /** first and last bar, counted from 1, both shown; all bars */
  from?: number
  to?: number
  /** quarter notes */
  time?: 'quarters' | 'seconds'
  /** Notes that belong to a passage found elsewhere, by their index in the score; none. */
  marked?: readonly number[]
  /** Lowest and highest row, to show several pieces alike; the notes' own with two rows around, an octave at least. */
  pitches?: { lowest: number; highest: number }
}

export interface RollRectangle {
  /** index in the score's notes */
  note: number
  x: number
  /** top edge; a note is 1 high */
  y: number
  width: number
  /** .55 for velocity 1 to 1 for 127 */
  opacity: number
  marked: boolean
}

export interface RollLayout {
  width: number
  height: number
  /** MIDI pitches of the bottom and the top row */
  lowest: number
  highest: number
  notes: RollRectangle[]
  /** Left edge of every bar; every fourth begins with a heavier line. */
  bars: { number: number; x: number; heavy: boolean }[]
  /** Lower edge of every C: C4 is middle C, pitch 60. */
  octaves: { label: string; y: number }[]
  /** From quarter notes from the beginning of the score to x, as for a playhead. */
  xOf: (quarters: number) => number
}

/**
 * The layout of the bars of a view. A note that reaches over an edge is cut there. Throws RangeError where the piece
 * does not have the bars.
 */
export function rollLayout(score: Score, view: RollView = {}): RollLayout {
  const shown = shownBars(score, view)
  const { start, end } = { start: shown[0].start, end: shown[shown.length - 1].end }
  const xOf = timeAxis(score, view, start)
  const width = xOf(end)
  const visible = [...score.notes.entries()].filter(([, note]) => note.start < end && note.end > start)
  const { lowest, highest } = view.pitches ?? pitchRange(visible.map(([, note]) => note))
  const marked = new Set(view.marked)
  return {
    ...{ width, height: highest - lowest + 1, lowest, highest, xOf },
    notes: visible
      .filter(([, { pitch }]) => pitch >= lowest && pitch <= highest)
      .map(([index, note]) => ({
        note: index,
        ...span(Math.max(0, xOf(note.start)), Math.min(width, xOf(note.end))),
        y: highest - note.pitch,
        opacity: 0.55 + (0.45 * (note.velocity - 1)) / 126,
        marked: marked.has(index),
      })),
    bars: shown.map((bar) => ({ number: bar.number, x: xOf(bar.start), heavy: bar.number % 4 === 1 })),
    octaves: octaves(lowest, highest),
  }
}

const span = (from: number, to: number) => ({ x: from, width: to - from })

interface NumberedBar extends Bar {
  number: number
}

function shownBars(score: Score, { from = 1, to }: RollView): NumberedBar[] {
  // A score without any length is a bar of silence.
  const all = bars({ ...score, length: Math.max(score.length, 1e-3) })
  const last = to ?? all.length
  if (!(
    Number.isInteger(from) &&
    Number.isInteger(last) &&
    from >= 1 &&
    last >= from &&
    last <= all.length
  )) {
    throw new RangeError(`bars ${from} to ${last} cannot be shown: the piece has bars 1 to ${all.length}`)
  }
  return all.map((bar, i) => ({ ...bar, number: i + 1 })).slice(from - 1, last)
}

function timeAxis({ tempos }: Score, { time = 'quarters' }: RollView, start: number): RollLayout['xOf'] {
  if (time === 'quarters') return (quarters) => quarters - start
  const seconds = clock(tempos)
  return (quarters) => seconds(quarters) - seconds(start)
}

const around = 2
const leastRows = 12

function pitchRange(notes: readonly ScoreNote[]): { lowest: number; highest: number } {
  if (notes.length === 0) return { lowest: 60, highest: 60 + leastRows - 1 }
  const low = notes.reduce((least, { pitch }) => Math.min(least, pitch), 127)
  const high = notes.reduce((most, { pitch }) => Math.max(most, pitch), 0)
  const more = Math.max(around, Math.ceil((leastRows - (high - low + 1)) / 2))
  return { lowest: Math.max(0, low - more), highest: Math.min(127, high + more) }
}

/** C-1 is pitch 0. */
function octaves(lowest: number, highest: number): RollLayout['octaves'] {
  const first = Math.ceil(lowest / 12)
  return Array.from({ length: Math.max(0, Math.floor(highest / 12) - first + 1) }, (_, i) => ({
    label: `C${first + i - 1}`,
    y: highest - 12 * (first + i) + 1,
  }))
}
