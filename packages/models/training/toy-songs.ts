import type { Score } from '@earshot/music/notes'
import { fromChords, type Chord } from '@earshot/music/tokens'
import { loadedSong, type LoadedSong, type Song } from './songs.ts'

/** Four chords that go round and round: what a network that learns at all must learn. */
export const cycle: Chord[] = [[60, 64, 67], [65, 69], [], [55, 59, 62]]

/** A song for tests: chords of a quarter note, repeated up to a number of quarter notes. */
export function toySong(id: string, chords: readonly Chord[], quarters: number, bpm = 120): LoadedSong {
  const repeated = Array.from({ length: quarters }, (_, i) => chords[i % chords.length])
  const score: Score = { ...fromChords(repeated, { secondsPerToken: 60 / bpm }) }
  return loadedSong({ id, hash: `hash of ${id}` }, score)
}

/** The songs, of which the last aborts as it is read: a training of them is aborted as soon as it has its songs. */
export function abortingOnceRead(songs: readonly Song[], controller: AbortController): Song[] {
  const last = songs[songs.length - 1]
  const load = (): Promise<Score> => {
    controller.abort()
    return last.load()
  }
  return [...songs.slice(0, -1), { ...last, load }]
}
