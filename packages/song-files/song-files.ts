/** Files of songs wherever they lie: in folders, in archives, or given one by one. */
import { createReadStream } from 'node:fs'
import { readFile, readdir, stat } from 'node:fs/promises'
import { basename, join, relative, sep } from 'node:path'
import { ArchiveError, defaultLimits, meterOf, tooLarge, type ArchiveLimits } from './limits.ts'
import type { Member } from './member.ts'
import { archiveKind, importable, isSongName, shownName, type ArchiveKind } from './names.ts'
import { isXmlScore } from './song-format.ts'
import { tarMembers } from './tar-archive.ts'
import { zipMembers } from './zip-archive.ts'

/** There is nothing at a path, or nothing to import. */
export class SongFilesError extends Error {
  override name = 'SongFilesError'
}

/**
 * `file` is the path below the folder that was given, or `archive.tar.gz/path/in/it.npz`; `readBytes` is how much of
 * `totalBytes` is behind.
 */
export type FoundFile = Found & { readBytes: number }

type Found = { file: string } & ({ bytes: Uint8Array } | { refused: string })

export interface SongFiles {
  /** of all song files and archives as they lie, packed */
  totalBytes: number
  /** The songs, one in memory at a time; may be walked again. Throws the signal's reason when it is aborted. */
  files: (signal?: AbortSignal) => AsyncGenerator<FoundFile>
}

interface Input {
  path: string
  name: string
  size: number
  archive: ArchiveKind | null
}

/**
 * The songs in files, folders (searched through; links are not followed) and archives (.tar, .tar.gz, .tgz, .zip; read
 * as streams, nothing is unpacked to disk). Paths keep their order, the files of a folder are sorted by name, the
 * members of an archive come as they lie in it; other files are passed over. A damaged archive gives its songs before
 * the damage and then says what is wrong. Throws SongFilesError for a path that is not there or holds nothing to import.
 */
export async function openSongFiles(
  paths: readonly string[],
  limits: Partial<ArchiveLimits> = {},
): Promise<SongFiles> {
  const bounds = { ...defaultLimits, ...limits }
  const inputs: Input[] = []
  for (const path of paths) inputs.push(...(await inputsAt(path)))
  if (inputs.length === 0) {
    throw new SongFilesError(
      `There is nothing to import in ${paths.join(', ')}. Give ${importable.join(', ')}, or a folder of them.`,
    )
  }
  return {
    totalBytes: inputs.reduce((sum, { size }) => sum + size, 0),
    files: (signal) => readInputs(inputs, bounds, signal),
  }
}

async function inputsAt(path: string): Promise<Input[]> {
  const info = await stat(path).catch(() => null)
  if (!info) throw new SongFilesError(`There is no file or folder ${path}.`)
  if (!info.isDirectory()) return info.isFile() ? inputOf(path, basename(path), info.size) : []
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const inputs: Input[] = []
  for (const file of files.sort((a, b) => (a < b ? -1 : 1))) {
    const name = relative(path, file).split(sep).join('/')
    if (!isSongName(name) && !archiveKind(name)) continue
    // A name that is no UTF-8 leads nowhere: reading it will say so, and of this file alone.
    const size = await stat(file).then(
      (found) => found.size,
      () => 0,
    )
    inputs.push(...inputOf(file, name, size))
  }
  return inputs
}

function inputOf(path: string, name: string, size: number): Input[] {
  const archive = archiveKind(name)
  return archive || isSongName(name) ? [{ path, name, size, archive }] : []
}

/** A name says it, but for .xml, which may be anything. */
const isSong = (found: Found): boolean =>
  'refused' in found || !found.file.toLowerCase().endsWith('.xml') || isXmlScore(found.bytes)

async function* readInputs(
  inputs: readonly Input[],
  limits: ArchiveLimits,
  signal?: AbortSignal,
): AsyncGenerator<FoundFile> {
  let before = 0
  for (const input of inputs) {
    signal?.throwIfAborted()
    const { archive } = input
    if (archive) yield* readArchive({ ...input, archive }, before, limits, signal)
    else {
      const found = await readOne(input, limits)
      if (isSong(found)) yield { ...found, readBytes: before + input.size }
    }
    before += input.size
  }
}

async function readOne({ path, name, size }: Input, limits: ArchiveLimits): Promise<Found> {
  const file = shownName(name)
  const refused = tooLarge(size, limits)
  if (refused !== null) return { file, refused }
  try {
    return { file, bytes: await readFile(path) }
  } catch (error) {
    return { file, refused: `it cannot be read (${error instanceof Error ? error.message : String(error)})` }
  }
}

async function* readArchive(
  input: Input & { archive: ArchiveKind },
  before: number,
  limits: ArchiveLimits,
  signal?: AbortSignal,
): AsyncGenerator<FoundFile> {
  let readBytes = before
  let found = 0
  const progress = (bytes: number) => (readBytes = Math.min(readBytes + bytes, before + input.size))
  try {
    for await (const { name, ...member } of membersOf(input, limits, progress, signal)) {
      signal?.throwIfAborted()
      const file = shownName(`${input.name}/${name}`)
      if (!isSong({ file, ...member })) continue
      found++
      yield { file, ...member, readBytes }
    }
    if (found === 0) throw new ArchiveError('there is no song file in the archive')
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error
    yield { file: shownName(input.name), refused: error.message, readBytes: before + input.size }
  }
}

function membersOf(
  { path, size, archive }: Input & { archive: ArchiveKind },
  limits: ArchiveLimits,
  progress: (bytes: number) => void,
  signal?: AbortSignal,
): AsyncGenerator<Member> {
  const meter = meterOf(size, limits)
  const bytes = () => counted(path, progress, signal)
  return archive === 'zip'
    ? zipMembers(path, meter, limits, progress)
    : tarMembers(bytes(), archive, meter, limits)
}

/** The bytes of a file. Small pieces, as a piece of gzip may unpack to a thousand times its size. */
async function* counted(
  path: string,
  progress: (bytes: number) => void,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const stream = createReadStream(path, { highWaterMark: 16 * 1024 })
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      signal?.throwIfAborted()
      progress(chunk.length)
      yield chunk
    }
  } catch (error) {
    if (signal?.aborted || !(error instanceof Error)) throw error
    throw new ArchiveError(`the archive cannot be read (${error.message})`, { cause: error })
  }
}
