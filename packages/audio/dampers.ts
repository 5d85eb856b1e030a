import type { PerformedNote, PerformedPedal } from '@earshot/music/notes'

/** `at`: when the damper touches the string, in seconds, Infinity for never. `t60`: seconds for a fall of 60 dB. */
export interface Damping {
  at: number
  t60: number
}

/** From this pitch up (F#6) a piano has no dampers. */
const firstUndamped = 90
/** A hammer needs this long; a shorter note, or one of no length, is held for it (seconds). */
const shortestNote = 0.02
/** The new strike takes the string over from the old one. */
const restrikeT60 = 0.25

/** Heavy bass strings stop in 0.75 s, treble strings in 0.3 s. */
const damperT60 = (pitch: number): number => 0.75 - 0.45 * Math.min(1, Math.max(0, (pitch - 30) / 58))

/** The spans [down, up) of a pedal, in order; Infinity where it is never lifted. A value of 64 or more is down. */
function pedalSpans(pedal: readonly PerformedPedal[]): [number, number][] {
  const spans: [number, number][] = []
  for (const { at, value } of [...pedal].sort((a, b) => a.at - b.at)) {
    const open = spans.at(-1)?.[1] === Infinity
    if (value >= 64 && !open) spans.push([at, Infinity])
    else if (value < 64 && open) spans[spans.length - 1][1] = at
  }
  return spans
}

/** When a key released at `off` lets its damper fall: at once, or with the pedal where that is down. */
function damperFall(off: number, spans: readonly [number, number][]): number {
  let low = 0
  let high = spans.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (spans[middle][0] <= off) low = middle + 1
    else high = middle
  }
  const up = low > 0 ? spans[low - 1][1] : off
  return Math.max(off, up)
}

/** When the key of each note is struck next; Infinity for its last note. */
function nextStrikes(notes: readonly PerformedNote[]): number[] {
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
 * The damping of each note, in the order of `notes`, which must be sorted by start: at its end, or when the pedal comes
 * up after that, or when the same key is struck again, whichever rule of a piano applies.
 */
export function dampings(notes: readonly PerformedNote[], pedal: readonly PerformedPedal[]): Damping[] {
  const spans = pedalSpans(pedal)
  const restrikes = nextStrikes(notes)
  return notes.map(({ start, end, pitch }, i) => {
    const off = Math.max(end, start + shortestNote)
    const fall = pitch >= firstUndamped ? Infinity : damperFall(off, spans)
    return restrikes[i] < fall ? { at: restrikes[i], t60: restrikeT60 } : { at: fall, t60: damperT60(pitch) }
  })
}
