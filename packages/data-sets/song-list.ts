/** The songs of a data set as a list: searched, filtered, sorted and paged by the database. */
import { Prisma, type Database } from '@earshot/database/database'
import { featuresSchema, type Features } from '@earshot/features/features'
import { z } from 'zod'
import { findDataSet } from './find.ts'
import type { Stores } from './stores.ts'

const number = (...path: string[]) => Prisma.sql`(features #>> ${path}::text[])::float8`

/** What a list can be sorted by, in SQL. */
const sortings = {
  title: Prisma.sql`lower(title)`,
  tempo: number('tempo', 'median'),
  bars: number('bars'),
  seconds: number('seconds'),
  notes: number('notes'),
  density: number('notesPerQuarter'),
  polyphony: number('polyphony'),
  range: Prisma.sql`${number('pitch', 'highest')} - ${number('pitch', 'lowest')}`,
} satisfies Record<string, Prisma.Sql>

export type SongSorting = keyof typeof sortings
export const songSortings = Object.keys(sortings) as [SongSorting, ...SongSorting[]]

const bound = z.coerce.number().optional()

/** As it stands in an address: everything optional, and text. */
export const songQuerySchema = z.object({
  /** Words of the title, a file or the identity. */
  search: z.string().max(200).default(''),
  sort: z.enum(songSortings).default('title'),
  order: z.enum(['ascending', 'descending']).default('ascending'),
  /** One of each group of near-duplicates, or all songs. */
  duplicates: z.enum(['all', 'one']).default('all'),
  tempoFrom: bound,
  tempoTo: bound,
  barsFrom: bound,
  barsTo: bound,
  /** Tonic (0 for C) and mode, such as "9 minor". */
  key: z
    .string()
    .regex(/^(\d|1[01]) (major|minor)$/)
    .optional(),
  structure: z.string().max(40).optional(),
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  perPage: z.coerce.number().int().min(1).max(1000).default(50),
})
export type SongQuery = z.infer<typeof songQuerySchema>

export interface ListedSong {
  id: string
  title: string
  file: string
  files: number
  group: string
  /** Songs in its group of near-duplicates, itself among them. */
  groupSize: number
  features: Features
}

export interface SongPage {
  songs: ListedSong[]
  /** Songs that fit the query, on all pages. */
  total: number
}

/** A page of the list. Throws Refusal for an unknown data set. */
export async function listSongs(
  { database }: Pick<Stores, 'database'>,
  name: string,
  query: Partial<SongQuery> = {},
): Promise<SongPage> {
  const { id } = await findDataSet(database, name)
  const { sort, order, page, perPage, ...filters } = songQuerySchema.parse(query)
  const where = conditions(id, filters)
  const direction = order === 'ascending' ? Prisma.sql`ASC` : Prisma.sql`DESC`
  const rows = await database.$queryRaw<
    {
      identity: string
      title: string
      files: string[]
      duplicate_group: string
      size: number
      features: unknown
    }[]
  >`
    SELECT identity, title, files, duplicate_group, features,
           (SELECT count(*)::int FROM song other
            WHERE other.data_set_id = song.data_set_id AND other.duplicate_group = song.duplicate_group) AS size
    FROM song WHERE ${where}
    ORDER BY ${sortings[sort]} ${direction} NULLS LAST, identity
    LIMIT ${perPage} OFFSET ${(page - 1) * perPage}`
  return {
    total: await countSongs(database, where),
    songs: rows.map(({ identity, title, files, duplicate_group: group, size, features }) => ({
      id: identity,
      title,
      file: files[0] ?? '',
      files: files.length,
      group,
      groupSize: size,
      features: featuresSchema.parse(features),
    })),
  }
}

async function countSongs(database: Database, where: Prisma.Sql): Promise<number> {
  const [{ total }] = await database.$queryRaw<[{ total: number }]>`
    SELECT count(*)::int AS total FROM song WHERE ${where}`
  return total
}

function conditions(
  dataSetId: string,
  {
    search,
    duplicates,
    tempoFrom,
    tempoTo,
    barsFrom,
    barsTo,
    key,
    structure,
  }: Omit<SongQuery, 'sort' | 'order' | 'page' | 'perPage'>,
): Prisma.Sql {
  const all = [Prisma.sql`song.data_set_id = ${dataSetId}::uuid`]
  for (const word of search.split(/\s+/).filter(Boolean)) {
    const like = `%${word.replace(/[\\%_]/g, '\\$&')}%`
    all.push(
      Prisma.sql`(title ILIKE ${like} OR identity ILIKE ${like} OR array_to_string(files, ' ') ILIKE ${like})`,
    )
  }
  const range = (of: Prisma.Sql, from?: number, to?: number) => {
    if (from !== undefined) all.push(Prisma.sql`${of} >= ${from}`)
    if (to !== undefined) all.push(Prisma.sql`${of} <= ${to}`)
  }
  range(sortings.tempo, tempoFrom, tempoTo)
  range(sortings.bars, barsFrom, barsTo)
  if (key !== undefined) {
    const [tonic = '', mode = ''] = key.split(' ')
    all.push(Prisma.sql`features #>> '{key,tonic}' = ${tonic} AND features #>> '{key,mode}' = ${mode}`)
  }
  if (structure !== undefined) all.push(Prisma.sql`features #>> '{structure,class}' = ${structure}`)
  if (duplicates === 'one') {
    all.push(Prisma.sql`identity = (SELECT min(identity) FROM song other
      WHERE other.data_set_id = song.data_set_id AND other.duplicate_group = song.duplicate_group)`)
  }
  return Prisma.join(all, ' AND ')
}
