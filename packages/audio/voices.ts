import type { PerformedNote } from '@earshot/music/notes'
import { silenced, type Damping } from './dampers.ts'
import { layerOf, recordedPitchOf, recordingGain } from './dynamics.ts'
import { sampleRate } from './stereo.ts'

/** From frame `from` of a voice on, its gain is multiplied by `decay` at each frame. */
export interface Decay {
  from: number
  decay: number
}

/** One recording as the mixer plays it once. Frames count at 48 kHz. */
export interface Voice {
  /** The pitch that sounds, and the one that was recorded for it. */
  pitch: number
  recordedPitch: number
  /** 1..16; 0 for the noise of a key. */
  layer: number
  /** Frame of the output where the voice begins. */
  start: number
  /** Frames until it is 90 dB down or the output ends. */
  length: number
  gain: number
  /** Frames over which it rises at its beginning. */
  fadeIn: number
  /** In order; before the first there is none. */
  decays: Decay[]
}

/** Frames of the recording for each frame of output. */
export const speedOf = ({ pitch, recordedPitch }: Voice): number => 2 ** ((pitch - recordedPitch) / 12)

/** Seconds after which a string that is damped so has fallen by 90 dB. */
function silentAt(damping: readonly Damping[]): number {
  let fallen = 0
  for (const [i, { at, t60 }] of damping.entries()) {
    const next = damping[i + 1]?.at ?? Infinity
    const left = ((silenced - fallen) * t60) / 60
    if (at + left <= next) return at + left
    fallen += (60 * (next - at)) / t60
  }
  return Infinity
}

export interface Sounding {
  /** seconds */
  start: number
  pitch: number
  layer: number
  gain: number
  fadeIn?: number
  damping: readonly Damping[]
}

/** The voice of a string that sounds in an output of `frames`. */
export function voiceOf({ start, pitch, layer, gain, fadeIn = 0, damping }: Sounding, frames: number): Voice {
  const first = Math.round(start * sampleRate)
  const frameOf = (at: number): number => Math.round((at - start) * sampleRate)
  return {
    pitch,
    recordedPitch: layer === 0 ? pitch : recordedPitchOf(pitch),
    layer,
    start: first,
    length: Math.min(Math.ceil((silentAt(damping) - start) * sampleRate), frames - first),
    gain,
    fadeIn,
    decays: damping.map(({ at, t60 }) => ({ from: frameOf(at), decay: 10 ** (-3 / (t60 * sampleRate)) })),
  }
}

/** The voices of notes, each with its damping, for an output of `frames`. */
export function noteVoices(
  notes: readonly PerformedNote[],
  dampings: readonly Damping[][],
  frames: number,
): Voice[] {
  return notes.map(({ start, pitch, velocity }, i) => {
    const layer = layerOf(velocity)
    const gain = recordingGain(recordedPitchOf(pitch), layer, velocity)
    return voiceOf({ start, pitch, layer, gain, damping: dampings[i] }, frames)
  })
}
