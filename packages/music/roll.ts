/**
 * The autoencoder's input: windows of 16 bars of 4/4 as zeros and ones.
 *
 * What a roll cannot hold: velocity, tempo, pedal and meter; pitches outside 16..111 (left out); times finer than a
 * sixth of a quarter note; two notes of one pitch that touch (they become one long note, so a repeated note is
 * heard once unless a cell is free between); and where a note goes over the window's edge, that it does.
 */
import { nearestLine } from './grid.ts'
import { sortNotes, type Score, type ScoreNote } from './notes.ts'
import { defaultTempo } from './tempo.ts'

/** `cells` a bar, `lowest` is the MIDI pitch of the first of `pitches`. */
export const rollShape = { bars: 16, cells: 24, pitches: 96, lowest: 16 } as const

/** 16 x 24 x 96 zeros and ones, at index `(bar * 24 + cell) * 96 + pitch - 16`. */
export type BarRoll = Uint8Array

const quartersPerBar = 4
const cellsPerQuarter = rollShape.cells / quartersPerBar
const cellsPerRoll = rollShape.bars * rollShape.cells
const rollLength = cellsPerRoll * rollShape.pitches

export interface RollOptions {
  /** The first window starts here; 0. */
  startBar?: number
  /** On while the note sounds, or in the cell of its onset only; held. */
  cells?: 'held' | 'onset'
}

/**
 * Windows of 16 bars one after another. Onset and end go to the nearest cell, and a note lasts at least one. A last
 * incomplete window is dropped, unless the whole song is shorter than a window: then it is padded with silence. All
 * music is cut into bars of four quarter notes, whatever its meter.
 */
export function toBarRolls(score: Score, { startBar = 0, cells = 'held' }: RollOptions = {}): BarRoll[] {
  if (!Number.isInteger(startBar) || startBar < 0) throw new RangeError(`startBar ${startBar} is no bar`)
  const bars = Math.ceil(nearestLine(score.length, cellsPerQuarter) / rollShape.cells)
  const rolls = Array.from({ length: windowCount(bars, startBar) }, () => new Uint8Array(rollLength))
  for (const note of score.notes) draw(rolls, note, startBar * rollShape.cells, cells)
  return rolls
}

function windowCount(bars: number, startBar: number): number {
  if (bars < rollShape.bars) return bars > startBar ? 1 : 0
  return Math.max(0, Math.floor((bars - startBar) / rollShape.bars))
}

function draw(rolls: BarRoll[], note: ScoreNote, offset: number, cells: 'held' | 'onset') {
  const row = note.pitch - rollShape.lowest
  if (row < 0 || row >= rollShape.pitches) return
  const onset = nearestLine(note.start, cellsPerQuarter) - offset
  const end = cells === 'onset' ? 0 : nearestLine(note.end, cellsPerQuarter) - offset
  const last = Math.min(Math.max(onset + 1, end), rolls.length * cellsPerRoll)
  for (let cell = Math.max(0, onset); cell < last; cell++) {
    rolls[Math.floor(cell / cellsPerRoll)][(cell % cellsPerRoll) * rollShape.pitches + row] = 1
  }
}

/**
 * Every run of cells of one pitch as a note: 64 quarter notes of music at `tempo` (120) with one `velocity` (80).
 * Any cell but 0 is on. Throws RangeError for another length than 36,864.
 */
export function fromBarRoll(
  roll: BarRoll,
  { tempo = defaultTempo, velocity = 80 }: { tempo?: number; velocity?: number } = {},
): Score {
  if (roll.length !== rollLength) throw new RangeError(`a roll has ${rollLength} cells, not ${roll.length}`)
  const notes: ScoreNote[] = []
  for (let row = 0; row < rollShape.pitches; row++) {
    for (const [from, to] of runs(roll, row)) {
      const times = { start: from / cellsPerQuarter, end: to / cellsPerQuarter }
      notes.push({ ...times, pitch: row + rollShape.lowest, velocity })
    }
  }
  return {
    notes: sortNotes(notes),
    tempos: [{ at: 0, bpm: tempo }],
    meters: [{ at: 0, beats: 4, unit: 4 }],
    pedal: [],
    length: rollShape.bars * quartersPerBar,
  }
}

/** First cell and the one after the last, of every run in one row. */
function runs(roll: BarRoll, row: number): [number, number][] {
  const found: [number, number][] = []
  let from = -1
  for (let cell = 0; cell <= cellsPerRoll; cell++) {
    const on = cell < cellsPerRoll && roll[cell * rollShape.pitches + row] !== 0
    if (on && from < 0) from = cell
    if (!on && from >= 0) {
      found.push([from, cell])
      from = -1
    }
  }
  return found
}
