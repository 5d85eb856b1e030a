import type { Score } from '@earshot/music/notes'
import { align, type Alignment } from './alignment.ts'
import { cellsPerQuarter, toCells, type Cells } from './cells.ts'
import { successiveNoteGrams } from './grams.ts'
import { findAlignments } from './passage-search.ts'
import type { PassageIndex } from './passage-index.ts'
import { closestWindow, differentTurns, longestRun, windowsOf, type Stretch } from './stretches.ts'

/** A piece whose score is lower copies; by the measurements of docs/originality.md. */
export const copyBelow = 0.4

/** A piece copies that has successive notes of a song, and no other between, with more different turns. */
export const copyRun = 32

/** Whether a piece that was checked copies a passage. */
export const isCopy = (result: Originality): boolean =>
  result.checked && (result.score < copyBelow || (result.longest?.different ?? 0) > copyRun)

/** In quarter notes. */
export interface Span {
  start: number
  end: number
}

/** A note of the piece that the song's passage has too. */
export interface SharedNote {
  /** index into the piece's notes */
  note: number
  /** where the song has it, quarter notes, to the sixteenth */
  onset: number
  /** the song's MIDI pitch there */
  pitch: number
}

/** A stretch of the piece and the stretch of a song of the data set that it is like. */
export interface Passage {
  songId: string
  piece: Span
  song: Span
  /** semitones from the song up to the piece */
  transposition: number
  /** different notes (sixteenth and pitch) of the piece's stretch */
  count: number
  /** different turns of four successive notes among them: about `count` where nothing is repeated, few in a plain figure */
  different: number
  /** in order of time; as many as `count` in the longest passage */
  shared: SharedNote[]
}

export type Originality =
  | {
      checked: true
      /** 1 - `similarity`, 0..1 */
      score: number
      /** of the most similar windows of piece and song: the notes that both have, as a share of those that either has, 0..1 */
      similarity: number
      /** where that is; null where nothing is like any song */
      closest: Passage | null
      /** the stretch with most different turns in which piece and song have the same notes and no other; null without any of four */
      longest: Passage | null
    }
  | { checked: false; reason: string }

export interface OriginalityOptions {
  /** length of the windows compared, quarter notes; 32: eight bars of 4/4 */
  window?: number
  /** A window is made longer until it has so many different turns of four notes; no piece with fewer is judged; 24. */
  fewestTurns?: number
  /** songs that do not count, such as the piece's own and its duplicates */
  exclude?: ReadonlySet<string>
}

/** Without songs nothing was looked at: never to be shown as if nothing had been found. */
export const notChecked = (reason: string): Originality => ({ checked: false, reason })

/**
 * What a piece shares with the songs of a data set, in any key and anywhere in time. The closest passage is the window
 * of the piece that, moved as a whole, has most notes (pitches struck in a sixteenth) in common with a song, as a share
 * of those of both (Jaccard index). It follows the originality report of Yin et al. (2022, doi
 * 10.1007/s42979-022-01220-y), which counts the notes that two passages share under the best shift and transposition.
 * Only alignments on which turns agree are looked at (passage-search.ts). Not checked without an index, with an empty
 * one, or where the piece is too short or plain to tell a copy from chance.
 */
export function originality(
  piece: Score,
  index: PassageIndex | null,
  { window = 32, fewestTurns = 24, exclude = new Set() }: OriginalityOptions = {},
): Originality {
  if (!index) return notChecked('the songs are not here, nor an index of them')
  if (!index.songs.some(({ id }) => !exclude.has(id))) return notChecked('there is no song to compare with')
  const cells = toCells(piece)
  const turns = successiveNoteGrams(cells, 4).hashes
  const windows = windowsOf(cells, turns, window * cellsPerQuarter, fewestTurns)
  if (windows.length === 0)
    return notChecked(`the piece has fewer than ${fewestTurns} different turns of four notes`)
  let closest: Found | null = null
  let longest: Found | null = null
  for (const { song, from, alignment } of findAlignments(cells, index, exclude)) {
    const there = index.songs[song].cells
    const partners = align(cells, there, alignment, from)
    const place = { song, alignment, partners }
    closest = better(closest, { ...place, ...closestWindow(partners, windows, there, alignment) })
    longest = better(longest, { ...place, ...longestRun(partners, turns) })
  }
  const similarity = closest?.worth ?? 0
  return {
    checked: true,
    score: 1 - similarity,
    similarity,
    closest: closest && toPassage(closest, cells, turns, index),
    longest: longest && toPassage(longest, cells, turns, index),
  }
}

interface Found extends Stretch {
  song: number
  alignment: Alignment
  partners: Int32Array
}

/** The first of two that are equally good: alignments come in one order. */
const better = (a: Found | null, b: Found): Found | null => (b.worth > (a?.worth ?? 0) ? b : a)

function toPassage(
  { song, alignment, partners, from, to }: Found,
  cells: Cells,
  turns: Uint32Array,
  index: PassageIndex,
): Passage {
  const { id, cells: there } = index.songs[song]
  const quarters = (time: number, { origin }: Cells) => origin + time / cellsPerQuarter
  const [first, last] = [cells.times[from], cells.times[to - 1] + 1]
  const shared = Array.from(partners.subarray(from, to), (partner, i) => ({
    partner,
    note: cells.notes[from + i],
  }))
  return {
    songId: id,
    piece: { start: quarters(first, cells), end: quarters(last, cells) },
    song: {
      start: quarters(first + alignment.shift, there),
      end: quarters(last + alignment.shift, there),
    },
    transposition: 0 - alignment.transposition,
    count: to - from,
    different: differentTurns(turns, from, to),
    shared: shared
      .filter(({ partner }) => partner >= 0)
      .map(({ partner, note }) => ({
        note,
        onset: quarters(there.times[partner], there),
        pitch: there.pitches[partner],
      })),
  }
}
