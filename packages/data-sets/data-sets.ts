/** Data sets: what there is, and one with all that is told of it. */
import { Refusal } from '@earshot/jobs/work'
import { noDataSet } from './find.ts'
import { readingSchema, type Reading } from './reading.ts'
import { listSplits, type SplitView } from './splits.ts'
import { summarySchema, type Summary } from './summary.ts'
import type { Stores } from './stores.ts'

export interface DataSetSummary {
  name: string
  songs: number
  refused: number
  licence: string | null
  created: string
  summary: Summary | null
}

/** All data sets by name. */
export async function listDataSets({ database }: Pick<Stores, 'database'>): Promise<DataSetSummary[]> {
  const rows = await database.dataSet.findMany({
    include: { _count: { select: { songs: true, refused: true } } },
    orderBy: { name: 'asc' },
  })
  return rows.map(({ name, licence, createdAt, summary, _count }) => ({
    name,
    songs: _count.songs,
    refused: _count.refused,
    licence,
    created: createdAt.toISOString(),
    summary: summary === null ? null : summarySchema.parse(summary),
  }))
}

export interface DataSetView extends DataSetSummary {
  origin: string[]
  citation: string | null
  reading: Reading
  /** Groups of near-duplicates, each song in one; songs that stand alone count as a group of one. */
  groups: number
  /** Groups of several songs, the largest first. */
  duplicates: { id: string; title: string }[][]
  refusals: { file: string; reason: string }[]
  splits: SplitView[]
}

/** A data set as it is shown, without its songs. Throws Refusal where there is none. */
export async function showDataSet(
  { database }: Pick<Stores, 'database'>,
  name: string,
): Promise<DataSetView> {
  const row = await database.dataSet.findUnique({
    where: { name },
    include: {
      refused: { orderBy: { file: 'asc' } },
      _count: { select: { songs: true } },
    },
  })
  if (!row) throw noDataSet(name)
  const [{ groups }] = await database.$queryRaw<[{ groups: number }]>`
    SELECT count(DISTINCT duplicate_group)::int AS groups FROM song WHERE data_set_id = ${row.id}::uuid`
  const duplicates = await database.$queryRaw<{ songs: { id: string; title: string }[] }[]>`
    SELECT jsonb_agg(jsonb_build_object('id', identity, 'title', title) ORDER BY identity) AS songs
    FROM song WHERE data_set_id = ${row.id}::uuid
    GROUP BY duplicate_group HAVING count(*) > 1 ORDER BY count(*) DESC, duplicate_group`
  return {
    name,
    songs: row._count.songs,
    refused: row.refused.length,
    licence: row.licence,
    citation: row.citation,
    created: row.createdAt.toISOString(),
    summary: row.summary === null ? null : summarySchema.parse(row.summary),
    origin: row.origin,
    reading: readingSchema.parse(row.reading),
    groups,
    duplicates: duplicates.map(({ songs }) => songs),
    refusals: row.refused.map(({ file, reason }) => ({ file, reason })),
    splits: await listSplits(database, row.id),
  }
}

/** Removes a data set with its songs; clips that were made of them stay. Throws Refusal where there is none, or where a pool comes from it. */
export async function removeDataSet({ database }: Pick<Stores, 'database'>, name: string): Promise<void> {
  const row = await database.dataSet.findUnique({
    where: { name },
    include: { sources: { select: { name: true } } },
  })
  if (!row) throw noDataSet(name)
  const source = row.sources[0]
  if (source) throw new Refusal(`The data set "${name}" stays: the pool "${source.name}" comes from it.`)
  await database.$transaction([
    database.dataSet.delete({ where: { id: row.id } }),
    // Pieces that no song and no clip belongs to any more.
    database.piece.deleteMany({ where: { songs: { none: {} }, clips: { none: {} } } }),
  ])
}
