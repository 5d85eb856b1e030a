import { sampleRate, type Stereo } from './stereo.ts'

/** At most this many frames are cut (0.1 s). */
export const longestTrim = 4800
/** The attack begins where the sound first passes this part of its peak in the first second. */
const threshold = 0.02
/** Frames kept before the attack (2 ms), and frames of those over which it fades in (1 ms). */
const kept = 96
const fadeIn = 48
/** Frames over which a recording fades out at its own end (10 ms). */
const fadeOut = 480

/** The greatest amplitude of either channel at a frame. */
const amplitude = ({ left, right }: Stereo, i: number): number =>
  Math.max(Math.abs(left[i]), Math.abs(right[i]))

function findAttack(sound: Stereo): number {
  const end = Math.min(sound.left.length, sampleRate)
  let peak = 0
  for (let i = 0; i < end; i++) peak = Math.max(peak, amplitude(sound, i))
  let attack = 0
  while (attack < end && amplitude(sound, attack) < peak * threshold) attack++
  return attack
}

/** Fades a whole recording out at its own end, in place. */
export function endedSoftly(sound: Stereo): Stereo {
  for (const channel of [sound.left, sound.right]) {
    for (let i = 0; i < Math.min(fadeOut, channel.length); i++) channel[channel.length - 1 - i] *= i / fadeOut
  }
  return sound
}

/**
 * The sound from 2 ms before its attack on, in new arrays: recordings have 2 to 20 ms of noise before the attack, each
 * its own, and would not start together otherwise. Its end is faded out only where that is the `complete` end.
 */
export function trimAttack(sound: Stereo, complete: boolean): Stereo {
  const start = Math.min(Math.max(0, findAttack(sound) - kept), longestTrim)
  const trimmed = { left: sound.left.slice(start), right: sound.right.slice(start) }
  for (const channel of [trimmed.left, trimmed.right]) {
    for (let i = 0; i < Math.min(fadeIn, channel.length); i++) channel[i] *= i / fadeIn
  }
  return complete ? endedSoftly(trimmed) : trimmed
}
