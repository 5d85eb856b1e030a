/** Copies of passages, exact or changed, put into other music: what the copy finder is tried on. */
import type { Score, ScoreNote } from '@earshot/music/notes'
import { sortNotes } from '@earshot/music/notes'
import { below, type Random } from '@earshot/random/random'

/** Each note with probability `share`: another pitch, moved by one or two `steps` (quarter notes), dropped, or another beside it. */
export function changeNotes(
  notes: readonly ScoreNote[],
  share: number,
  step: number,
  random: Random,
): ScoreNote[] {
  const changes: ((note: ScoreNote) => ScoreNote[])[] = [
    (note) => [{ ...note, pitch: otherPitch(note.pitch, random) }],
    (note) => [moved(note, (below(2, random) + 1) * (below(2, random) === 0 ? step : -step))],
    () => [],
    (note) => [note, moved({ ...note, pitch: otherPitch(note.pitch, random) }, below(2, random) * step)],
  ]
  const changed = notes.flatMap((note) =>
    random() < share ? changes[below(changes.length, random)](note) : [note],
  )
  return sortNotes(changed)
}

/** One to seven semitones away. */
function otherPitch(pitch: number, random: Random): number {
  const distance = below(7, random) + 1
  const up = pitch + distance <= 127 && (pitch - distance < 0 || below(2, random) === 0)
  return up ? pitch + distance : pitch - distance
}

function moved(note: ScoreNote, quarters: number): ScoreNote {
  const start = Math.max(0, note.start + quarters)
  return { ...note, start, end: start + (note.end - note.start) }
}

/** The host with `passage` (a score that begins at 0) in the place of its own notes from `at` on. */
export function plant(host: Score, passage: Score, at: number): Score {
  const outside = host.notes.filter(({ start }) => start < at || start >= at + passage.length)
  const planted = passage.notes.map((note) => ({ ...note, start: note.start + at, end: note.end + at }))
  return {
    ...host,
    notes: sortNotes([...outside, ...planted]),
    length: Math.max(host.length, at + passage.length),
  }
}

/** As many semitones, from -6 to 6 but not 0, as leave every pitch in 21..108. */
export function randomKey(notes: readonly ScoreNote[], random: Random): number {
  const pitches = notes.map(({ pitch }) => pitch)
  const possible = [-6, -5, -4, -3, -2, -1, 1, 2, 3, 4, 5, 6].filter(
    (step) => Math.min(...pitches) + step >= 21 && Math.max(...pitches) + step <= 108,
  )
  return possible.length > 0 ? possible[below(possible.length, random)] : 0
}
