import { writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { durationInSeconds, type Score } from '@earshot/music/notes'
import type { FuzzInput } from './fuzz-inputs.ts'
import { readSong, SongError } from './read-song.ts'
import { openSongFiles } from './song-files.ts'

export interface FuzzOutcome {
  songs: number
  refused: number
}

/**
 * Reads a damaged file as an import would, from `folder`. Throws where anything else comes of it than songs with
 * possible notes, or refusals that name the file and a reason.
 */
export async function readDamaged({ name, bytes }: FuzzInput, folder: string): Promise<FuzzOutcome> {
  const path = join(folder, name)
  await writeFile(path, bytes)
  const outcome: FuzzOutcome = { songs: 0, refused: 0 }
  for await (const found of (await openSongFiles([path])).files()) {
    const reason = 'refused' in found ? found.refused : await whyRefused(found.file, found.bytes)
    if (!found.file.startsWith(basename(path))) throw new Error(`${found.file} does not name ${path}`)
    if (reason === '') throw new Error(`${found.file} is refused for no reason`)
    if (reason === null) outcome.songs++
    else outcome.refused++
  }
  if (outcome.songs + outcome.refused === 0) throw new Error('nothing is said of the file')
  return outcome
}

/** null where it is a song. */
async function whyRefused(file: string, bytes: Uint8Array): Promise<string | null> {
  try {
    const { score } = await readSong(file, bytes)
    checkScore(score)
    return null
  } catch (error) {
    if (error instanceof SongError) return error.reason
    throw error
  }
}

function checkScore(score: Score) {
  const impossible = score.notes.find(
    ({ start, end, pitch, velocity }) =>
      !(
        start >= 0 &&
        end > start &&
        end <= score.length + 1e-9 &&
        isByte(pitch) &&
        isByte(velocity) &&
        velocity > 0
      ),
  )
  if (impossible) throw new Error(`a note is ${JSON.stringify(impossible)}`)
  if (score.notes.length === 0) throw new Error('a song without a note is accepted')
  if (!Number.isFinite(durationInSeconds(score))) throw new Error('the song has no duration')
}

const isByte = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= 127
