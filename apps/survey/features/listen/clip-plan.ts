/** A song is heard in pieces of a minute, each made when it is wanted: where they begin, and what of the song each is. */
import type { ScoreNote } from '@earshot/music/notes'

/** How long a piece of sound is. */
export const clipSeconds = 60

/** Seconds of silence before its first note; as `lead` of clip settings in @earshot/audio/settings. */
export const lead = 0.5

/** Seconds by which a piece is asked for early: in a MIDI file notes move by less. */
export const earlier = 0.01

/** A piece that begins later than this before its end would end in mid-fade. */
const fade = 2.5

/** The notes that a piano has keys for; others do not sound. */
export const audible = <Note extends Pick<ScoreNote, 'pitch'>>(notes: readonly Note[]): Note[] =>
  notes.filter(({ pitch }) => pitch >= 21 && pitch <= 108)

/** A piece of sound of a song; all in seconds. */
export interface PlannedClip {
  /** Where in the song its first note begins. */
  from: number
  /** Where in the sound to start, so that the song goes on from where it was asked for. */
  offset: number
  /** Until where in the song it is to be heard; then the next piece goes on. */
  until: number
}

/**
 * The piece with which a song goes on from `position` (seconds); undefined where no note begins any more. `onsets`
 * ascend. The piece ends with the song's last second, or before the first note that is too late for this piece.
 */
export function planClip(
  onsets: readonly number[],
  position: number,
  duration: number,
): PlannedClip | undefined {
  const from = onsets.find((onset) => onset >= position - earlier)
  if (from === undefined) return undefined
  const last = from - lead + clipSeconds - fade
  const until = duration <= last ? duration : (onsets.findLast((onset) => onset <= last) ?? last)
  // Of a silence before the first note, no more is waited than the sound itself holds.
  const offset = Math.max(0, lead - Math.max(0, from - position))
  return { from, offset, until: until > from ? until : last }
}

/** Where in the song a moment of the sound is. */
export const songTime = ({ from }: PlannedClip, soundTime: number): number => from - lead + soundTime
