/** What a thread of an import does with one file: bytes in; a measured song, or the reason why not, out. */
import { readSong, SongError } from '@earshot/song-files/read-song'
import type { Reading } from './reading.ts'
import { measureSong, type Measured } from './measured-song.ts'
import { writeScore } from './score-file.ts'

export interface FileTask {
  file: string
  bytes: Uint8Array
  reading: Reading
}

export interface SongRead extends Measured {
  title: string
  format: string
  warnings: string[]
  /** The score as a file of the storage. */
  score: Uint8Array
}

export type FileResult = { song: SongRead } | { refused: string }

/** Reads and measures one file. Does not throw. */
export async function readFileTask({ file, bytes, reading }: FileTask): Promise<FileResult> {
  try {
    const { title, format, warnings, score } = await readSong(file, bytes, reading)
    return { song: { title, format, warnings, score: writeScore(score), ...measureSong(score) } }
  } catch (error) {
    if (error instanceof SongError) return { refused: error.reason }
    return { refused: error instanceof Error ? error.message : String(error) }
  }
}
