import type { Score } from '@earshot/music/notes'
import { align, type Alignment } from './alignment.ts'
import { cellsPerQuarter, toCells, type Cells } from './cells.ts'
import { Counts } from './counts.ts'
import { successiveNoteGrams } from './grams.ts'
import { findAlignments } from './passage-search.ts'
import type { PassageIndex } from './passage-index.ts'

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
      /** the longest stretch in which piece and song have the same notes and no other; null where there is none */
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
 * of the piece that has, moved as a whole, most notes (pitches struck in a sixteenth) in common with a song (Jaccard index). Searched are
 * the alignments on which most turns of the outer voices agree (passage-search.ts). Not checked without an index, with
 * an empty one, or where the piece has too few notes to say anything. The measure is that of the originality report of
 * Yin et al. (2022, doi 10.1007/s42979-022-01220-y), with onsets in sixteenths in the place of their time tolerance.
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

/** Cells `from` to before `to` of a piece; the more `worth`, the more like a song. */
interface Stretch {
  from: number
  to: number
  worth: number
}

interface Found extends Stretch {
  song: number
  alignment: Alignment
  partners: Int32Array
}

/** The first of two that are equally good: alignments come in one order. */
const better = (a: Found | null, b: Found): Found | null => (b.worth > (a?.worth ?? 0) ? b : a)

/** Cells `from` to before `to`: those struck from sixteenth `start` to before `end`. */
interface Window {
  from: number
  to: number
  start: number
  end: number
}

/**
 * `length` sixteenths, or as long as to have `fewest` different turns: one from every onset on, and one up to the end,
 * unless it would go over the end. A piece shorter than that is one window; with fewer turns it has none.
 */
function windowsOf({ times }: Cells, turns: Uint32Array, length: number, fewest: number): Window[] {
  const last = times[times.length - 1] + 1
  const onsets = times.filter((time, i) => time !== times[i - 1] && time + length <= last)
  const windows: Window[] = []
  const counts = new Counts()
  let [from, to] = [0, 0]
  for (const start of [...onsets, Math.max(0, last - length)]) {
    while (times[from] < start) counts.remove(turns[from++])
    while (to < times.length && (times[to] < start + length || counts.different < fewest))
      counts.add(turns[to++])
    if (counts.different < fewest) break
    windows.push({ from, to, start, end: Math.max(start + length, times[to - 1] + 1) })
  }
  return windows
}

/** The window with the greatest Jaccard index: cells that both have, as a share of those that either has. */
function closestWindow(
  partners: Int32Array,
  windows: readonly Window[],
  song: Cells,
  { shift }: Alignment,
): Stretch {
  const shared = runningCount(partners)
  let best: Stretch = { from: 0, to: 0, worth: 0 }
  let [first, after] = [0, 0]
  for (const { from, to, start, end } of windows) {
    while (song.times[first] < start + shift) first++
    while (song.times[after] < end + shift) after++
    const both = shared[to] - shared[from]
    const worth = both / (to - from + (after - first) - both)
    if (worth > best.worth) best = { from, to, worth }
  }
  return best
}

/** How many of the cells before each have a partner. */
function runningCount(partners: Int32Array): Uint32Array {
  const counts = new Uint32Array(partners.length + 1)
  for (let i = 0; i < partners.length; i++) counts[i + 1] = counts[i] + (partners[i] >= 0 ? 1 : 0)
  return counts
}

/** Successive cells whose partners are successive cells of the song, so that neither has a note that the other has not. */
function longestRun(partners: Int32Array, turns: Uint32Array): Stretch {
  let best: Stretch = { from: 0, to: 0, worth: 0 }
  let from = 0
  for (let to = 1; to <= partners.length; to++) {
    if (partners[to - 1] >= 0 && partners[to] === partners[to - 1] + 1) continue
    const worth = partners[to - 1] < 0 || to - from <= best.worth ? 0 : differentTurns(turns, from, to)
    if (worth > best.worth) best = { from, to, worth }
    from = to
  }
  return best
}

const differentTurns = (turns: Uint32Array, from: number, to: number): number =>
  new Set(turns.subarray(from, Math.max(from, to - 3))).size

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
