/** What pieces give back of the songs that a model was trained on. */
import { treatmentOf } from '@earshot/data-sets/treatments'
import type { Manifest } from '@earshot/models/files/manifest'
import type { LoadedSong } from '@earshot/models/training/songs'
import type { Score } from '@earshot/music/notes'
import { isCopy, originality } from '@earshot/originality/originality'
import { buildPassageIndex, type PassageIndex } from '@earshot/originality/passage-index'

/** The songs as they were to the model, to look for passages in. */
export function passagesOf(songs: readonly LoadedSong[], { encoding }: Manifest): PassageIndex {
  const { apply } = treatmentOf(encoding)
  return buildPassageIndex(songs.map(({ id, score }) => ({ id, score: apply(score) })))
}

/** What pieces copy of training songs. */
export interface Copies {
  /** Pieces with notes enough to be checked. */
  judged: number
  /** Of those, that copy a passage. */
  copies: number
  /** Turns of four notes in the longest passage shared with a song. */
  longest: number
  medianScore: number | null
}

/** What the pieces copy of the songs of an index. */
export function copiesIn(pieces: readonly Score[], index: PassageIndex): Copies {
  const checked = pieces.map((score) => originality(score, index)).filter((result) => result.checked)
  const scores = checked.map(({ score }) => score).sort((a, b) => a - b)
  return {
    judged: checked.length,
    copies: checked.filter(isCopy).length,
    longest: Math.max(0, ...checked.map((result) => result.longest?.different ?? 0)),
    medianScore: scores[Math.floor(scores.length / 2)] ?? null,
  }
}
