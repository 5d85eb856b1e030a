/** Files of songs, whatever their format: finding them, and reading one to notes. */
import { readFile, readdir, stat } from 'node:fs/promises'
import { basename, extname, join, relative } from 'node:path'
import { readLpd5 } from '@earshot/music/lpd5'
import { readMidi } from '@earshot/music/midi'
import type { Score } from '@earshot/music/notes'
import { sha256 } from '@earshot/storage/storage'
import { WorkshopError } from './workshop.ts'

const extensions = ['.npz', '.mid', '.midi']

export interface SongFile {
  /** Where it lies, and how reports name it. */
  path: string
  name: string
}

/** The song files among files and folders (searched through), sorted. Throws WorkshopError for a path that is not there. */
export async function findSongFiles(paths: readonly string[]): Promise<SongFile[]> {
  const found = await Promise.all(paths.map(filesUnder))
  const files = found.flat().filter(({ path }) => extensions.includes(extname(path).toLowerCase()))
  if (files.length === 0) {
    throw new WorkshopError(
      `There is no .npz or .mid file in ${paths.join(', ')}. Give LPD-5's folder, or MIDI files.`,
    )
  }
  return files.sort((a, b) => (a.name < b.name ? -1 : 1))
}

async function filesUnder(path: string): Promise<SongFile[]> {
  const info = await stat(path).catch(() => undefined)
  if (!info) throw new WorkshopError(`There is no file or folder ${path}.`)
  if (info.isFile()) return [{ path, name: basename(path) }]
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ path: file, name: relative(path, file) }))
}

export interface ReadSong {
  /** The file's stem where that is an MD5 (as LPD-5 names its songs), else the SHA-256 of its content. */
  identity: string
  title: string
  score: Score
}

/** Reads one file. Throws an Error that says what is wrong with it. */
export async function readSongFile({ path }: SongFile): Promise<ReadSong> {
  const bytes = new Uint8Array(await readFile(path))
  const stem = basename(path, extname(path))
  const identity = /^[0-9a-f]{32}$/.test(stem) ? stem : sha256(bytes)
  const isLpd5 = extname(path).toLowerCase() === '.npz'
  const { score, title } = isLpd5 ? { ...readLpd5(bytes), title: stem } : { title: stem, ...readMidi(bytes) }
  if (score.notes.length === 0) throw new Error('there is no piano note in it; it is left out')
  return { identity, title: title.trim() || stem, score }
}
