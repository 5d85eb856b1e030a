/**
 * Music in two clocks. A Score counts quarter notes, as rolls, tokens and MIDI files do; a Performance counts
 * seconds, as the piano does. `perform` goes from the first to the second by the tempo map.
 */
import { clock, type Tempo } from './tempo.ts'

export type { Tempo } from './tempo.ts'

/** `start` and `end` in quarter notes from the beginning; `pitch` is a MIDI note number 0..127; `velocity` 1..127. */
export interface ScoreNote {
  start: number
  end: number
  pitch: number
  velocity: number
}

/** From `at` (quarter notes) on, `beats` beats of a 1/`unit` note a bar. */
export interface Meter {
  at: number
  beats: number
  unit: number
}

/** The sustain pedal: MIDI controller 64, 0..127, at `at` (quarter notes). */
export interface Pedal {
  at: number
  value: number
}

/** One piano part. Notes are sorted by start, then pitch; `length` is in quarter notes and covers every note. */
export interface Score {
  notes: ScoreNote[]
  tempos: Tempo[]
  meters: Meter[]
  pedal: Pedal[]
  length: number
}

/** Like ScoreNote and Pedal, in seconds. */
export interface PerformedNote {
  start: number
  end: number
  pitch: number
  velocity: number
}
export interface PerformedPedal {
  at: number
  value: number
}
export interface Performance {
  notes: PerformedNote[]
  pedal: PerformedPedal[]
  /** seconds */
  duration: number
}

/** The score as played: quarter notes become seconds by the tempo map; pitch, velocity and pedal stay. */
export function perform(score: Score): Performance {
  const seconds = clock(score.tempos)
  return {
    notes: score.notes.map((note) => ({ ...note, start: seconds(note.start), end: seconds(note.end) })),
    pedal: score.pedal.map(({ at, value }) => ({ at: seconds(at), value })),
    duration: seconds(score.length),
  }
}

/** Seconds from the beginning to the end of the score. */
export const durationInSeconds = (score: Score): number => clock(score.tempos)(score.length)

/** Ascending by start, then pitch, then end, then velocity: one order for every reader, writer and hash. A new array. */
export function sortNotes<T extends ScoreNote>(notes: readonly T[]): T[] {
  return [...notes].sort(
    (a, b) => a.start - b.start || a.pitch - b.pitch || a.end - b.end || a.velocity - b.velocity,
  )
}

/**
 * The score `semitones` higher (lower when negative). Throws RangeError when a note would leave 0..127: dropping it
 * would be a silent loss, and moving it by octaves would change the chord.
 */
export function transpose(score: Score, semitones: number): Score {
  if (!Number.isInteger(semitones)) throw new RangeError(`cannot transpose by ${semitones} semitones`)
  const notes = score.notes.map((note) => {
    const pitch = note.pitch + semitones
    if (pitch < 0 || pitch > 127) {
      throw new RangeError(`pitch ${note.pitch} moved by ${semitones} semitones leaves the range 0..127`)
    }
    return { ...note, pitch }
  })
  return { ...score, notes }
}

/**
 * The score from its first note on, which then starts at 0; what was in force there (tempo, meter, pedal) still is.
 * Bars are counted from the first note, so after an upbeat they are no longer those of the print.
 */
export function withoutLeadingSilence(score: Score): Score {
  const first = score.notes[0]?.start ?? 0
  return {
    notes: score.notes.map((note) => ({ ...note, start: note.start - first, end: note.end - first })),
    tempos: changesFrom(score.tempos, first),
    meters: changesFrom(score.meters, first),
    pedal: changesFrom(score.pedal, first),
    length: score.length - first,
  }
}

/** Changes after `start`, moved to begin there, after the last one at or before it, which now stands at 0. */
function changesFrom<T extends { at: number }>(changes: readonly T[], start: number): T[] {
  const inForce = changes.filter((change) => change.at <= start).slice(-1)
  const later = changes.filter((change) => change.at > start)
  return [...inForce, ...later].map((change) => ({ ...change, at: Math.max(0, change.at - start) }))
}
