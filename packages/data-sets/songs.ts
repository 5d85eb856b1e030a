/** Songs of a data set: one to be looked at, or those that are worked with. */
import { featuresSchema, type Features } from '@earshot/features/features'
import { Refusal } from '@earshot/jobs/work'
import type { Score } from '@earshot/music/notes'
import { select, type Selection } from '@earshot/music/selection'
import { splitOf } from '@earshot/music/split'
import { z } from 'zod'
import { findDataSet } from './find.ts'
import { readScore } from './score-file.ts'
import { findSplit } from './splits.ts'
import type { Stores } from './stores.ts'

const range = z.strictObject({ lowest: z.number().optional(), highest: z.number().optional() })
const songs = z.int().positive()

/** Which songs of a data set are meant. Without anything: one of each group of near-duplicates. */
export const selectionSchema = z.strictObject({
  duplicates: z.enum(['one', 'all']).default('one'),
  /** Only the songs of a part of a named split. */
  split: z.strictObject({ name: z.string(), part: z.string() }).optional(),
  tempo: range.optional(),
  bars: range.optional(),
  seconds: range.optional(),
  notesPerQuarter: range.optional(),
  leastNotes: songs.optional(),
  keys: z
    .array(z.strictObject({ tonic: z.int().min(0).max(11), mode: z.enum(['major', 'minor']) }))
    .optional(),
  size: z
    .discriminatedUnion('take', [
      z.strictObject({ take: z.literal('all') }),
      z.strictObject({ take: z.literal('first'), songs }),
      z.strictObject({ take: z.literal('busiest'), songs }),
      z.strictObject({ take: z.literal('random'), songs, seed: z.int().nonnegative() }),
    ])
    .default({ take: 'all' }),
})
export type SelectionInput = z.input<typeof selectionSchema>

export interface SelectedSong {
  id: string
  title: string
  pieceId: string
  /** The group of near-duplicates. */
  group: string
  /** SHA-256 of the notes alone. */
  hash: string
  /** Where the score lies in the storage. */
  notes: string
  features: Features
}

/** What a selection chooses, by identity, and how many songs it leaves out for which reason. */
export async function selectFrom(
  { database }: Pick<Stores, 'database'>,
  name: string,
  input: SelectionInput = {},
): Promise<{ songs: SelectedSong[]; leftOut: { reason: string; songs: number }[] }> {
  const parsed = selectionSchema.safeParse(input)
  if (!parsed.success) throw new Refusal(`The selection: ${z.prettifyError(parsed.error)}`)
  const { split: wanted, ...selection } = parsed.data
  const { id: dataSetId } = await findDataSet(database, name)
  const rows = await database.song.findMany({
    where: { dataSetId },
    select: {
      identity: true,
      title: true,
      pieceId: true,
      group: true,
      noteHash: true,
      notes: true,
      features: true,
    },
    orderBy: { identity: 'asc' },
  })
  const part = wanted && (await partOf(database, dataSetId, wanted))
  const records = rows
    .filter(({ group }) => !part || part(group))
    .map(({ identity, features: json, noteHash, ...row }) => {
      const features = featuresSchema.parse(json)
      const { notes, seconds, bars, tempo, key, notesPerQuarter } = features
      return {
        id: identity,
        group: row.group,
        notes,
        seconds,
        bars,
        tempo: tempo.median,
        key,
        notesPerQuarter,
        song: { ...row, id: identity, hash: noteHash, features } satisfies SelectedSong,
      }
    })
  const { chosen, leftOut } = select(records, selection as Selection)
  const elsewhere = rows.length - records.length
  return {
    songs: chosen.map(({ song }) => song),
    leftOut:
      elsewhere > 0 ? [{ reason: 'in another part of the split', songs: elsewhere }, ...leftOut] : leftOut,
  }
}

async function partOf(
  database: Stores['database'],
  dataSetId: string,
  { name, part }: { name: string; part: string },
): Promise<(group: string) => boolean> {
  const split = await findSplit(database, dataSetId, name)
  if (!split) throw new Refusal(`There is no split "${name}" of this data set.`)
  if (!split.parts.some((one) => one.name === part))
    throw new Refusal(
      `The split "${name}" has no part "${part}", only ${split.parts.map((one) => one.name).join(', ')}.`,
    )
  return (group) => splitOf(group, split) === part
}

/** A selected song whose notes are read when they are asked for. */
export interface OpenSong extends Omit<SelectedSong, 'features' | 'notes'> {
  /** Throws Refusal, with the name of the song, where its notes cannot be read. */
  load: () => Promise<Score>
}

/** The selected songs, by identity, without their notes, of which there may be gigabytes. Throws Refusal where there is no such data set. */
export async function openSongs(
  stores: Stores,
  name: string,
  selection: SelectionInput = {},
): Promise<OpenSong[]> {
  const { songs } = await selectFrom(stores, name, selection)
  return songs.map(({ id, title, pieceId, group, hash, notes }) => ({
    ...{ id, title, pieceId, group, hash },
    load: () =>
      loadNotes(stores, notes).catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error)
        throw new Refusal(
          `The notes of the song "${id}" (${title}) of the data set "${name}" cannot be read: ${reason}. Bring that file back from a copy of the storage.`,
          { cause: error },
        )
      }),
  }))
}

const loadNotes = async ({ storage }: Stores, notes: string): Promise<Score> =>
  readScore(await storage.get(notes))

export interface SongView {
  id: string
  title: string
  dataSet: string
  format: string
  files: string[]
  content: string
  noteHash: string
  warnings: string[]
  features: Features
  score: Score
  /** Its near-duplicates in the data set, without itself. */
  duplicates: { id: string; title: string; features: Features }[]
}

/** A song with everything that is known of it. Throws Refusal where there is none. */
export async function showSong(
  { database, storage }: Stores,
  name: string,
  identity: string,
): Promise<SongView> {
  const { id: dataSetId } = await findDataSet(database, name)
  const song = await database.song.findUnique({ where: { dataSetId_identity: { dataSetId, identity } } })
  if (!song) throw new Refusal(`There is no song "${identity}" in the data set "${name}".`)
  const relatives = await database.song.findMany({
    where: { dataSetId, group: song.group, identity: { not: identity } },
    select: { identity: true, title: true, features: true },
    orderBy: { identity: 'asc' },
  })
  const { title, format, files, content, noteHash, warnings, features, notes } = song
  return {
    id: identity,
    title,
    dataSet: name,
    format,
    files,
    content,
    noteHash,
    warnings,
    features: featuresSchema.parse(features),
    score: readScore(await storage.get(notes)),
    duplicates: relatives.map((one) => ({
      id: one.identity,
      title: one.title,
      features: featuresSchema.parse(one.features),
    })),
  }
}
