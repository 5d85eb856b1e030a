/** Excerpts of human songs as candidates: drawn by rule and seed, or named by a person. */
import type { Treatment } from '@earshot/contract/choice'
import { openSongs, type OpenSong } from '@earshot/data-sets/songs'
import { Refusal, stopIfAsked } from '@earshot/jobs/work'
import { bars } from '@earshot/music/bars'
import { chooseExcerpt, type ExcerptStart } from '@earshot/music/excerpt'
import type { Score } from '@earshot/music/notes'
import { clock } from '@earshot/music/tempo'
import { deriveSeed, seeded, shuffled } from '@earshot/random/random'
import type { Workshop } from '../workshop.ts'
import type { Candidate, Drawing, DrawingHooks, Missed, Origin } from './origins.ts'
import type { PoolRequest } from './request.ts'
import { encodeSong, requestedEncodings, windowOf, type SongEncoding } from './song-encoding.ts'
import { treat } from './treatment.ts'
import { unseenSongs } from './unseen.ts'

/** Excerpts of a song that may be matched, and how many songs are tried for each clip, and at least. */
const excerptsToMatch = 3
const songsToMatch = { aClip: 5, atLeast: 200 }

type Encodings = readonly [SongEncoding, ...SongEncoding[]]

export async function humanOrigin(
  workshop: Workshop,
  request: PoolRequest,
  dataSetId: string,
): Promise<Origin> {
  if (request.settings)
    throw new Refusal(`"${request.from}" is a data set; generation settings can only be given for a model.`)
  const { from, seed, skipBars = 8, selection, match, pick, seen, treatment, gates, sound } = request
  const encodings = await requestedEncodings(workshop, request)
  return {
    kind: 'human',
    dataSetId,
    settings: {
      ...{ seed, encodings, skipBars, seen, treatment, gates, sound },
      ...(selection ? { selection } : {}),
      ...(match ? { match } : {}),
      ...(pick ? { pick } : {}),
    },
    compared: { data: from },
    draw: (hooks) => (pick ? drawPicked : drawSongs)(workshop, request, encodings, hooks),
  }
}

async function drawSongs(
  workshop: Workshop,
  request: PoolRequest,
  encodings: Encodings,
  hooks: DrawingHooks,
): Promise<Drawing> {
  const { from, selection, seed } = request
  const all = await openSongs(workshop, from, selection)
  const { songs, unseen } = await unseenSongs(workshop, all, request)
  const order = shuffled(songs, seeded(deriveSeed(seed, 'songs')))
  const candidates = request.match
    ? toMatch(request, encodings, order, hooks)
    : oneOfEach(request, encodings, order, hooks)
  return { candidates, unseen, encodings: encodings.length }
}

/** One excerpt of each song, in the encoding that the next clip is to have. */
async function* oneOfEach(
  request: PoolRequest,
  encodings: Encodings,
  songs: readonly OpenSong[],
  { signal, kept }: DrawingHooks,
): AsyncGenerator<Candidate | Missed> {
  for (const song of songs) {
    stopIfAsked({ signal })
    yield drawExcerpt(request, encodings, kept() % encodings.length, song, await song.load())
  }
}

/** Several excerpts of each song; the songs take the encodings in turn. */
async function* toMatch(
  request: PoolRequest,
  encodings: Encodings,
  songs: readonly OpenSong[],
  { signal }: DrawingHooks,
): AsyncGenerator<Candidate | Missed> {
  const most = encodings.length * Math.max(songsToMatch.atLeast, songsToMatch.aClip * request.clips)
  for (const [i, song] of songs.slice(0, most).entries()) {
    stopIfAsked({ signal })
    const score = await song.load()
    const bars = new Set<unknown>()
    for (let excerpt = 0; excerpt < excerptsToMatch; excerpt++) {
      const found = drawExcerpt(request, encodings, i % encodings.length, song, score, excerpt)
      const bar = 'missed' in found ? 0 : found.provenance.bar
      if (!bars.has(bar)) yield found
      bars.add(bar)
      if ('missed' in found) break
    }
  }
}

