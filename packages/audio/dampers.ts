import type { PerformedNote, PerformedPedal } from '@earshot/music/notes'
import { damperLifts, liftAt, type Lift } from './pedal.ts'

/** From `at` (seconds) on, a string falls by 60 dB in `t60` seconds; Infinity where nothing touches it. */
export interface Damping {
  at: number
  t60: number
}

/** From this pitch up (F#6) a piano has no dampers. */
export const firstUndamped = 90
/** A hammer needs this long; a shorter note, or one of no length, is held for it (seconds). */
const shortestNote = 0.02
/** The new strike takes the string over from the old one. */
export const restrikeT60 = 0.25
/** Decibels after which a damped string has ended. */
export const silenced = 90

/** Heavy bass strings stop in 0.75 s, treble strings in 0.3 s. */
const damperT60 = (pitch: number): number => 0.75 - 0.45 * Math.min(1, Math.max(0, (pitch - 30) / 58))

/**
 * Seconds for a fall of 60 dB under a damper that is lifted by `lift`: T / (1 - lift)^2, where T is that of a damper that
 * lies on the string. A damper half lifted lets it ring four times as long, one clear of it for ever.
 */
const liftedT60 = (pitch: number, lift: number): number => damperT60(pitch) / (1 - lift) ** 2

/** When the key of a note comes up. */
export const keyUp = ({ start, end }: Pick<PerformedNote, 'start' | 'end'>): number =>
  Math.max(end, start + shortestNote)

/**
 * How a string is damped whose key is up from `off` on, until `until` at the latest or until it has fallen by 90 dB. A
 * pedal that comes down in time catches what is left.
 */
export function damped(pitch: number, off: number, until: number, lifts: readonly Lift[]): Damping[] {
  if (pitch >= firstUndamped) return []
  const steps: Damping[] = []
  let [at, fallen] = [off, 0]
  for (let i = liftAt(lifts, off); at < until && fallen < silenced; i++) {
    const next = Math.min(until, lifts[i + 1]?.at ?? Infinity)
    const t60 = liftedT60(pitch, lifts[i].lift)
    if (steps.length > 0 || t60 !== Infinity) steps.push({ at, t60 })
    fallen += (60 * (next - at)) / t60
    at = next
  }
  return steps
}

/** When the key of each note is struck next; Infinity for its last note. */
export function nextStrikes(notes: readonly PerformedNote[]): number[] {
  const next = new Map<number, number>()
  return notes
    .toReversed()
    .map(({ pitch, start }) => {
      const then = next.get(pitch) ?? Infinity
      next.set(pitch, start)
      return then
    })
    .reverse()
}

/**
 * How the string of each note is damped, in the order of `notes`, which must be sorted by start: from its end on, as far
 * as the pedal lets the dampers down, and when the same key is struck again.
 */
export function dampings(notes: readonly PerformedNote[], pedal: readonly PerformedPedal[]): Damping[][] {
  const lifts = damperLifts(pedal)
  const restrikes = nextStrikes(notes)
  return notes.map((note, i) => {
    const steps = damped(note.pitch, keyUp(note), restrikes[i], lifts)
    return restrikes[i] === Infinity ? steps : [...steps, { at: restrikes[i], t60: restrikeT60 }]
  })
}
