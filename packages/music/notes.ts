/**
 * Music in two clocks. A Score counts quarter notes, as rolls, tokens and MIDI files do; a Performance counts
 * seconds, as the piano does. `perform` goes from the first to the second by the tempo map.
 */

/** `start` and `end` in quarter notes from the beginning; `pitch` is a MIDI note number 0..127; `velocity` 1..127. */
export interface ScoreNote {
  start: number
  end: number
  pitch: number
  velocity: number
}

/** From `at` (quarter notes) on, `bpm` quarter notes a minute. */
export interface Tempo {
  at: number
  bpm: number
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
