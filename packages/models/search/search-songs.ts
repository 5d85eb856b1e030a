import { buildVocabulary, encoder } from '@earshot/music/tokens'
import { autoencoderEncoding, lstmEncoding, type LstmEncoding } from '../files/encoding.ts'
import { tooShortForRolls } from '../training/rolls.ts'
import { drawnOptions, parseTrialOptions, searchedKind, type Search } from './search-options.ts'
import type { Hooks } from '../training/learner.ts'
import { trainingSongs, type LoadedSong, type Song, type TrainingSongs } from '../training/songs.ts'
import { songChords, tooShortForTokens } from '../training/token-windows.ts'

/** Whether the training songs have any chord of the held-out ones, so that a loss on these can be measured. */
function knowsHeldOut({ songs, heldOut }: TrainingSongs, encoding: LstmEncoding): boolean {
  const chords = (song: LoadedSong) => songChords(song.score, encoding)
  const encode = encoder(buildVocabulary(songs.map(chords)))
  // The first token of a song is never a target.
  return heldOut.some((song) => encode(chords(song)).known.indexOf(1, 1) > 0)
}

const advice =
  'Hold out a larger share (options.heldOut), or decide by the training loss (measure: training).'

function refuse(heldOut: readonly LoadedSong[], isKnown: () => boolean): void {
  if (heldOut.length === 0)
    throw new Error(`no held-out song fits, and the search decides by them. ${advice}`)
  if (!isKnown())
    throw new Error(
      `the held-out songs have no chord of the training songs, and the search decides by them. ${advice}`,
    )
}

/**
 * Rejects with an Error in words where a search has too few songs to train on, or none to decide by: each of its trials would
 * say the same; with CancelledError where the signal says so. Looks at the first trial's options, as those that choose songs are not searched.
 */
export async function refuseTooFewSongs(
  search: Search,
  all: readonly Song[],
  hooks: Pick<Hooks, 'signal'> = {},
): Promise<void> {
  const { success, data: options, error } = parseTrialOptions(search, drawnOptions(search, 1))
  if (!success) throw error
  const decides = search.measure === 'held-out'
  if (searchedKind(search) === 'autoencoder') {
    const encoding = autoencoderEncoding.parse(options)
    const songs = await trainingSongs(all, encoding, options, tooShortForRolls, hooks)
    if (decides) refuse(songs.heldOut, () => true)
    return
  }
  const encoding = lstmEncoding.parse(options)
  const songs = await trainingSongs(all, encoding, options, tooShortForTokens(encoding), hooks)
  if (decides) refuse(songs.heldOut, () => knowsHeldOut(songs, encoding))
}
