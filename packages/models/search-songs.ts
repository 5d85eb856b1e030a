import { autoencoderEncoding, lstmEncoding } from './encoding.ts'
import { tooShortForRolls } from './rolls.ts'
import { drawnOptions, parseTrialOptions, searchedKind, type Search } from './search-options.ts'
import { trainingSongs, type Song, type TrainingSongs } from './songs.ts'
import { tooShortForTokens } from './token-windows.ts'

/** The songs that a search's first trial learns from and is tested with. Throws an Error in words where there are too few. */
function songsOfFirst(search: Search, songs: readonly Song[]): TrainingSongs {
  const parsed = parseTrialOptions(search, drawnOptions(search, 1))
  if (!parsed.success) throw parsed.error
  if (searchedKind(search) === 'autoencoder')
    return trainingSongs(songs, autoencoderEncoding.parse(parsed.data), parsed.data, tooShortForRolls)
  const encoding = lstmEncoding.parse(parsed.data)
  return trainingSongs(songs, encoding, parsed.data, tooShortForTokens(encoding))
}

/** Throws an Error in words where a search has too few songs: each of its trials would say the same. */
export function refuseTooFewSongs(search: Search, songs: readonly Song[]): void {
  const { heldOut } = songsOfFirst(search, songs)
  if (search.measure === 'training' || heldOut.length > 0) return
  throw new Error(
    'no held-out song fits, and the search decides by them. Hold out a larger share (options.heldOut), or decide by the training loss (measure: training).',
  )
}
