/** Importing songs: files, folders and archives become a data set, or add to one. */
import { createHash, randomUUID } from 'node:crypto'
import { shutdown } from '@earshot/jobs/job-rows'
import { Refusal, stopIfAsked, type Work } from '@earshot/jobs/work'
import { openSongFiles, SongFilesError, type FoundFile } from '@earshot/song-files/song-files'
import { songIdentity } from '@earshot/song-files/read-song'
import { z } from 'zod'
import { openFileThreads, type FileThreads } from './file-threads.ts'
import type { SongRead } from './file-task.ts'
import { publish, type ImportReport } from './publish.ts'
import { readingOptionsSchema, readingSchema, type Reading, type ReadingOptions } from './reading.ts'
import { openStaging, type Staging } from './staging.ts'
import type { Stores } from './stores.ts'

export type { ImportReport } from './publish.ts'

/** Pages beside those of data sets: /data/compare. */
const pageNames: readonly string[] = ['compare']

export const importOptionsSchema = z.strictObject({
  paths: z.array(z.string().min(1)).min(1),
  name: z
    .string()
    .regex(
      /^[\w][\w .-]{0,79}$/,
      'a data set is named by letters, digits, spaces, dots and hyphens, 80 at most',
    )
    .refine((name) => !pageNames.includes(name), 'a page has this name: choose another'),
  licence: z.string().max(10_000).optional(),
  citation: z.string().max(10_000).optional(),
  reading: readingOptionsSchema.optional(),
})
export type ImportOptions = z.input<typeof importOptionsSchema>

/**
 * Imports songs under a name, adding to what is there only what is new. The songs appear all at once, at the end; a bad
 * file is left out and named in the report. The same work taken up again goes on where it was. Throws Refusal where
 * there is nothing to import, and StoppedError where the signal stopped it.
 */
export async function importDataSet(
  stores: Stores,
  options: ImportOptions,
  work: Work,
): Promise<ImportReport> {
  const parsed = importOptionsSchema.safeParse(options)
  if (!parsed.success) throw new Refusal(`The import: ${z.prettifyError(parsed.error)}`)
  const { paths, name } = parsed.data
  const id = work.id ?? randomUUID()
  const { reading, known } = await existingSongs(stores, name, parsed.data.reading)
  const files = await openSongFiles(paths).catch((error: unknown) => {
    if (error instanceof SongFilesError) throw new Refusal(error.message, { cause: error })
    throw error
  })
  const staging = await openStaging(stores.database, id)
  const threads = openFileThreads()
  try {
    await readFiles({ stores, staging, threads, reading, known, work }, files)
    work.onProgress({ done: files.totalBytes, total: files.totalBytes, text: 'looking for near-duplicates' })
    return await publish(stores, { ...parsed.data, id, reading }, work)
  } catch (error) {
    // A process that ends leaves its work to the next; a failure or a cancelled job leaves nothing.
    if (work.signal.reason !== shutdown) await staging.discard()
    throw error
  } finally {
    await threads.close()
  }
}

/** What is known of a song: the file that it was read from, and its notes. */
interface Claim {
  file: string
  content: string
  /** null where the file was refused */
  noteHash: Promise<string | null>
}

async function existingSongs({ database }: Stores, name: string, wanted: ReadingOptions = {}) {
  const set = await database.dataSet.findUnique({
    where: { name },
    select: {
      reading: true,
      songs: { select: { identity: true, content: true, noteHash: true, files: true } },
    },
  })
  const known = new Map<string, Claim>()
  for (const { identity, content, noteHash, files } of set?.songs ?? []) {
    known.set(identity, { file: files[0] ?? identity, content, noteHash: Promise.resolve(noteHash) })
  }
  const reading = readingSchema.parse(set ? set.reading : wanted)
  const asked = Object.keys(wanted) as (keyof Reading)[]
  const differs = asked.find((key) => wanted[key] !== undefined && wanted[key] !== reading[key])
  if (differs !== undefined) {
    throw new Refusal(
      `The data set "${name}" was read with ${differs} ${String(reading[differs])}. Import with the same, or under another name.`,
    )
  }
  return { reading, known }
}

