import type { Alignment } from './alignment.ts'
import type { Cells } from './cells.ts'
import { placesOf, turnsOf, type PassageIndex } from './passage-index.ts'

/** Where in the index a piece may stem from. */
export interface Candidate {
  /** index into the index's songs */
  song: number
  /** cell of the song to look from */
  from: number
  alignment: Alignment
}

/** Places of turns that are looked at, those of the rarest turns: it bounds the time where music is plain. */
const mostPlaces = 100_000

/** Alignments that are compared cell by cell. */
const mostCandidates = 400

/**
 * The alignments of a piece on songs on which most turns agree, the best first. A turn that stands
 * in many places says little, so those that stand in few are looked up first, until `mostPlaces` have been seen.
 */
export function findAlignments(piece: Cells, index: PassageIndex, exclude: ReadonlySet<string>): Candidate[] {
  const excluded = index.songs.map(({ id }) => exclude.has(id))
  const votes = collectVotes(piece, index, excluded)
  const found: { key: number; count: number }[] = []
  for (let i = 0; i < votes.length;) {
    const first = i
    while (votes[i] === votes[first]) i++
    found.push({ key: votes[first], count: i - first })
  }
  found.sort((a, b) => b.count - a.count || a.key - b.key)
  return found.slice(0, mostCandidates).map(({ key }) => toCandidate(key, index))
}

/** A song, a shift and a transposition as one number, which a typed array sorts fast: below 2^53 for 2^21 songs. */
const shifts = 2 ** 24
const transpositions = 2 ** 8

const toKey = (song: number, shift: number, transposition: number): number =>
  (song * shifts + shift + shifts / 2) * transpositions + transposition + transpositions / 2

function toCandidate(key: number, { songs }: PassageIndex): Candidate {
  const transposition = (key % transpositions) - transpositions / 2
  const place = Math.floor(key / transpositions)
  const shift = (place % shifts) - shifts / 2
  const song = Math.floor(place / shifts)
  const from = firstNotBefore(songs[song].cells.times, shift)
  return { song, from, alignment: { shift, transposition, stretch: [1, 1] } }
}

/** One key for every turn of the piece and every place of it in the songs, ascending. */
function collectVotes(piece: Cells, index: PassageIndex, excluded: readonly boolean[]): Float64Array {
  const turns = turnsOf(piece).flatMap(({ hashes, cells }) =>
    Array.from(hashes, (hash, i) => ({ cell: cells[i], ...placesOf(index, hash) })),
  )
  turns.sort((a, b) => a.to - a.from - (b.to - b.from) || a.cell - b.cell)
  const votes = new Float64Array(mostPlaces)
  let count = 0
  for (const { cell, from, to } of turns) {
    for (let place = from; place < to && count < mostPlaces; place++) {
      const song = index.placeSongs[place]
      if (excluded[song]) continue
      const { times, pitches } = index.songs[song].cells
      const there = index.placeCells[place]
      votes[count++] = toKey(song, times[there] - piece.times[cell], pitches[there] - piece.pitches[cell])
    }
  }
  return votes.subarray(0, count).sort()
}

function firstNotBefore(times: Int32Array, time: number): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (times[middle] < time) low = middle + 1
    else high = middle
  }
  return low
}
