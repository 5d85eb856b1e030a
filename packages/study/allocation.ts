/** Which clips a respondent hears, pure: the least rated first. Chance is an argument. */
import { below, shuffled, type Random } from '@earshot/random/random'

/** A clip that may be drawn; `piece` is the composition that it comes from. */
export interface PoolClip {
  id: string
  piece: string
  /** How many runs that are finished or still live hold it. */
  ratings: number
  /** How uncertain its mean rating is; only where clips are drawn by it. */
  width?: number
}

export interface SourcePool {
  source: string
  /** How many of its clips a respondent hears. */
  clips: number
  pool: readonly PoolClip[]
}

export interface Draw {
  source: string
  clip: string
  /** The chance of this clip, given the ratings so far and the pieces drawn for the sources before. */
  probability: number
}

/** By which rule the pieces of a source are drawn. */
export const allocations = ['least-rated', 'widest-interval'] as const
export type Allocation = (typeof allocations)[number]

/** Thrown where a pool cannot give a respondent enough clips of different pieces. */
export class PoolTooSmall extends Error {}

/**
 * The clips of one respondent, by source. Of each source the pieces whose clips have the fewest ratings, ties by chance, and
 * of each piece its clip with the fewest; no two clips of a run are of one piece, whatever their sources. While all runs are live, the
 * ratings of a source's clips differ by 1 at most, if each is of a piece of its own. Throws PoolTooSmall.
 */
export function drawRun(
  sources: readonly SourcePool[],
  random: Random,
  allocation: Allocation = 'least-rated',
): Draw[] {
  const heard = new Set<string>()
  return sources.flatMap((source) => drawSource(source, heard, chanceRules[allocation], random))
}

/**
 * Clips for practice, each of a piece that neither the run nor the practice holds yet, of sources in turn in an order by chance. Throws
 * PoolTooSmall where there are not so many.
 */
export function drawPractice(
  sources: readonly SourcePool[],
  run: readonly Draw[],
  count: number,
  random: Random,
): Draw[] {
  const pieceOf = new Map(sources.flatMap(({ pool }) => pool.map(({ id, piece }) => [id, piece] as const)))
  const heard = new Set(run.map(({ clip }) => pieceOf.get(clip)))
  const practice: Draw[] = []
  const turns = shuffled(sources, random)
  for (let turn = 0, without = 0; practice.length < count; turn++) {
    const { source, pool } = turns[turn % turns.length]
    const free = pool.filter(({ piece }) => !heard.has(piece))
    if (free.length === 0) {
      if (++without === turns.length) throw tooSmall('practice', practice.length, count)
      continue
    }
    without = 0
    const { id, piece } = free[below(free.length, random)]
    heard.add(piece)
    practice.push({ source, clip: id, probability: 1 / free.length })
  }
  return practice
}

/** The chance of each piece, of which so many are drawn: they sum to that number, and none is above 1. */
type ChanceRule = (pieces: readonly Piece[], count: number) => number[]

interface Piece {
  name: string
  /** Its clips with the fewest ratings. */
  clips: PoolClip[]
  ratings: number
  width: number
}

function drawSource(
  { source, clips, pool }: SourcePool,
  heard: Set<string>,
  chancesOf: ChanceRule,
  random: Random,
): Draw[] {
  const pieces = piecesOf(pool).filter(({ name }) => !heard.has(name))
  if (pieces.length < clips) throw tooSmall(source, pieces.length, clips)
  const chances = chancesOf(pieces, clips)
  return sampleWith(chances, clips, random).map((index) => {
    const { name, clips: versions } = pieces[index]
    heard.add(name)
    const { id } = versions[below(versions.length, random)]
    return { source, clip: id, probability: chances[index] / versions.length }
  })
}

function piecesOf(pool: readonly PoolClip[]): Piece[] {
  const groups = new Map<string, PoolClip[]>()
  for (const clip of pool) groups.set(clip.piece, [...(groups.get(clip.piece) ?? []), clip])
  return [...groups].map(([name, all]) => {
    const ratings = Math.min(...all.map((clip) => clip.ratings))
    const clips = all.filter((clip) => clip.ratings === ratings)
    return { name, clips, ratings, width: Math.max(...clips.map(({ width = 1 }) => width)) }
  })
}