interface Reader {
  stores: Stores
  staging: Staging
  threads: FileThreads
  reading: Reading
  known: Map<string, Claim>
  work: Pick<Work, 'signal' | 'onProgress'>
}

async function readFiles(
  reader: Reader,
  { files, totalBytes }: Awaited<ReturnType<typeof openSongFiles>>,
): Promise<void> {
  const { staging, threads, work, known } = reader
  const staged = new Set(staging.before.map(({ file }) => file))
  for (const { outcome, file, identity, content, noteHash } of staging.before) {
    if (outcome === 'song' && identity !== null && content !== null)
      known.set(identity, { file, content, noteHash: Promise.resolve(noteHash) })
  }
  const unique = uniqueNames()
  const running = new Set<Promise<void>>()
  let count = 0
  try {
    for await (const found of files()) {
      stopIfAsked(work)
      const file = unique(found.file)
      work.onProgress({
        done: found.readBytes,
        total: totalBytes,
        text: `${String(count)} ${count === 1 ? 'file' : 'files'} read, ${file}`,
      })
      count += 1
      if (staged.has(file)) continue
      const task = stageFile(reader, file, found)
      running.add(task)
      void task.then(
        () => running.delete(task),
        () => undefined,
      )
      while (running.size >= threads.size) await Promise.race(running)
    }
    stopIfAsked(work)
    await Promise.all(running)
    await staging.flush()
  } finally {
    // The threads end after this, and what they were reading must not be told as refused.
    await Promise.allSettled(running)
  }
}

/** Two folders may hold files of one name. */
function uniqueNames(): (name: string) => string {
  const times = new Map<string, number>()
  return (name) => {
    const before = times.get(name) ?? 0
    times.set(name, before + 1)
    return before === 0 ? name : `${name} (${String(before + 1)})`
  }
}

/** Reads a file unless its song is known, and writes down what came of it. */
async function stageFile(reader: Reader, file: string, found: FoundFile): Promise<void> {
  const { staging, known, threads, reading, stores } = reader
  if ('refused' in found) {
    await staging.add({ file, outcome: 'refused', reason: found.refused })
    return
  }
  const { bytes } = found
  const content = createHash('sha256').update(bytes).digest('hex')
  const identity = songIdentity(file, content)
  let before = known.get(identity)
  // A damaged file keeps no name from a sound one. From the last look to the claim below nothing is awaited.
  while (before && before.content !== content && (await before.noteHash) === null) {
    if (known.get(identity) === before) known.delete(identity)
    before = known.get(identity)
  }
  const same = { file, outcome: 'duplicate', identity, content } as const
  if (before?.content === content) {
    const isSong = (await before.noteHash) !== null
    await staging.add(
      isSong
        ? same
        : { file, outcome: 'refused', reason: `the same file as ${before.file}, which was refused` },
    )
    return
  }
  const read = threads.read({ file, bytes, reading })
  if (!before) {
    const noteHash = read.then((result) => ('song' in result ? result.song.noteHash : null))
    known.set(identity, { file, content, noteHash })
  }
  const result = await read
  if ('refused' in result) await staging.add({ file, outcome: 'refused', reason: result.refused })
  else if (!before) await staging.add(await storedSong(stores, { file, identity, content }, result.song))
  else if ((await before.noteHash) === result.song.noteHash) await staging.add(same)
  else {
    const reason = `it has the name of ${before.file}, which is a song's MD5, but other notes`
    await staging.add({ file, outcome: 'refused', reason })
  }
}

async function storedSong(
  { storage }: Stores,
  of: { file: string; identity: string; content: string },
  { title, format, warnings, noteHash, features, fingerprint, score }: SongRead,
) {
  const notes = await storage.put(score)
  return {
    ...of,
    outcome: 'song',
    song: { title, format, notes, noteHash, warnings, features },
    fingerprint,
  } as const
}
