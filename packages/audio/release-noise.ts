import type { PerformedNote } from '@earshot/music/notes'
import { keyUp, nextStrikes } from './dampers.ts'
import { fromDecibels } from './decibels.ts'
import { voiceOf, type Voice } from './voices.ts'

// As the mapping published with the Salamander Grand Piano: volume, amp_veltrack (of velocity squared) and rt_decay.
const volume = -37
const velocityTracking = 0.82
/** Decibels a second that the key was down. */
const ageing = 2

/** The amplitude of the noise of a key that was struck with `velocity` and held for `seconds`. */
export const releaseGain = (velocity: number, seconds: number): number =>
  (1 - velocityTracking + velocityTracking * (velocity / 127) ** 2) * fromDecibels(volume - ageing * seconds)

/**
 * The noises of keys and dampers that fall back, `amount` times as loud as published: one for each key as it comes up,
 * whatever the pedal does, unless the same key was struck again before.
 */
export function releaseVoices(notes: readonly PerformedNote[], amount: number, frames: number): Voice[] {
  const next = nextStrikes(notes)
  return notes.flatMap((note, i) => {
    const off = keyUp(note)
    if (amount === 0 || off > next[i]) return []
    const gain = amount * releaseGain(note.velocity, off - note.start)
    return voiceOf({ start: off, pitch: note.pitch, layer: 0, gain, damping: [] }, frames)
  })
}