/** Pieces below the number of ratings at which the last one is drawn are certain, those at it share what is left, the others wait. */
const leastRated: ChanceRule = (pieces, count) => {
  const last = pieces.map(({ ratings }) => ratings).sort((a, b) => a - b)[count - 1] ?? 0
  const before = pieces.filter(({ ratings }) => ratings < last).length
  const at = pieces.filter(({ ratings }) => ratings === last).length
  return pieces.map(({ ratings }) => (ratings < last ? 1 : ratings === last ? (count - before) / at : 0))
}

/** So much of the chance goes to all pieces alike, so that none is 0 and estimates can be weighted by its inverse. */
const alike = 0.25

/** Of the pieces that might be drawn as least rated, those whose means are least certain more often. */
const widestInterval: ChanceRule = (pieces, count) => {
  const least = leastRated(pieces, count)
  const wanted = pieces.map(({ width }, index) => (least[index] > 0 ? width : 0))
  const focused = proportional(wanted, count)
  return focused.map((chance) => (1 - alike) * chance + (alike * count) / pieces.length)
}

/** The variance of ratings that are spread evenly over 1 to 5, and as how many ratings it counts beside those of a clip. */
const [evenVariance, evenWeight] = [2, 2]

/** The standard error of a clip's mean rating, its variance drawn towards that of even ratings while there are few. */
export function meanUncertainty(given: number, variance: number | null): number {
  const freedom = Math.max(0, given - 1)
  const drawn = (freedom * (variance ?? 0) + evenWeight * evenVariance) / (freedom + evenWeight)
  return Math.sqrt(drawn / (given + 1))
}

const chanceRules: Record<Allocation, ChanceRule> = {
  'least-rated': leastRated,
  'widest-interval': widestInterval,
}

/** Chances in proportion to sizes, of which at least `count` are above 0; what would be above 1 is 1, and the others share the rest. */
function proportional(sizes: readonly number[], count: number): number[] {
  const certain = new Set<number>()
  for (;;) {
    const rest = sizes.reduce((sum, size, index) => (certain.has(index) ? sum : sum + size), 0)
    const left = count - certain.size
    const chances = sizes.map((size, index) => (certain.has(index) ? 1 : rest > 0 ? (left * size) / rest : 0))
    const above = chances.findIndex((chance, index) => chance > 1 && !certain.has(index))
    if (above < 0) return chances
    for (const [index, chance] of chances.entries()) if (chance >= 1) certain.add(index)
  }
}

/**
 * So many different indices, each with exactly its chance: systematic sampling in random order (Madow 1949, Annals of
 * Mathematical Statistics 20, 333-354). The chances sum to `count`, and none is above 1.
 */
function sampleWith(chances: readonly number[], count: number, random: Random): number[] {
  const order = shuffled([...chances.keys()], random)
  const start = random()
  const drawn: number[] = []
  let sum = 0
  for (const index of order) {
    sum += chances[index]
    if (drawn.length < count && sum > start + drawn.length) drawn.push(index)
  }
  // The chances may sum to a rounding error less than the last place.
  const late = order.filter((index) => chances[index] > 0 && !drawn.includes(index))
  return [...drawn, ...late.slice(late.length - (count - drawn.length))]
}

const tooSmall = (source: string, pieces: number, wanted: number): PoolTooSmall =>
  new PoolTooSmall(
    `"${source}" has clips of ${String(pieces)} piece(s) that the run does not hold yet, but ${String(wanted)} are wanted. ` +
      'Build a larger pool, or ask for fewer clips.',
  )

/**
 * Throws PoolTooSmall unless every respondent can be served, whichever pieces the earlier sources take of those that
 * they share with a later one.
 */
export function checkPools(sources: readonly SourcePool[], practice = 0): void {
  const pieces = sources.map(({ pool }) => new Set(pool.map(({ piece }) => piece)))
  for (const [index, { source, clips }] of sources.entries()) {
    const own = pieces[index] ?? new Set()
    const taken = sources.slice(0, index).map((earlier, i) => {
      const shared = [...(pieces[i] ?? [])].filter((piece) => own.has(piece)).length
      return Math.min(earlier.clips, shared)
    })
    const left = Math.max(
      0,
      taken.reduce((rest, count) => rest - count, own.size),
    )
    if (left < clips) throw tooSmall(source, left, clips)
  }
  const all = new Set(sources.flatMap(({ pool }) => pool.map(({ piece }) => piece))).size
  const wanted = sources.reduce((sum, { clips }) => sum + clips, practice)
  if (practice > 0 && all < wanted) throw tooSmall('practice', all - (wanted - practice), practice)
}
