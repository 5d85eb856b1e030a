import { below, type Random } from '@earshot/random/random'
import { bars } from './bars.ts'
import { perform, type Performance, type PerformedNote, type PerformedPedal, type Score } from './notes.ts'
import { clock } from './tempo.ts'

/**
 * Music of `seconds` from the first note at or after `from` (seconds) on, which then begins at `lead`. Only notes
 * that begin inside are kept, and cut at its end; the pedal is as it was there. Throws RangeError where no note
 * begins within `seconds` of `from`.
 */
export function excerpt(performance: Performance, from: number, seconds: number, lead = 0.5): Performance {
  const first = performance.notes.find(({ start }) => start >= from)
  if (!first || first.start >= from + seconds) {
    throw new RangeError(`no note begins in the ${seconds} s from ${from} s on`)
  }
  const shift = lead - first.start
  const notes = performance.notes
    .filter(({ start }) => start >= first.start && start + shift < seconds)
    .map((note) => ({ ...note, start: note.start + shift, end: Math.min(note.end + shift, seconds) }))
  return { notes, pedal: movedPedal(performance.pedal, shift, seconds), duration: seconds }
}

/** Pedal events from 0 to `seconds` after the move; the last before stands at 0. */
function movedPedal(pedal: readonly PerformedPedal[], shift: number, seconds: number): PerformedPedal[] {
  const moved = pedal.map(({ at, value }) => ({ at: at + shift, value }))
  const carried = moved.filter(({ at }) => at <= 0).slice(-1)
  return [
    ...carried.map(({ value }) => ({ at: 0, value })),
    ...moved.filter(({ at }) => at > 0 && at < seconds),
  ]
}

export interface ExcerptRule {
  seconds: number
  /** The excerpt starts no earlier than this; 0. */
  skipSeconds?: number
  /** It starts after so many bars; 0. */
  afterBar?: number
  onBar: true
}

export interface ExcerptStart {
  /** seconds */
  from: number
  /** counted from 1, as in print without upbeat */
  bar: number
}

/** Where less of the last second sounds, a listener hears the end of the music. */
const endingSeconds = 1

/**
 * A random bar at which an excerpt of the rule's length can start: a note begins in the bar, and the music still
 * sounds in the excerpt's last second. Throws RangeError where there is no such bar.
 */
export function chooseExcerpt(score: Score, rule: ExcerptRule, random: Random): ExcerptStart {
  const { seconds, skipSeconds = 0, afterBar = 0 } = rule
  const { notes } = perform(score)
  const candidates = barsInSeconds(score)
    .map(({ start, end }, i) => ({ from: start, bar: i + 1, first: firstOnset(notes, start, end) }))
    .filter(({ from, bar }) => from >= skipSeconds && bar > afterBar)
    .filter(({ first }) => first !== null && sounds(notes, first + seconds - endingSeconds, first + seconds))
  if (candidates.length === 0) {
    throw new RangeError(
      `no bar after bar ${afterBar} and ${skipSeconds} s leaves ${seconds} s of music: ` +
        'take a longer song, a shorter excerpt, or skip less',
    )
  }
  const { from, bar } = candidates[below(candidates.length, random)]
  return { from, bar }
}

function barsInSeconds(score: Score) {
  const seconds = clock(score.tempos)
  return bars(score).map(({ start, end }) => ({ start: seconds(start), end: seconds(end) }))
}

const firstOnset = (notes: readonly PerformedNote[], from: number, to: number): number | null =>
  notes.find(({ start }) => start >= from && start < to)?.start ?? null

const sounds = (notes: readonly PerformedNote[], from: number, to: number): boolean =>
  notes.some(({ start, end }) => start < to && end > from)
