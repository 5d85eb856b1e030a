/** What is heard of music: the part that a clip plays, as a score of its own. */
import type { ClipSettings } from '@earshot/audio/settings'
import { strikes } from '@earshot/audio/strikes'
import { excerpt } from '@earshot/music/excerpt'
import { perform, type Performance, type Score } from '@earshot/music/notes'

/**
 * The notes of a clip, from the first at or after `from` (seconds) on; a clip is rendered from these alone. Throws
 * RangeError where there are none, or none that a piano has.
 */
export function heard(
  { score, from }: { score: Score; from: number },
  { seconds, lead }: Pick<ClipSettings, 'seconds' | 'lead'>,
): Score {
  const performance = excerpt(perform(score), from, seconds, lead)
  if (strikes(performance.notes).length === 0)
    throw new RangeError('it is silent: it has no note between pitch 21 and 108')
  return asScore(performance)
}

/** As a score of 120 quarter notes a minute: two to the second, so that `perform` gives back the very same seconds. */
function asScore({ notes, pedal, duration }: Performance): Score {
  const quarters = (seconds: number) => 2 * seconds
  return {
    notes: notes.map((note) => ({ ...note, start: quarters(note.start), end: quarters(note.end) })),
    tempos: [{ at: 0, bpm: 120 }],
    meters: [{ at: 0, beats: 4, unit: 4 }],
    pedal: pedal.map(({ at, value }) => ({ at: quarters(at), value })),
    length: quarters(duration),
  }
}
