/** Which songs of a data set are used: filters, one of a group of duplicates, and how many. */
import { placeOf } from './split.ts'

export interface SongFacts {
  id: string
  /** Songs of one group are duplicates of each other. */
  group: string
  notes: number
  seconds: number
  bars: number
  /** quarter notes a minute, the median */
  tempo: number
  /** `tonic` is a pitch class, 0 for C; null without notes */
  key: KeyName | null
  notesPerQuarter: number
}

export interface KeyName {
  tonic: number
  mode: 'major' | 'minor'
}

/** Both ends included; an end left out is open. */
export interface Range {
  lowest?: number
  highest?: number
}

/** Every filter left out lets all songs pass. */
export interface Selection {
  /** quarter notes a minute, the median */
  tempo?: Range
  /** any of these; an empty list is as good as none */
  keys?: readonly KeyName[]
  seconds?: Range
  bars?: Range
  notesPerQuarter?: Range
  leastNotes?: number
  /** Of a group of duplicates the song with the smallest id that passes the filters, or all that pass. */
  duplicates: 'one' | 'all'
  size: Size
}

/**
 * All that pass; the first by id; a draw by seed, in which a song added later takes the place of one at most; or the
 * busiest, by notes a quarter note (of equal ones the smaller id).
 */
export type Size =
  | { take: 'all' }
  | { take: 'first'; songs: number }
  | { take: 'busiest'; songs: number }
  | { take: 'random'; songs: number; seed: number }

export interface Selected<T> {
  /** by id */
  chosen: T[]
  /** Why songs were left out, each song counted once, under the first reason that holds; the order is the filters'. */
  leftOut: { reason: string; songs: number }[]
}

/**
 * The songs that a selection chooses, whatever their order; fewer than its size where fewer pass. Throws RangeError
 * for a size that is no whole number from 0, or for two songs of one id.
 */
export function select<T extends SongFacts>(songs: readonly T[], selection: Selection): Selected<T> {
  const ordered = [...songs].sort(byId)
  const twice = ordered.find(({ id }, i) => ordered[i + 1]?.id === id)
  if (twice) throw new RangeError(`two songs have the id ${twice.id}`)
  const filters = filtersOf(selection)
  const leftOut = new Map(filters.map(({ reason }) => [reason, 0]))
  const leave = (reason: string, count: number) => leftOut.set(reason, (leftOut.get(reason) ?? 0) + count)
  const passing = ordered.filter((song) => {
    const failed = filters.find(({ passes }) => !passes(song))
    if (failed) leave(failed.reason, 1)
    return !failed
  })
  const single = selection.duplicates === 'one' ? firstOfGroups(passing) : passing
  leave('a duplicate of another', passing.length - single.length)
  const chosen = sized(single, selection.size)
  leave('beyond the size', single.length - chosen.length)
  const reasons = Array.from(leftOut, ([reason, count]) => ({ reason, songs: count }))
  return { chosen, leftOut: reasons.filter((left) => left.songs > 0) }
}

/** By code units, as databases and file systems do in plain order: the same in every language. */
const byId = (a: SongFacts, b: SongFacts): number => (a.id < b.id ? -1 : Number(a.id > b.id))

interface Filter {
  reason: string
  passes: (song: SongFacts) => boolean
}

function filtersOf({ tempo, keys, seconds, bars, notesPerQuarter, leastNotes }: Selection): Filter[] {
  const filters: (Filter | false | 0 | undefined)[] = [
    leastNotes !== undefined && {
      reason: `fewer than ${leastNotes} notes`,
      passes: ({ notes }) => notes >= leastNotes,
    },
    tempo && inRange('tempo', tempo, 'quarter notes a minute', (song) => song.tempo),
    keys?.length && {
      reason: `key not ${keys.map(keyName).join(' or ')}`,
      passes: (song) => hasKey(song, keys),
    },
    seconds && inRange('length', seconds, 's', (song) => song.seconds),
    bars && inRange('length', bars, 'bars', (song) => song.bars),
    notesPerQuarter &&
      inRange('density', notesPerQuarter, 'notes a quarter note', (song) => song.notesPerQuarter),
  ]
  return filters.filter((filter) => typeof filter === 'object')
}

function inRange(name: string, range: Range, unit: string, value: (song: SongFacts) => number): Filter {
  const { lowest = -Infinity, highest = Infinity } = range
  return {
    reason: `${name} ${outside(range)} ${unit}`,
    passes: (song) => value(song) >= lowest && value(song) <= highest,
  }
}

function outside({ lowest, highest }: Range): string {
  if (lowest === undefined) return `above ${highest ?? 'all'}`
  return highest === undefined ? `below ${lowest}` : `outside ${lowest}..${highest}`
}

const tonics = ['C', 'C#', 'D', 'Eb', 'E', 'F', 'F#', 'G', 'Ab', 'A', 'Bb', 'B']

const keyName = ({ tonic, mode }: KeyName): string => `${tonics[tonic] ?? tonic} ${mode}`

const hasKey = ({ key }: SongFacts, keys: readonly KeyName[]): boolean =>
  keys.some(({ tonic, mode }) => tonic === key?.tonic && mode === key.mode)

function firstOfGroups<T extends SongFacts>(ordered: readonly T[]): T[] {
  const met = new Set<string>()
  return ordered.filter(({ group }) => !met.has(group) && met.add(group))
}

function sized<T extends SongFacts>(ordered: readonly T[], size: Size): T[] {
  if (size.take === 'all') return [...ordered]
  if (!(Number.isInteger(size.songs) && size.songs >= 0)) {
    throw new RangeError(`${size.songs} songs cannot be taken: give a whole number from 0`)
  }
  return rank(ordered, size).slice(0, size.songs).sort(byId)
}

function rank<T extends SongFacts>(ordered: readonly T[], size: Exclude<Size, { take: 'all' }>): T[] {
  if (size.take === 'first') return [...ordered]
  if (size.take === 'busiest') return [...ordered].sort((a, b) => b.notesPerQuarter - a.notesPerQuarter)
  return byPlace(ordered, size.seed)
}

const byPlace = <T extends SongFacts>(songs: readonly T[], seed: number): T[] =>
  songs
    .map((song) => ({ song, place: placeOf(seed, song.id) }))
    .sort((a, b) => a.place - b.place)
    .map(({ song }) => song)
