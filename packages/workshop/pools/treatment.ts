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
