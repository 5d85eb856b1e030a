import { createHash } from 'node:crypto'
import { toCommonKey } from '@earshot/music/key'
import { withoutLeadingSilence, type Score } from '@earshot/music/notes'
import { divide } from '@earshot/music/split'
import { deriveSeed, seeded, shuffled } from '@earshot/random/random'
import type { AutoencoderEncoding, LstmEncoding } from '../files/encoding.ts'
import { CancelledError, type Hooks } from './learner.ts'

/** One song to train on; `hash` tells whether two are the same file, `group` whether they are near-duplicates. */
export interface Song {
  id: string
  hash: string
  group?: string
  /** Reads its notes: a data set has thousands of songs, of which a training wants a few. Rejects with an Error that names the song. */
  load: () => Promise<Score>
}

/** A song whose notes are kept in memory. */
export interface LoadedSong extends Song {
  score: Score
}

/** The song with this score, which is what it loads from now on. */
export const loadedSong = ({ id, hash, group }: Omit<Song, 'load'>, score: Score): LoadedSong => ({
  id,
  hash,
  ...(group === undefined ? {} : { group }),
  score,
  load: () => Promise.resolve(score),
})

/** The songs with their notes, one read after the other. `check`, called before each, may throw to end the reading. */
export async function loadAll(
  songs: readonly Song[],
  check: () => void = () => undefined,
): Promise<LoadedSong[]> {
  const loaded: LoadedSong[] = []
  for (const song of songs) {
    check()
    loaded.push(loadedSong(song, await song.load()))
  }
  return loaded
}

/** Parts the songs that no model sees from the others, by group and seed alone; shares are of groups. */
export function heldOutSongs<S extends Pick<Song, 'id' | 'group'>>(
  all: readonly S[],
  { share, seed }: { share: number; seed: number },
): { seen: S[]; heldOut: S[] } {
  const parts = [
    { name: 'held out', share },
    { name: 'seen', share: 1 - share },
  ]
  const divided = divide(
    all.map((song) => ({ group: song.group ?? song.id, song })),
    { name: 'held-out songs', seed, parts },
  )
  const songsOf = (part: string): S[] => (divided.get(part) ?? []).map(({ song }) => song)
  return { seen: songsOf('seen'), heldOut: songsOf('held out') }
}

/** Songs made ready for training, and how many were left out for which reason. */
export interface PreparedSongs {
  songs: LoadedSong[]
  refused: { reason: string; songs: number }[]
}

type Encoding = AutoencoderEncoding | LstmEncoding

/** Quarter notes a minute, averaged over the quarter notes of the score; 120 where none is given. */
export function meanTempo({ tempos, length }: Score): number {
  if (tempos.length === 0 || length <= 0) return tempos[0]?.bpm ?? 120
  const sum = tempos.reduce((total, { at, bpm }, i) => {
    const from = i === 0 ? 0 : Math.min(at, length)
    const to = Math.min(tempos[i + 1]?.at ?? length, length)
    return total + bpm * (to - from)
  }, 0)
  return sum / length
}

function refusal(score: Score, { tempo }: Encoding): string | null {
  if (score.notes.length === 0) return 'no notes'
  const bpm = meanTempo(score)
  if (!tempo || (bpm >= tempo.lowest && bpm <= tempo.highest)) return null
  return `tempo outside ${tempo.lowest}..${tempo.highest} quarter notes a minute`
}

/** The score in the key, and from the note, at which the encoding has songs begin. */
export function preparedScore(
  score: Score,
  { commonKey, cutLeadingSilence }: Pick<Encoding, 'commonKey' | 'cutLeadingSilence'>,
): Score {
  const cut = cutLeadingSilence ? withoutLeadingSilence(score) : score
  return commonKey ? toCommonKey(cut) : cut
}

function explain(refused: PreparedSongs['refused'], total: number): string {
  const reasons = refused.map(({ reason, songs }) => `${songs} ${reason}`)
  return `of ${total} songs${reasons.length ? `: ${reasons.join(', ')}` : ''}`
}

/** What to look for beyond the encoding, and how many songs are wanted (null: all that fit). */
export interface Selection {
  /** Why a song, already in its key and cut, does not fit; null where it does. */
  unfit: (score: Score) => string | null
  wanted: number | null
  seed: number
}

