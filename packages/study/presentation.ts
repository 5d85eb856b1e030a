/** In which order a respondent hears the clips of a run, pure: an arrangement of sources, into which clips are put. Chance is an argument. */
import { shuffled, type Random } from '@earshot/random/random'

/** `random`: any order; `blocks`: each part of the run holds all sources in proportion; `latin-square`: Williams' design. */
export const presentationOrders = ['random', 'blocks', 'latin-square'] as const
export type PresentationOrder = (typeof presentationOrders)[number]

/** How many clips of each source a run holds, in the order of the study file. */
export type SourceCounts = readonly { source: string; clips: number }[]

export interface ArrangementRules {
  order: PresentationOrder
  /** No more clips of one source than this follow one another. */
  mostInARow?: number | undefined
}

/** Thrown where no arrangement obeys the rules. */
export class NoArrangement extends Error {}

const sum = (counts: Iterable<number>): number => [...counts].reduce((total, count) => total + count, 0)

/** The greatest common divisor. */
const common = (a: number, b: number): number => (b === 0 ? a : common(b, a % b))

/** Into how many parts a run can be divided so that each has the same number of clips of every source. */
const blocksOf = (counts: SourceCounts): number => counts.reduce((all, { clips }) => common(all, clips), 0)

/**
 * Throws NoArrangement, with what to change, where clips of one source must follow one another more often than is allowed, or
 * where the rules contradict each other.
 */
export function checkArrangement(counts: SourceCounts, { order, mostInARow }: ArrangementRules): void {
  if (mostInARow === undefined) return
  if (order === 'latin-square')
    throw new NoArrangement(
      'a Latin square fixes the order alone: leave out mostInARow, or take another order',
    )
  const blocks = order === 'blocks' ? blocksOf(counts) : 1
  for (const { source, clips } of counts) {
    const own = clips / blocks
    const others = sum(counts.map((one) => one.clips)) / blocks - own
    // Between two blocks nothing else may stand, so a block must begin and end with others where it has to.
    const room = mostInARow * (blocks > 1 ? others : others + 1)
    if (own > room)
      throw new NoArrangement(
        `${String(own)} clips of "${source}"${blocks > 1 ? ' in each block' : ''} cannot be heard with at most ${String(mostInARow)} in a row beside ${String(others)} others`,
      )
  }
}

/** A source at each position of a run. Throws NoArrangement. */
export function arrange(counts: SourceCounts, rules: ArrangementRules, random: Random): string[] {
  checkArrangement(counts, rules)
  const { order, mostInARow = sum(counts.map(({ clips }) => clips)) } = rules
  const blocks = order === 'blocks' ? blocksOf(counts) : 1
  const heard: string[] = []
  for (let block = 0; block < blocks; block++) {
    const left = new Map(counts.map(({ source, clips }) => [source, clips / blocks]))
    while (sum(left.values()) > 0) {
      const next = pick(left, heard, mostInARow, random)
      left.set(next, (left.get(next) ?? 0) - 1)
      heard.push(next)
    }
  }
  return heard
}

/** One of the sources after which the others can still be heard, each in proportion to what is left of it. */
function pick(
  left: ReadonlyMap<string, number>,
  heard: readonly string[],
  mostInARow: number,
  random: Random,
): string {
  const possible = [...left].filter(
    ([source, count]) => count > 0 && canFollow(left, heard, source, mostInARow),
  )
  let at = random() * sum(possible.map(([, count]) => count))
  for (const [source, count] of possible) {
    at -= count
    if (at < 0) return source
  }
  const [last] = possible.at(-1) ?? []
  if (last === undefined) throw new NoArrangement('no source can follow')
  return last
}

/** Whether a source may be heard next: it is not too often in a row, and what is left can be heard after it. */
function canFollow(
  left: ReadonlyMap<string, number>,
  heard: readonly string[],
  next: string,
  mostInARow: number,
): boolean {
  const row = 1 + rowAtEnd(heard, next)
  if (row > mostInARow) return false
  const total = sum(left.values()) - 1
  return [...left].every(([source, count]) => {
    const own = source === next ? count - 1 : count
    const others = total - own
    return own <= (source === next ? mostInARow - row : mostInARow) + mostInARow * others
  })
}

/** How often a source stands at the end of what was heard. */
function rowAtEnd(heard: readonly string[], source: string): number {
  const other = heard.findLastIndex((one) => one !== source)
  return heard.length - 1 - other
}

/**
 * The rows of Williams' design for `size` things (Williams 1949, Australian Journal of Scientific Research A 2, 149-168): each stands once at
 * each position, and each follows each other equally often. `size` rows, or twice as many where it is odd.
 */
export function williamsRows(size: number): number[][] {
  const first = Array.from({ length: size }, (_, i) => (i % 2 === 1 ? (i + 1) / 2 : (size - i / 2) % size))
  const rows = first.map((_, shift) => first.map((one) => (one + shift) % size))
  return size % 2 === 0 ? rows : [...rows, ...rows.map((row) => row.toReversed())]
}

/** How many rows the Latin square of a run has; respondents take them in turn. */
export const squareRows = (counts: SourceCounts): number => {
  const size = sum(counts.map(({ clips }) => clips))
  return size % 2 === 0 ? size : 2 * size
}

/** A source at each position of a run by a row of the Latin square. `random` fixes which place of a source is which; a study has one. */
export function arrangeBySquare(counts: SourceCounts, row: number, random: Random): string[] {
  const places = shuffled(
    counts.flatMap(({ source, clips }) => Array.from({ length: clips }, () => source)),
    random,
  )
  return williamsRows(places.length)[row].map((place) => places[place])
}

/** Clips in the order of an arrangement of their sources; which of a source's clips comes first is by chance. */
export function inArrangement<T extends { source: string }>(
  clips: readonly T[],
  arrangement: readonly string[],
  random: Random,
): T[] {
  const left = shuffled(clips, random)
  return arrangement.map((source) => {
    const index = left.findIndex((clip) => clip.source === source)
    return left.splice(index, 1)[0]
  })
}

/**
 * A run in which `count` of its items come once more: of its first half by chance, each at least half a run after the first time, the
 * others in their order. `count` is at most half of them.
 */
export function withRepeats<T>(
  items: readonly T[],
  count: number,
  random: Random,
): { item: T; again: boolean }[] {
  const half = Math.floor(items.length / 2)
  const first = items.map((item) => ({ item, again: false }))
  const repeated = shuffled([...items.keys()].slice(0, half), random)
    .slice(0, count)
    .sort((a, b) => b - a)
  // The latest first, so that places of the earlier ones do not move.
  for (const index of repeated) {
    const earliest = index + half + 1
    const place = earliest + Math.floor(random() * (first.length - earliest + 1))
    first.splice(place, 0, { item: items[index], again: true })
  }
  return first
}
