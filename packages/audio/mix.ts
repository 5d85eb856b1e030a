import { padAfter, padBefore, peakBlock, type Recording } from './recordings.ts'
import type { Stereo } from './stereo.ts'
import { speedOf, type Voice } from './voices.ts'

/** A voice below this amplitude (-94 dBFS) has ended. */
const inaudible = 2e-5

/** The frames of the recording that a voice reads. */
export const framesNeeded = (voice: Voice): number => Math.ceil(voice.length * speedOf(voice)) + padAfter

/** A recording at the pitch of the voices that play it. */
interface Pitched extends Stereo {
  frames: number
  /** The greatest amplitude near a frame; 1 where it is not known. */
  peakAt: (frame: number) => number
  /** Makes sure that the frames before `to` are there. */
  fill: (to: number) => void
}

/**
 * Reads a channel between its frames, `speed` apart, with the Catmull-Rom cubic (a Hermite spline; on shifts of a
 * semitone its error is 78 dB down), into from .. to-1 of `out`.
 */
function resample(channel: Float32Array, speed: number, out: Float32Array, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    const position = i * speed
    const at = Math.floor(position) // the frame before `at` in the recording, as that is padded by one
    const f = position - at
    const [p, q, r, s] = [channel[at], channel[at + 1], channel[at + 2], channel[at + 3]]
    out[i] = q + 0.5 * f * (r - p + f * (2 * p - 5 * q + 4 * r - s + f * (3 * (q - r) + s - p)))
  }
}

/** The recording as it sounds `speed` times as fast, for at most `frames` frames, worked out as far as it is asked for. */
export function atPitch(recording: Recording, speed: number, frames: number): Pitched {
  const { left, right, peaks } = recording
  const peakAt = (frame: number): number => peaks[Math.floor((frame * speed) / peakBlock)] ?? 1
  if (speed === 1) {
    const unpadded = { left: left.subarray(padBefore), right: right.subarray(padBefore) }
    return { ...unpadded, frames: recording.frames - 1, peakAt, fill: () => undefined }
  }
  const whole = Math.min(frames, Math.floor((recording.frames - 1) / speed))
  const out = { left: new Float32Array(whole), right: new Float32Array(whole) }
  let filled = 0
  const fill = (to: number): void => {
    if (to <= filled) return
    resample(left, speed, out.left, filled, to)
    resample(right, speed, out.right, filled, to)
    filled = to
  }
  return { ...out, frames: whole, peakAt, fill }
}

/** Adds from .. to-1 of a sound to another, `shift` further on, its gain multiplied by `decay` at each frame. */
function addDecaying(
  { left, right }: Stereo,
  { left: outLeft, right: outRight }: Stereo,
  shift: number,
  [from, to]: [number, number],
  gain: number,
  decay: number,
): void {
  let faded = gain
  for (let i = from; i < to; i++) {
    faded *= decay
    outLeft[shift + i] += faded * left[i]
    outRight[shift + i] += faded * right[i]
  }
}

/** Adds the beginning of a voice, up to frame `to`, which rises in a straight line from nothing. */
function addRising(voice: Voice, source: Pitched, out: Stereo, to: number): void {
  for (let i = 0; i < to; i++) {
    const gain = (voice.gain * i) / voice.fadeIn
    out.left[voice.start + i] += gain * source.left[i]
    out.right[voice.start + i] += gain * source.right[i]
  }
}

/** Adds a voice to `out` until it ends, its recording ends or it cannot be heard. */
export function addVoice(voice: Voice, source: Pitched, out: Stereo): void {
  const end = Math.min(voice.length, source.frames)
  let [gain, decay, step] = [voice.gain, 1, 0]
  let i = Math.min(end, voice.fadeIn)
  source.fill(i)
  addRising(voice, source, out, i)
  while (i < end && gain * source.peakAt(i) >= inaudible) {
    while (step < voice.decays.length && voice.decays[step].from <= i) decay = voice.decays[step++].decay
    const next = Math.min(end, i + peakBlock, voice.decays[step]?.from ?? end)
    source.fill(next)
    addDecaying(source, out, voice.start, [i, next], gain, decay)
    gain *= decay ** (next - i)
    i = next
  }
}