/** The song as the encoding wants it, or why not. */
async function prepared(
  song: Song,
  encoding: Encoding,
  unfit: Selection['unfit'],
): Promise<LoadedSong | string> {
  const score = await song.load()
  const reason = refusal(score, encoding)
  if (reason) return reason
  const ready = preparedScore(score, encoding)
  return unfit(ready) ?? loadedSong(song, ready)
}

/** As many songs that fit as are wanted, or as there are; songs are read until then, and those that do not fit forgotten. */
async function chooseSongs(
  all: readonly Song[],
  encoding: Encoding,
  { wanted, seed, unfit }: Selection,
  stop: Stop = {},
): Promise<PreparedSongs> {
  const order = wanted === null ? all : shuffled(all, seeded(deriveSeed(seed, 'songs')))
  const reasons = new Map<string, number>()
  const hashes = new Set<string>()
  const songs: LoadedSong[] = []
  for (const song of order) {
    if (songs.length === wanted) break
    refuseToGoOn(stop)
    const result = hashes.has(song.hash) ? 'the same as another' : await prepared(song, encoding, unfit)
    hashes.add(song.hash)
    if (typeof result === 'string') reasons.set(result, (reasons.get(result) ?? 0) + 1)
    else songs.push(result)
  }
  const refused = Array.from(reasons, ([reason, count]) => ({ reason, songs: count }))
  return { songs, refused }
}

/** The signals of a training's hooks: either ends the reading of songs. */
type Stop = Pick<Hooks, 'signal' | 'pause'>

function refuseToGoOn({ signal, pause }: Stop): void {
  if (signal?.aborted || pause?.aborted) throw new CancelledError('cancelled while the songs were read')
}

/** Why too few of so many songs fit; null where they are enough. */
function tooFew({ songs, refused }: PreparedSongs, wanted: number | null, total: number): string | null {
  if (songs.length === 0) return `no song fits, ${explain(refused, total)}`
  if (wanted === null || songs.length === wanted) return null
  return `${wanted} songs wanted, but only ${songs.length} fit, ${explain(refused, total)}`
}

/**
 * Filters and transforms songs as the encoding says. A hash counts once. With a wanted number, that many are drawn by
 * the seed from those that fit. Throws an Error that says how many there were, where too few fit, and CancelledError where
 * `stop` says so.
 */
export async function prepareSongs(
  all: readonly Song[],
  encoding: Encoding,
  selection: Selection,
  stop: Stop = {},
): Promise<PreparedSongs> {
  const chosen = await chooseSongs(all, encoding, selection, stop)
  const reason = tooFew(chosen, selection.wanted, all.length)
  if (reason !== null) throw new Error(reason)
  return chosen
}

/** What a model learns from, and what it is tested with in training. */
export interface TrainingSongs extends PreparedSongs {
  heldOut: LoadedSong[]
}

/**
 * The songs of a training by its options: the held-out ones parted first, then those wanted drawn from the others. Throws as
 * prepareSongs does.
 */
export async function trainingSongs(
  all: readonly Song[],
  encoding: Encoding,
  options: {
    songs: number | null
    seed: number
    heldOut: { share: number; seed: number; songs: number } | null
  },
  unfit: Selection['unfit'],
  stop: Stop = {},
): Promise<TrainingSongs> {
  const { seen, heldOut } = options.heldOut ? heldOutSongs(all, options.heldOut) : { seen: all, heldOut: [] }
  const chosen = await chooseSongs(seen, encoding, { unfit, wanted: options.songs, seed: options.seed }, stop)
  const reason = tooFew(chosen, options.songs, seen.length)
  if (reason !== null) {
    const others = heldOut.length === 1 ? '1 other is' : `${heldOut.length} others are`
    throw new Error(heldOut.length === 0 ? reason : `${reason}; ${others} held out, for no model to see`)
  }
  const test = { unfit, wanted: options.heldOut?.songs ?? 0, seed: options.heldOut?.seed ?? 0 }
  return { ...chosen, heldOut: (await chooseSongs(heldOut, encoding, test, stop)).songs }
}

/** Two trainings with the same identity give the same weights: it names the options, but for who and when, and the songs. */
export function trainingIdentity(
  options: Readonly<Record<string, unknown>>,
  { songs, heldOut }: TrainingSongs,
): string {
  const { name: _, created: __, ...rest } = options
  const hashes = [songs, heldOut].map((list) => list.map(({ hash }) => hash))
  return createHash('sha256')
    .update(JSON.stringify([rest, hashes]))
    .digest('hex')
}
