import type { PerformedNote, PerformedPedal } from '@earshot/music/notes'
import { dampings, type Damping } from './dampers.ts'
import { layerOf, recordedPitchOf, recordingGain } from './dynamics.ts'
import { sampleRate } from './stereo.ts'

/** One note as the mixer plays it. Frames count at 48 kHz; `release` and `length` from the voice's own start. */
export interface Voice {
  recordedPitch: number
  layer: number
  /** Frame of the output where the voice begins. */
  start: number
  /** Frame from which it decays by `decay` a frame; Infinity for never. */
  release: number
  decay: number
  /** Frames until it is 90 dB down or the output ends. */
  length: number
  gain: number
  /** Frames of the recording for each frame of output. */
  speed: number
}

function voiceOf({ start, pitch, velocity }: PerformedNote, damping: Damping, frames: number): Voice {
  const recordedPitch = recordedPitchOf(pitch)
  const layer = layerOf(velocity)
  const first = Math.round(start * sampleRate)
  const release = Math.round((damping.at - start) * sampleRate)
  return {
    recordedPitch,
    layer,
    start: first,
    release,
    decay: 10 ** (-3 / (damping.t60 * sampleRate)),
    length: Math.min(release + Math.ceil(1.5 * damping.t60 * sampleRate), frames - first),
    gain: recordingGain(recordedPitch, layer, velocity),
    speed: 2 ** ((pitch - recordedPitch) / 12),
  }
}

/** The voices of notes sorted by start, for an output of `frames`; notes that begin outside it are left out. */
export function voices(
  notes: readonly PerformedNote[],
  pedal: readonly PerformedPedal[],
  frames: number,
): Voice[] {
  const damped = dampings(notes, pedal)
  return notes
    .map((note, i) => voiceOf(note, damped[i], frames))
    .filter(({ start, length }) => start >= 0 && length > 0)
}