function drawExcerpt(
  { from, seed, skipBars = 8, treatment, sound }: PoolRequest,
  encodings: Encodings,
  index: number,
  song: OpenSong,
  score: Score,
  number = 0,
): Candidate | Missed {
  const encoding = encodings[index] ?? encodings[0]
  const random = seeded(deriveSeed(seed, 'excerpt', song.id, ...(number > 0 ? [number] : [])))
  try {
    const whole = treat(encodeSong(score, encoding), treatment)
    const rule = { seconds: sound.seconds - sound.lead, afterBar: skipBars, onBar: true } as const
    const start = chooseExcerpt(whole, rule, random)
    return candidateAt({ from, song, score, treatment, encoding, index, chosen: 'by rule' }, start)
  } catch (error) {
    // What is thrown of a song that has no such excerpt; anything else is a fault, and no property of the song.
    if (error instanceof RangeError) return { title: song.title, missed: error.message }
    throw error
  }
}

interface Place {
  /** The data set. */
  from: string
  song: OpenSong
  score: Score
  treatment: Treatment
  encoding: SongEncoding
  index: number
  chosen: 'by rule' | 'by hand'
}

function candidateAt(
  { from: dataSet, song, score, treatment, encoding, index, chosen }: Place,
  start: ExcerptStart,
): Candidate {
  const { id, title, pieceId, hash } = song
  return {
    ...{ title, pieceId, owner: pieceId, song: id, encoding, encodingIndex: index },
    ...clipMusic(score, encoding, treatment, start),
    provenance: { dataSet, song: id, title, notes: hash, ...start, chosen, treatment },
  }
}

/** The music of an excerpt, encoded and treated, and where in it the excerpt begins, in seconds. */
export function clipMusic(
  song: Score,
  encoding: SongEncoding,
  treatment: Treatment,
  start: ExcerptStart,
): { score: Score; from: number } {
  const { score, from } = windowOf(song, encoding, start)
  return { score: treat(score, treatment), from }
}

/** The excerpts that a person named. Throws Refusal for a song that is not there, or that a model was trained on. */
async function drawPicked(
  workshop: Workshop,
  request: PoolRequest,
  encodings: Encodings,
  { signal, kept }: DrawingHooks,
): Promise<Drawing> {
  const { from, pick = [], selection = { duplicates: 'all' as const } } = request
  const all = new Map((await openSongs(workshop, from, selection)).map((song) => [song.id, song]))
  const picked = pick.map(({ song: id, bar }) => {
    const song = all.get(id)
    if (!song)
      throw new Refusal(
        `There is no song "${id}" in the data set "${from}". List them with: earshot data songs ${from}`,
      )
    return { song, bar }
  })
  const { unseen } = await unseenSongs(
    workshop,
    picked.map(({ song }) => song),
    request,
  )
  if (unseen && unseen.songsLeftOut > 0)
    throw new Refusal(
      `${String(unseen.songsLeftOut)} of the songs chosen by hand are ones that a model was trained on. Declare seen: allowed, or choose others.`,
    )
  async function* candidates(): AsyncGenerator<Candidate | Missed> {
    for (const { song, bar } of picked) {
      stopIfAsked({ signal })
      const index = kept() % encodings.length
      const encoding = encodings[index] ?? encodings[0]
      const score = await song.load()
      const whole = treat(encodeSong(score, encoding), request.treatment)
      const start = bars(whole)[bar - 1]
      if (!start) yield { title: song.title, missed: `it has no bar ${String(bar)}` }
      else {
        const place = { ...{ from, song, score, encoding, index }, treatment: request.treatment }
        yield candidateAt({ ...place, chosen: 'by hand' }, { bar, from: clock(whole.tempos)(start.start) })
      }
    }
  }
  return { candidates: candidates(), unseen, encodings: encodings.length }
}
