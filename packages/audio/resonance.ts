import type { PerformedNote } from '@earshot/music/notes'
import { damped, firstUndamped, keyUp, nextStrikes, restrikeT60 } from './dampers.ts'
import { fromDecibels } from './decibels.ts'
import { recordedPitchOf, recordingGain } from './dynamics.ts'
import { liftAt, type Lift } from './pedal.ts'
import { sampleRate } from './stereo.ts'
import { highestPitch, lowestPitch } from './strikes.ts'
import { voiceOf, type Voice } from './voices.ts'

/**
 * Strings that share a partial with the one struck: how far above it they lie, how far above it the lowest partial lies
 * that both have, and the product of its numbers in the two: the higher they are, the weaker it is.
 */
const sharing = [
  { string: 12, sounds: 12, order: 2 },
  { string: 19, sounds: 19, order: 3 },
  { string: 24, sounds: 24, order: 4 },
  { string: -12, sounds: 0, order: 2 },
  { string: -19, sounds: 0, order: 3 },
  { string: -24, sounds: 0, order: 4 },
]

/** A string that rings along is below the one struck by this many decibels, and 6 more for each doubling of `order`. */
const level = -24
/** It is set swinging slowly: the attack of its recording is faded in over 0.1 s. */
const rise = 0.1 * sampleRate
/** The softest recording, which has the least of the hammer. */
const softest = 1

interface Key {
  /** When the key comes up that is down now; -Infinity where none is. */
  off: number
  /** When it is struck next. */
  next: number
}

/** Finds what the key of a pitch does at a time. */
function keyboard(notes: readonly PerformedNote[]): (pitch: number, at: number) => Key {
  const keys = new Map<number, PerformedNote[]>()
  for (const note of notes) {
    const struck = keys.get(note.pitch)
    if (struck) struck.push(note)
    else keys.set(note.pitch, [note])
  }
  return (pitch, at) => {
    const struck = keys.get(pitch) ?? []
    let [low, high] = [0, struck.length] // the first that is struck after `at`
    while (low < high) {
      const middle = (low + high) >> 1
      if (struck[middle].start <= at) low = middle + 1
      else high = middle
    }
    return { off: low > 0 ? keyUp(struck[low - 1]) : -Infinity, next: struck[low]?.start ?? Infinity }
  }
}

/**
 * The voices of strings that ring along with what is played, because their key is down, the pedal is, or they have no
 * damper. `amount` 0..1 is their amplitude, 0 for none. A string sounds with the partial it shares, and stops as its own
 * damper says.
 */
export function resonanceVoices(
  notes: readonly PerformedNote[],
  lifts: readonly Lift[],
  amount: number,
  frames: number,
): Voice[] {
  if (amount === 0) return []
  const keyOf = keyboard(notes)
  const repeated = nextStrikes(notes)
  return notes.flatMap(({ start, pitch, velocity }, i) =>
    sharing.flatMap(({ string, sounds, order }) => {
      const [other, heard] = [pitch + string, pitch + sounds]
      if (other < lowestPitch || other > highestPitch || heard > highestPitch) return []
      const { off, next } = keyOf(other, start)
      const free = off > start || other >= firstUndamped || lifts[liftAt(lifts, start)].lift > 0
      if (!free) return []
      const until = Math.min(next, repeated[i])
      const damping = damped(other, Math.max(off, start), until, lifts)
      if (until !== Infinity) damping.push({ at: until, t60: restrikeT60 })
      const gain =
        (amount * fromDecibels(level) * recordingGain(recordedPitchOf(heard), softest, velocity)) / order
      return voiceOf({ start, pitch: heard, layer: softest, gain, fadeIn: rise, damping }, frames)
    }),
  )
}
