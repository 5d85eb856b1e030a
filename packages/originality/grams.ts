import type { Cells } from './cells.ts'

/** Short turns of a song's outer voices, which do not change with the key or with where in time they are played. */
export interface Grams {
  /** 32-bit */
  hashes: Uint32Array
  /** index of the cell in which the turn begins */
  cells: Uint32Array
  /** times were divided by 2 to this power */
  halvings: Uint8Array
}

export interface GramOptions {
  /** successive onsets in a turn */
  length: number
  /** Times count only as multiples of the largest power of two that divides them all: written at half speed is the same. */
  anySpeed?: boolean
}

/** Longer rests count as this, in sixteenths (or what `anySpeed` divides them to). */
const longestStep = 64

/**
 * Every turn of `length` successive onsets in the highest voice and, where another, in the lowest: the pitch steps and
 * the times between, hashed. Voices are the highest and lowest pitch struck in each sixteenth with an onset.
 */
export function outerVoiceGrams(cells: Cells, { length, anySpeed = false }: GramOptions): Grams {
  const { top, bottom } = outerVoices(cells)
  const count = Math.max(0, top.length - length + 1)
  const hashes = new Uint32Array(2 * count)
  const starts = new Uint32Array(2 * count)
  const halvings = new Uint8Array(2 * count)
  let found = 0
  for (let i = 0; i < count; i++) {
    const shift = anySpeed ? commonHalvings(cells, top, i, length) : 0
    const upper = hashTurn(cells, top, i, length, shift)
    const lower = hashTurn(cells, bottom, i, length, shift)
    hashes[found] = upper
    starts[found] = top[i]
    halvings[found++] = shift
    if (lower === upper) continue
    hashes[found] = lower
    starts[found] = bottom[i]
    halvings[found++] = shift
  }
  return {
    hashes: hashes.slice(0, found),
    cells: starts.slice(0, found),
    halvings: halvings.slice(0, found),
  }
}

/** Every turn of `length` successive cells, chords from the lowest note up: whole where an outer voice was changed. */
export function successiveNoteGrams(cells: Cells, length: number): Grams {
  const all = cells.times.map((_, i) => i)
  const starts = Uint32Array.from(all.subarray(0, Math.max(0, all.length - length + 1)))
  const hashes = starts.map((from) => hashTurn(cells, all, from, length, 0))
  return { hashes, cells: starts, halvings: new Uint8Array(starts.length) }
}

/** Index of the highest and of the lowest cell of every onset. */
function outerVoices({ times }: Cells) {
  const top: number[] = []
  const bottom: number[] = []
  times.forEach((time, i) => {
    if (time !== times[i - 1]) bottom.push(i)
    if (time !== times[i + 1]) top.push(i)
  })
  return { top, bottom }
}

function commonHalvings({ times }: Cells, voice: ArrayLike<number>, from: number, length: number): number {
  let bits = 0
  for (let i = from + 1; i < from + length; i++) bits |= times[voice[i]] - times[voice[i - 1]]
  return 31 - Math.clz32(bits & -bits)
}

function hashTurn(cells: Cells, voice: ArrayLike<number>, from: number, length: number, shift: number) {
  let hash = 0x811c9dc5
  for (let i = from + 1; i < from + length; i++) {
    const step = cells.pitches[voice[i]] - cells.pitches[voice[i - 1]] + 128
    const time = Math.min(longestStep, (cells.times[voice[i]] - cells.times[voice[i - 1]]) >> shift)
    hash = mix(hash ^ (step | (time << 8)))
  }
  return hash >>> 0
}

/** The finaliser of MurmurHash3 (A. Appleby, public domain): every bit of the input changes half of the output's. */
function mix(value: number): number {
  let h = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}
