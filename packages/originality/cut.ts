import type { Score } from '@earshot/music/notes'

/** The notes that begin from `start` to before `end` (quarter notes), moved so that `start` is 0; cut at the end. */
export function cutQuarters(score: Score, start: number, end: number): Score {
  const notes = score.notes
    .filter((note) => note.start >= start && note.start < end)
    .map((note) => ({ ...note, start: note.start - start, end: Math.min(note.end, end) - start }))
  return { notes, tempos: [], meters: [], pedal: [], length: end - start }
}
