/** What is done to the music of every source alike before it is played. */
import type { Treatment } from '@earshot/contract/choice'
import type { Score } from '@earshot/music/notes'

/** The score with one velocity, no pedal and one tempo, where the treatment says so; its grid is the encoding's. */
export function treat(score: Score, { velocity, pedal, tempo }: Treatment): Score {
  return {
    ...score,
    notes: velocity === 'as written' ? score.notes : score.notes.map((note) => ({ ...note, velocity })),
    pedal: pedal === 'as written' ? score.pedal : [],
    tempos: tempo === 'as written' ? score.tempos : [{ at: 0, bpm: tempo }],
  }
}

/** What a clip was kept as, two quarter notes a second, in the quarter notes of its own music; only seconds are known of one whose tempo is as written. */
export function inOwnQuarters(heard: Score, { tempo }: Pick<Treatment, 'tempo'>): Score {
  if (tempo === 'as written' || tempo === 120) return heard
  const quarters = (at: number) => (at * tempo) / 120
  return {
    ...heard,
    notes: heard.notes.map((note) => ({ ...note, start: quarters(note.start), end: quarters(note.end) })),
    tempos: [{ at: 0, bpm: tempo }],
    pedal: heard.pedal.map(({ at, value }) => ({ at: quarters(at), value })),
    length: quarters(heard.length),
  }
}
