/** A clip and the passage of a song that it was found to share notes with, cut so that one can be drawn above the other. */
import { bars } from '@earshot/music/bars'
import type { Score, ScoreNote } from '@earshot/music/notes'
import { clock } from '@earshot/music/tempo'
import type { ClipOriginality, OriginalityReport } from './originality-check.ts'
import { inOwnQuarters, tempoOf } from './clip-notes.ts'
import { readScore } from './score-file.ts'
import type { Stores } from './stores.ts'
import { treatmentOf } from './treatments.ts'

export const passageKinds = ['closest', 'longest'] as const
export type PassageKind = (typeof passageKinds)[number]
export type FoundPassage = NonNullable<ClipOriginality['closest']>

/** A note in a cut: quarter notes from its left edge; `shared` where clip and song both have it. */
export interface CutNote extends ScoreNote {
  shared: boolean
}

/** What stands at a place of a cut's time axis, quarter notes from the left edge: a bar's number, or a second. */
export interface AxisMark {
  at: number
  number: number
}

export interface Cut {
  notes: CutNote[]
  marks: AxisMark[]
}

export interface PassageView {
  /** quarter notes, the same for both cuts: what stands at one place in both sounds at one time of the passage */
  length: number
  /** MIDI pitches of the lowest and the highest note of both */
  pitches: { lowest: number; highest: number }
  /** The clip as it is heard, with its seconds. */
  clip: Cut
  /** The song as it was compared: coarsened as the clip's own music was, with its own bars, from 1. */
  song: Cut
}

/** In quarter notes of the whole piece. */
interface Window {
  from: number
  to: number
}

/** What a song is compared by is rounded to sixteenths, so a shared note lies at most half of one away. */
const tolerance = 1 / 8 + 1e-6

/**
 * Cuts a clip and a song (coarsened already) to a passage and `around` quarter notes on both sides. The song's bars are
 * those of `meters`, as coarsening forgets them. Pure.
 */
export function cutPassage(
  clip: Score,
  song: Score,
  { piece, song: there, shared }: Pick<FoundPassage, 'piece' | 'song' | 'shared'>,
  { meters, around = 4 }: { meters: Score['meters']; around?: number },
): PassageView {
  const window = { from: piece.start - around, to: piece.end + around }
  const shift = there.start - piece.start
  const songWindow = { from: window.from + shift, to: window.to + shift }
  const mine = new Set(shared.map(({ note }) => note))
  const theirs = new Set(shared.map((note) => nearest(song.notes, note)))
  const cuts = {
    clip: { notes: cutNotes(clip.notes, window, mine), marks: seconds(clip, window) },
    song: {
      notes: cutNotes(song.notes, songWindow, theirs),
      marks: barLines({ ...song, meters }, songWindow),
    },
  }
  const pitches = [...cuts.clip.notes, ...cuts.song.notes].map(({ pitch }) => pitch)
  return {
    length: window.to - window.from,
    pitches: { lowest: Math.min(...pitches), highest: Math.max(...pitches) },
    ...cuts,
  }
}

/** The index of the note of that pitch that begins nearest to an onset; -1 where none is near. */
function nearest(notes: readonly ScoreNote[], { onset, pitch }: { onset: number; pitch: number }): number {
  const far = ({ start }: ScoreNote) => Math.abs(start - onset)
  return notes.reduce(
    (best, note, i) =>
      note.pitch === pitch && far(note) <= (best < 0 ? tolerance : far(notes[best])) ? i : best,
    -1,
  )
}

function cutNotes(notes: readonly ScoreNote[], { from, to }: Window, shared: ReadonlySet<number>): CutNote[] {
  return [...notes.entries()]
    .filter(([, { start, end }]) => start < to && end > from)
    .map(([index, note]) => ({
      ...note,
      start: Math.max(0, note.start - from),
      end: Math.min(to, note.end) - from,
      shared: shared.has(index),
    }))
}

function barLines(song: Score, { from, to }: Window): AxisMark[] {
  return bars(song)
    .map(({ start }, i) => ({ at: start - from, number: i + 1 }))
    .filter(({ at }) => at >= -1e-6 && at < to - from)
}

