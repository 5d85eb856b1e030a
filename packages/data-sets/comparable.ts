/** What can be compared by name: data sets, and pools whose clips have notes. */
import type { Stores } from './stores.ts'

export interface Comparable {
  name: string
  kind: 'data set' | 'pool'
  /** songs, or clips with notes; two at least */
  pieces: number
}

const fewest = 2

/** Every set that compareByName takes: data sets, then pools, by name. A data set hides a pool of the same name. */
export async function listComparable({ database }: Pick<Stores, 'database'>): Promise<Comparable[]> {
  const sets = await database.dataSet.findMany({
    select: { name: true, _count: { select: { songs: true } } },
    orderBy: { name: 'asc' },
  })
  const sources = await database.source.findMany({
    where: { name: { notIn: sets.map(({ name }) => name) } },
    select: { name: true, _count: { select: { clips: { where: { notes: { not: null } } } } } },
    orderBy: { name: 'asc' },
  })
  return [
    ...sets.map(({ name, _count }) => ({ name, kind: 'data set' as const, pieces: _count.songs })),
    ...sources.map(({ name, _count }) => ({ name, kind: 'pool' as const, pieces: _count.clips })),
  ].filter(({ pieces }) => pieces >= fewest)
}
