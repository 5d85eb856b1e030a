/** How much of a clip has been heard: tenths of a second, each counted once, however it was played. */

const perSecond = 10

/** Encoders pad the end; what lies within this of it counts as the end. */
const endTolerance = 0.3

export interface Listening {
  /** Length of the clip in seconds. */
  seconds: number
  /** One flag a tenth of a second. */
  heard: readonly boolean[]
}

export const newListening = (seconds: number): Listening => ({
  seconds,
  heard: Array.from({ length: Math.round(seconds * perSecond) }, () => false),
})

/** Marks the time from `from` to `to` (seconds) as heard. */
export function hear(listening: Listening, from: number, to: number): Listening {
  const first = Math.floor(from * perSecond)
  const last = Math.floor(to * perSecond)
  return {
    ...listening,
    heard: listening.heard.map((was, tenth) => was || (tenth >= first && tenth <= last)),
  }
}

/** Seconds heard of second `index`, 0 to 1. */
export const heardOfSecond = ({ heard }: Listening, index: number): number =>
  heard.slice(index * perSecond, (index + 1) * perSecond).filter(Boolean).length / perSecond

/** Different seconds heard in all. */
export const secondsHeard = ({ heard }: Listening): number => heard.filter(Boolean).length / perSecond

/** Whole seconds still to hear of the first or any `wanted` before an answer may be given; 0 is none. */
export function secondsLeft(listening: Listening, wanted = listening.seconds): number {
  const left = Math.min(wanted, listening.seconds) - secondsHeard(listening)
  return left <= (wanted < listening.seconds ? 0 : endTolerance) ? 0 : Math.ceil(left)
}

/**
 * Whether playback from `since` to `position` can have been real: media time may not outrun the clock on the wall, as it
 * does when somebody seeks or speeds up. `elapsed` is in seconds.
 */
export const plausible = (since: number, position: number, elapsed: number): boolean =>
  position > since && position - since < elapsed * 1.1 + 0.5
