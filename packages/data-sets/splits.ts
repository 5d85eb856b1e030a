/** Named splits of a data set, such as training and held-out songs: near-duplicates stay on one side. */
import type { Database } from '@earshot/database/database'
import { Refusal } from '@earshot/jobs/work'
import { splitOf, type Split } from '@earshot/music/split'
import { z } from 'zod'
import { findDataSet } from './find.ts'
import type { Stores } from './stores.ts'

const word = z.string().regex(/^[\w][\w-]{0,39}$/, 'letters, digits and hyphens, 40 at most')

export const splitSchema = z.strictObject({
  name: word,
  seed: z.int().nonnegative().max(0x7fffffff),
  parts: z
    .array(z.strictObject({ name: word, share: z.number().positive().max(1) }))
    .min(2)
    .refine((parts) => new Set(parts.map(({ name }) => name)).size === parts.length, 'two parts of one name')
    .refine(
      (parts) => Math.abs(parts.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-9,
      'the shares must add up to 1',
    ),
}) satisfies z.ZodType<Split>

export interface SplitView extends Omit<Split, 'parts'> {
  parts: { name: string; share: number; songs: number }[]
}

/** Names a split of a data set. The same again changes nothing; throws Refusal for another under a name in use. */
export async function createSplit(
  { database }: Pick<Stores, 'database'>,
  dataSet: string,
  split: Split,
): Promise<SplitView> {
  const parsed = splitSchema.safeParse(split)
  if (!parsed.success) throw new Refusal(`The split: ${z.prettifyError(parsed.error)}`)
  const row = await findDataSet(database, dataSet)
  const { name, seed, parts } = parsed.data
  const existing = await findSplit(database, row.id, name)
  if (existing && JSON.stringify(existing) !== JSON.stringify({ name, seed, parts })) {
    throw new Refusal(
      `There is a split "${name}" already, with another seed or other parts. Choose another name.`,
    )
  }
  if (!existing) await database.split.create({ data: { dataSetId: row.id, name, seed, parts } })
  return countSongs(database, row.id, parsed.data)
}

/** The splits of a data set by name, with the songs of each part. */
export async function listSplits(database: Database, dataSetId: string): Promise<SplitView[]> {
  const rows = await database.split.findMany({ where: { dataSetId }, orderBy: { name: 'asc' } })
  return Promise.all(
    rows.map(({ name, seed, parts }) =>
      countSongs(database, dataSetId, splitSchema.parse({ name, seed, parts })),
    ),
  )
}

async function countSongs(database: Database, dataSetId: string, split: Split): Promise<SplitView> {
  const songs = await database.song.findMany({ where: { dataSetId }, select: { group: true } })
  const counts = new Map<string, number>()
  for (const { group } of songs) {
    const part = splitOf(group, split)
    counts.set(part, (counts.get(part) ?? 0) + 1)
  }
  return { ...split, parts: split.parts.map((part) => ({ ...part, songs: counts.get(part.name) ?? 0 })) }
}

/** The split of a name; null where there is none. */
export async function findSplit(database: Database, dataSetId: string, name: string): Promise<Split | null> {
  const row = await database.split.findUnique({ where: { dataSetId_name: { dataSetId, name } } })
  return row && splitSchema.parse({ name: row.name, seed: row.seed, parts: row.parts })
}
