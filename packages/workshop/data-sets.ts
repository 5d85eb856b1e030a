/** Data sets: songs by name, each once, with a report of what was refused. */
import type { Database } from '@earshot/database/database'
import { describe } from '@earshot/music/description'
import type { Song } from '@earshot/models/songs'
import { findSongFiles, readSongFile, type ReadSong, type SongFile } from './song-files.ts'
import { readScore, writeScore } from './score-file.ts'
import { stopIfAsked, WorkshopError, type Work, type Workshop } from './workshop.ts'

export interface ImportOptions {
  paths: string[]
  name: string
  licence?: string | undefined
}

export interface ImportReport {
  name: string
  /** Files looked at, songs in the data set afterwards, and how many of them are new. */
  files: number
  songs: number
  added: number
  /** Files of a song that the data set holds already, or that came twice. */
  duplicates: number
  refused: { file: string; reason: string }[]
}

interface NewSong extends ReadSong {
  file: string
  notes: string
}

/**
 * Imports songs under a name, adding to what is there only what is new. The songs appear all at once, at the end. A bad
 * file is left out and named in the report. Throws WorkshopError where there is nothing to import.
 */
export async function importDataSet(
  workshop: Workshop,
  options: ImportOptions,
  work: Work,
): Promise<ImportReport> {
  const { name } = options
  if (!/^[\w][\w .-]{0,79}$/.test(name)) {
    throw new WorkshopError(
      `"${name}" cannot name a data set. Use letters, digits, spaces, dots and hyphens.`,
    )
  }
  const { database } = workshop
  const files = await findSongFiles(options.paths)
  const existing = await database.dataSet.findUnique({
    where: { name },
    include: { songs: { select: { identity: true } } },
  })
  const known = new Set(existing?.songs.map(({ identity }) => identity))
  const before = known.size
  const { songs, refused } = await readSongs(workshop, files, known, work)
  if (before + songs.length === 0) {
    const first = refused[0]
    throw new WorkshopError(
      `None of the ${String(files.length)} files could be read${first ? `; the first is ${first.file}: ${first.reason}` : ''}.`,
    )
  }
  await store(database, options, songs, refused)
  const duplicates = files.length - songs.length - refused.length
  return { name, files: files.length, songs: before + songs.length, added: songs.length, duplicates, refused }
}

async function readSongs(workshop: Workshop, files: readonly SongFile[], known: Set<string>, work: Work) {
  const songs: NewSong[] = []
  const refused: ImportReport['refused'] = []
  for (const [index, file] of files.entries()) {
    stopIfAsked(work)
    work.onProgress({ done: index, total: files.length, text: file.name })
    try {
      const song = await readSongFile(file)
      if (known.has(song.identity)) continue
      known.add(song.identity)
      songs.push({ ...song, file: file.name, notes: await workshop.storage.put(writeScore(song.score)) })
    } catch (error) {
      refused.push({ file: file.name, reason: error instanceof Error ? error.message : String(error) })
    }
  }
  work.onProgress({ done: files.length, total: files.length, text: `${String(songs.length)} new songs` })
  return { songs, refused }
}

async function store(
  database: Database,
  { name, licence }: ImportOptions,
  songs: NewSong[],
  refused: ImportReport['refused'],
) {
  const write = async (tx: Parameters<Parameters<Database['$transaction']>[0]>[0]) => {
    const dataSet = await tx.dataSet.upsert({
      where: { name },
      create: { name, licence: licence ?? null },
      update: licence === undefined ? {} : { licence },
    })
    const elsewhere = await tx.song.findMany({
      where: { identity: { in: songs.map(({ identity }) => identity) } },
      select: { identity: true, pieceId: true },
    })
    const pieces = new Map(elsewhere.map(({ identity, pieceId }) => [identity, pieceId]))
    for (const { identity, title } of songs) {
      if (!pieces.has(identity)) pieces.set(identity, (await tx.piece.create({ data: { title } })).id)
    }
    await tx.song.createMany({
      data: songs.map(({ identity, title, file, notes, score }) => ({
        dataSetId: dataSet.id,
        pieceId: pieces.get(identity) ?? '',
        identity,
        title,
        file,
        notes,
        facts: { ...describe(score) },
      })),
    })
    await tx.refusedFile.createMany({
      data: refused.map((one) => ({ dataSetId: dataSet.id, ...one })),
      skipDuplicates: true,
    })
  }
  await database.$transaction(write, { timeout: 600_000, maxWait: 60_000 })
}

export interface DataSetSummary {
  name: string
  songs: number
  refused: number
  licence: string | null
  created: string
}

/** All data sets by name. */
export async function listDataSets({ database }: Workshop): Promise<DataSetSummary[]> {
  const rows = await database.dataSet.findMany({
    include: { _count: { select: { songs: true, refused: true } } },
    orderBy: { name: 'asc' },
  })
  return rows.map(({ name, licence, createdAt, _count }) => ({
    name,
    songs: _count.songs,
    refused: _count.refused,
    licence,
    created: createdAt.toISOString(),
  }))
}

/** A data set with its songs and what was refused. Throws WorkshopError where there is none. */
export async function showDataSet({ database }: Workshop, name: string) {
  const row = await database.dataSet.findUnique({
    where: { name },
    include: { songs: { orderBy: { title: 'asc' } }, refused: { orderBy: { file: 'asc' } } },
  })
  if (!row) throw noDataSet(name)
  const { songs, refused, licence, createdAt } = row
  return {
    name,
    songs: songs.length,
    licence,
    created: createdAt.toISOString(),
    refused: refused.map(({ file, reason }) => ({ file, reason })),
    list: songs.map(({ identity, title, file, facts }) => ({ id: identity, title, file, facts })),
  }
}

const noDataSet = (name: string) =>
  new WorkshopError(`There is no data set "${name}". List them with: earshot data list`)

/** The songs of a data set with their notes, in the order of their identities. Throws WorkshopError where there is none. */
export async function loadSongs(
  { database, storage }: Workshop,
  name: string,
): Promise<(Song & { title: string; pieceId: string })[]> {
  const row = await database.dataSet.findUnique({
    where: { name },
    include: { songs: { orderBy: { identity: 'asc' } } },
  })
  if (!row) throw noDataSet(name)
  const loaded = []
  for (const { identity, title, notes, pieceId } of row.songs) {
    loaded.push({ id: identity, title, pieceId, hash: notes, score: readScore(await storage.get(notes)) })
  }
  return loaded
}
