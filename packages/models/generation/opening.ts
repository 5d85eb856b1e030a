import type { Score } from '@earshot/music/notes'
import type { Chord } from '@earshot/music/tokens'
import type { Manifest } from '../files/manifest.ts'
import { preparedScore } from '../training/songs.ts'
import { songChords } from '../training/token-windows.ts'

/**
 * A window of a song as an LSTM's setting `opening`, from token `at`, encoded as the model's training songs were. Throws
 * an Error for another kind of model, and RangeError where the song is too short.
 */
export function openingOf({ name, encoding }: Manifest, score: Score, at = 0): Chord[] {
  if (encoding.kind !== 'tokens') throw new Error(`${name} is no LSTM: its songs have no opening`)
  const chords = songChords(preparedScore(score, encoding), encoding)
  const opening = chords.slice(at, at + encoding.window)
  if (at < 0 || opening.length < encoding.window) {
    throw new RangeError(
      `opening: the song has ${chords.length} tokens, too few for ${encoding.window} from token ${at}`,
    )
  }
  return opening
}
