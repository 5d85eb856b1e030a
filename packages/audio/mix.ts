import { padAfter, peakBlock, type Recording } from './recordings.ts'
import type { Stereo } from './stereo.ts'
import type { Voice } from './voices.ts'

/** A voice below this amplitude (-94 dBFS) has ended. */
const inaudible = 2e-5

/** The frames of the recording that a voice reads. */
export const framesNeeded = ({ length, speed }: Voice): number => Math.ceil(length * speed) + padAfter

/**
 * Adds frames from .. to-1 of a voice, read between frames with the Catmull-Rom cubic (a Hermite spline; on shifts of
 * a semitone its error is 78 dB down), its gain multiplied by `decay` at each. Returns the last gain.
 */
function addFrames(
  voice: Voice,
  recording: Recording,
  out: Stereo,
  from: number,
  to: number,
  gain: number,
): number {
  const { start, speed } = voice
  const { left, right } = recording
  const { left: outLeft, right: outRight } = out
  const decay = from >= voice.release ? voice.decay : 1
  for (let i = from; i < to; i++) {
    gain *= decay
    const position = i * speed
    const at = Math.floor(position) // the frame before `at` in the recording, as that is padded by one
    const f = position - at
    const a = ((2 - f) * f - 1) * f * 0.5
    const b = (3 * f - 5) * f * f * 0.5 + 1
    const c = ((4 - 3 * f) * f + 1) * f * 0.5
    const d = (f - 1) * f * f * 0.5
    outLeft[start + i] += gain * (a * left[at] + b * left[at + 1] + c * left[at + 2] + d * left[at + 3])
    outRight[start + i] += gain * (a * right[at] + b * right[at + 1] + c * right[at + 2] + d * right[at + 3])
  }
  return gain
}

/** Adds a voice to `out` until it ends, its recording ends or it cannot be heard. */
export function addVoice(voice: Voice, recording: Recording, out: Stereo): void {
  const end = Math.min(voice.length, Math.floor((recording.frames - 1) / voice.speed))
  let gain = voice.gain
  for (let i = 0; i < end;) {
    const peak = recording.peaks[Math.floor((i * voice.speed) / peakBlock)] ?? 1
    if (gain * peak < inaudible) return
    const next = Math.min(end, i + peakBlock, i < voice.release ? voice.release : end)
    gain = addFrames(voice, recording, out, i, next, gain)
    i = next
  }
}
