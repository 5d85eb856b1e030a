/** The songs before and after one in the order of its data set's list. */
import { Prisma, type Database } from '@earshot/database/database'

export interface NamedSong {
  id: string
  title: string
}

export interface Neighbours {
  previous: NamedSong | undefined
  next: NamedSong | undefined
}

/** By title, then identity, as song-list.ts sorts when it is asked for nothing else. */
export async function findNeighbours(
  database: Database,
  dataSet: string,
  { id, title }: NamedSong,
): Promise<Neighbours> {
  const beside = (comparison: Prisma.Sql, direction: Prisma.Sql) => database.$queryRaw<NamedSong[]>`
    SELECT identity AS id, title FROM song
    WHERE data_set_id = (SELECT data_set.id FROM data_set WHERE name = ${dataSet})
      AND (lower(title), identity) ${comparison} (lower(${title}), ${id})
    ORDER BY lower(title) ${direction}, identity ${direction} LIMIT 1`
  const [[previous], [next]] = await Promise.all([
    beside(Prisma.sql`<`, Prisma.sql`DESC`),
    beside(Prisma.sql`>`, Prisma.sql`ASC`),
  ])
  return { previous, next }
}
