import type { Score } from '@earshot/music/notes'
import { fromChords, type Chord } from '@earshot/music/tokens'
import type { Song } from './songs.ts'

/** Four chords that go round and round: what a network that learns at all must learn. */
export const cycle: Chord[] = [[60, 64, 67], [65, 69], [], [55, 59, 62]]

/** A song for tests: chords of a quarter note, repeated up to a number of quarter notes. */
export function toySong(id: string, chords: readonly Chord[], quarters: number, bpm = 120): Song {
  const repeated = Array.from({ length: quarters }, (_, i) => chords[i % chords.length])
  const score: Score = { ...fromChords(repeated, { secondsPerToken: 60 / bpm }) }
  return { id, hash: `hash of ${id}`, score }
}