/** Every whole second of a clip that a window shows. A clip has one tempo: its notes are written as they are heard. */
function seconds({ tempos, length }: Score, { from, to }: Window): AxisMark[] {
  const aQuarter = clock(tempos)(1)
  const last = Math.floor(Math.min(to, length) * aQuarter + 1e-6)
  return Array.from({ length: Math.max(0, last + 1) }, (_, second) => ({
    at: second / aQuarter - from,
    number: second,
  })).filter(({ at }) => at >= -1e-6)
}

/** Where a passage lies: seconds of the clip, and bars of the song by its own meters, from 1. */
export interface PassagePlace {
  clip: { start: number; end: number }
  song: { first: number; last: number }
}

/** The place of a passage in words' numbers. `meters` and `length` (quarter notes) are the song's own. Pure. */
export function placePassage(
  clip: Pick<Score, 'tempos'>,
  song: Pick<Score, 'meters' | 'length'>,
  { piece, song: there }: Pick<FoundPassage, 'piece' | 'song'>,
): PassagePlace {
  const secondsAt = clock(clip.tempos)
  const starts = bars({ notes: [], tempos: [], pedal: [], ...song }).map(({ start }) => start)
  const barAt = (quarters: number) =>
    Math.max(1, starts.findLastIndex((start) => start <= quarters + 1e-6) + 1)
  return {
    clip: { start: secondsAt(Math.max(0, piece.start)), end: secondsAt(piece.end) },
    song: { first: barAt(there.start), last: barAt(there.end - 2e-6) },
  }
}

interface Music {
  clips: Map<string, { score: Score; encoding: unknown }>
  songs: Map<string, Score>
}

/** The music of clips and songs by id; what was removed since is missing. */
async function loadMusic(
  { database, storage }: Stores,
  data: string,
  found: readonly { clip: string; song: string }[],
): Promise<Music> {
  const music: Music = { clips: new Map(), songs: new Map() }
  const clips = await database.clip.findMany({
    where: { id: { in: found.map(({ clip }) => clip) }, notes: { not: null } },
    select: { id: true, notes: true, encoding: true, source: { select: { settings: true } } },
  })
  for (const { id, notes, encoding, source } of clips) {
    if (notes === null) continue
    const score = inOwnQuarters(readScore(await storage.get(notes)), tempoOf(source.settings))
    music.clips.set(id, { score, encoding })
  }
  const songs = await database.song.findMany({
    where: { dataSet: { name: data }, identity: { in: [...new Set(found.map(({ song }) => song))] } },
    select: { identity: true, notes: true },
  })
  for (const { identity, notes } of songs) music.songs.set(identity, readScore(await storage.get(notes)))
  return music
}

/** Where the closest passage of each clip of a report lies, by the clip's id; clips or songs that are gone have none. */
export async function placeClips(
  stores: Stores,
  { data, clips }: OriginalityReport,
): Promise<Map<string, PassagePlace>> {
  const found = clips.flatMap(({ clip, closest }) =>
    closest ? [{ clip, closest, song: closest.songId }] : [],
  )
  const music = await loadMusic(stores, data, found)
  return new Map(
    found.flatMap(({ clip, song, closest }) => {
      const [mine, theirs] = [music.clips.get(clip), music.songs.get(song)]
      return mine && theirs ? [[clip, placePassage(mine.score, theirs, closest)]] : []
    }),
  )
}

/**
 * A clip of a report above its closest or its longest passage. Null where it has none, or where the clip or the song was
 * removed since.
 */
export async function showPassage(
  stores: Stores,
  { data, clips }: OriginalityReport,
  clip: string,
  kind: PassageKind,
): Promise<(PassageView & { place: PassagePlace }) | null> {
  const passage = clips.find((one) => one.clip === clip)?.[kind]
  if (!passage) return null
  const music = await loadMusic(stores, data, [{ clip, song: passage.songId }])
  const [mine, theirs] = [music.clips.get(clip), music.songs.get(passage.songId)]
  if (!mine || !theirs) return null
  const asCompared = treatmentOf(mine.encoding).apply(theirs)
  return {
    ...cutPassage(mine.score, asCompared, passage, { meters: theirs.meters }),
    place: placePassage(mine.score, theirs, passage),
  }
}
