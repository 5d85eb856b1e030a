import type { Bar } from '@earshot/music/bars'
import type { Score } from '@earshot/music/notes'
import { barSpans } from './bar-spans.ts'

/** Onsets are counted in so many parts of a bar. */
const parts = 16

/** Pitch classes, parts of the bar, silence. */
const size = 12 + parts + 1

/** Bars on each side of the place at which novelty is measured. */
const radius = 4

/**
 * What is in each bar of a score (of the first 4,096), as a vector of length 1 of 29 numbers: how long each pitch class sounds of the notes
 * that begin in the bar, how many begin in each sixteenth of it, and whether none does. Both halves weigh the same,
 * so the product of two bars' vectors is the mean of the cosine of their pitch classes and that of their rhythms.
 */
export function barVectors(score: Score): Float64Array[] {
  const all = barSpans(score)
  const vectors = all.map(() => new Float64Array(size))
  let bar = 0
  for (const { start, end, pitch } of score.notes) {
    while (bar < all.length && all[bar].end <= start) bar++
    if (bar === all.length) break
    vectors[bar][pitch % 12] += end - start
    vectors[bar][12 + partOf(all[bar], start)]++
  }
  for (const vector of vectors) {
    scale(vector.subarray(0, 12), Math.SQRT1_2)
    const sounds = scale(vector.subarray(12, 12 + parts), Math.SQRT1_2)
    if (!sounds) vector[size - 1] = 1
  }
  return vectors
}

const partOf = ({ start, end }: Bar, at: number): number =>
  Math.min(parts - 1, Math.floor(((at - start) / (end - start)) * parts + 0.5))

/** Makes a vector so long, in place; false where it has no direction. */
function scale(vector: Float64Array, length: number): boolean {
  const now = Math.sqrt(product(vector, vector))
  if (now > 0) for (let i = 0; i < vector.length; i++) vector[i] *= length / now
  return now > 0
}

function product(a: Float64Array, b: Float64Array): number {
  let total = 0
  for (let i = 0; i < a.length; i++) total += a[i] * b[i]
  return total
}

export interface SimilarityMatrix {
  /** bars a side */
  bars: number
  /** `bars` x `bars` similarities 0..1, row by row; 1 on the diagonal */
  values: Float32Array
}

/**
 * How alike each two bars of a score are (Foote 1999: the self-similarity matrix), by their pitch classes and their
 * rhythm. Of longer scores the first `most` (512) are compared.
 */
export function selfSimilarity(score: Score, most = 512): SimilarityMatrix {
  const vectors = barVectors(score).slice(0, most)
  const values = new Float32Array(vectors.length ** 2)
  vectors.forEach((a, row) => {
    for (let column = 0; column <= row; column++) {
      const similarity = Math.min(1, product(a, vectors[column]))
      values[row * vectors.length + column] = similarity
      values[column * vectors.length + row] = similarity
    }
  })
  return { bars: vectors.length, values }
}

const isSilent = (vector: Float64Array): boolean => vector[size - 1] > 0

/**
 * The mean similarity of two different bars in which notes begin, 0..1; null for fewer than two. The products of all
 * pairs are the square of the sum, so no matrix is needed.
 */
export function meanSimilarity(vectors: readonly Float64Array[]): number | null {
  const sounding = vectors.filter((vector) => !isSilent(vector))
  const pairs = sounding.length * (sounding.length - 1)
  if (pairs === 0) return null
  const total = sumOf(sounding)
  return (product(total, total) - sounding.length) / pairs
}

function sumOf(vectors: readonly Float64Array[]): Float64Array {
  const total = new Float64Array(size)
  for (const vector of vectors) for (let i = 0; i < size; i++) total[i] += vector[i]
  return total
}

/**
 * How new the music becomes at each bar line, 0..1: Foote's (2000) checkerboard kernel of four bars before and four
 * after, without taper, on the self-similarity matrix. The first value is that of the line after four bars; none for
 * fewer than eight. Half the square of the distance between the mean bars before and after is that kernel.
 */
export function novelty(vectors: readonly Float64Array[]): number[] {
  const lines = Math.max(0, vectors.length - 2 * radius + 1)
  return Array.from({ length: lines }, (_, i) => {
    const before = sumOf(vectors.slice(i, i + radius))
    const after = sumOf(vectors.slice(i + radius, i + 2 * radius))
    const difference = before.map((value, j) => (value - after[j]) / radius)
    return product(difference, difference) / 2
  })
}
