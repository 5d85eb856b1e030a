import type { PerformedPedal } from '@earshot/music/notes'

/** From `at` (seconds) on, the dampers are lifted by `lift`: 0 where they lie on the strings, 1 where they are clear. */
export interface Lift {
  at: number
  lift: number
}

/** Parts of the pedal's way at which the dampers begin to rise, and at which the last of them is clear. */
const rising = 0.25
const clear = 0.75

/** Positions closer together than this (seconds) are one: no damper follows faster, and the work stays bounded. */
const shortestMove = 0.005

/** How far a pedal value 0..127 lifts the dampers: (value / 127 - 0.25) / 0.5, kept within 0..1. */
export const liftOf = (value: number): number =>
  Math.min(1, Math.max(0, (value / 127 - rising) / (clear - rising)))

/** The way of the dampers under pedal events in any order: only changes, in order of time. Down before the first event. */
export function damperLifts(pedal: readonly PerformedPedal[]): Lift[] {
  const lifts: Lift[] = [{ at: -Infinity, lift: 0 }]
  for (const { at, value } of [...pedal].sort((a, b) => a.at - b.at)) {
    const lift = liftOf(value)
    const last = lifts[lifts.length - 1]
    if (at - last.at < shortestMove) last.lift = lift
    else if (lift !== last.lift) lifts.push({ at, lift })
  }
  return lifts
}

/** Throws a RangeError that names a pedal event whose numbers make no sense. */
export function checkPedal(pedal: readonly PerformedPedal[]): void {
  for (const [index, { at, value }] of pedal.entries()) {
    if (!Number.isFinite(at)) throw new RangeError(`pedal event ${index}: ${at} must be finite seconds`)
    if (!(value >= 0 && value <= 127)) {
      throw new RangeError(`pedal event ${index}: value ${value} is not in 0..127`)
    }
  }
}

/** The index of the last of `lifts` that is at or before `at`. */
export function liftAt(lifts: readonly Lift[], at: number): number {
  let low = 0
  let high = lifts.length
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (lifts[middle].at <= at) low = middle
    else high = middle
  }
  return low
}
