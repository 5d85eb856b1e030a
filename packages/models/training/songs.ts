import { createHash } from 'node:crypto'
import { toCommonKey } from '@earshot/music/key'
import { withoutLeadingSilence, type Score } from '@earshot/music/notes'
import { divide } from '@earshot/music/split'
import { deriveSeed, seeded, shuffled } from '@earshot/random/random'
import type { AutoencoderEncoding, LstmEncoding } from '../files/encoding.ts'

/** One song to train on; `hash` tells whether two are the same file, `group` whether they are near-duplicates. */
export interface Song {
  id: string
  hash: string
  group?: string
  score: Score
}

/** Parts the songs that no model sees from the others, by group and seed alone; shares are of groups. */
export function heldOutSongs(
  all: readonly Song[],
  { share, seed }: { share: number; seed: number },
): { seen: Song[]; heldOut: Song[] } {
  const parts = [
    { name: 'held out', share },
    { name: 'seen', share: 1 - share },
  ]
  const divided = divide(
    all.map((song) => ({ group: song.group ?? song.id, song })),
    { name: 'held-out songs', seed, parts },
  )
  const songsOf = (part: string): Song[] => (divided.get(part) ?? []).map(({ song }) => song)
  return { seen: songsOf('seen'), heldOut: songsOf('held out') }
}

/** Songs made ready for training, and how many were left out for which reason. */
export interface PreparedSongs {
  songs: Song[]
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

function refusal({ score }: Song, { tempo }: Encoding): string | null {
  if (score.notes.length === 0) return 'no notes'
  const bpm = meanTempo(score)
  if (!tempo || (bpm >= tempo.lowest && bpm <= tempo.highest)) return null
  return `tempo outside ${tempo.lowest}..${tempo.highest} quarter notes a minute`
}

/** The score in the key, and from the note, at which the encoding has songs begin. */
export function preparedScore(score: Score, { commonKey, cutLeadingSilence }: Encoding): Score {
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
  /** Whether fewer than wanted will do, even none. */
  fewer?: boolean
}

/** The song as the encoding wants it, or why not. */
function prepared(song: Song, encoding: Encoding, unfit: Selection['unfit']): Song | string {
  const reason = refusal(song, encoding)
  if (reason) return reason
  const score = preparedScore(song.score, encoding)
  return unfit(score) ?? { ...song, score }
}

/**
 * Filters and transforms songs as the encoding says. A hash counts once. With a wanted number, that many are drawn by
 * the seed from those that fit. Throws an Error that says how many there were, where too few fit.
 */
export function prepareSongs(all: readonly Song[], encoding: Encoding, selection: Selection): PreparedSongs {
  const { wanted, seed, fewer = false } = selection
  const order = wanted === null ? all : shuffled(all, seeded(deriveSeed(seed, 'songs')))
  const reasons = new Map<string, number>()
  const hashes = new Set<string>()
  const songs: Song[] = []
  for (const song of order) {
    if (songs.length === wanted) break
    const result = hashes.has(song.hash) ? 'the same as another' : prepared(song, encoding, selection.unfit)
    hashes.add(song.hash)
    if (typeof result === 'string') reasons.set(result, (reasons.get(result) ?? 0) + 1)
    else songs.push(result)
  }
  const refused = Array.from(reasons, ([reason, count]) => ({ reason, songs: count }))
  if (fewer) return { songs, refused }
  if (songs.length === 0) throw new Error(`no song fits, ${explain(refused, all.length)}`)
  if (wanted !== null && songs.length < wanted) {
    throw new Error(`${wanted} songs wanted, but only ${songs.length} fit, ${explain(refused, all.length)}`)
  }
  return { songs, refused }
}

/** What a model learns from, and what it is tested with in training. */
export interface TrainingSongs extends PreparedSongs {
  heldOut: Song[]
}

/** The songs of a training by its options: the held-out ones parted first, then those wanted drawn from the others. */
export function trainingSongs(
  all: readonly Song[],
  encoding: Encoding,
  options: {
    songs: number | null
    seed: number
    heldOut: { share: number; seed: number; songs: number } | null
  },
  unfit: Selection['unfit'],
): TrainingSongs {
  const { seen, heldOut } = options.heldOut ? heldOutSongs(all, options.heldOut) : { seen: all, heldOut: [] }
  const test = { unfit, wanted: options.heldOut?.songs ?? 0, seed: options.heldOut?.seed ?? 0, fewer: true }
  try {
    const prepared = prepareSongs(seen, encoding, { unfit, wanted: options.songs, seed: options.seed })
    return { ...prepared, heldOut: prepareSongs(heldOut, encoding, test).songs }
  } catch (error) {
    if (heldOut.length === 0 || !(error instanceof Error)) throw error
    const others = heldOut.length === 1 ? '1 other is' : `${heldOut.length} others are`
    throw new Error(`${error.message}; ${others} held out, for no model to see`, { cause: error })
  }
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
