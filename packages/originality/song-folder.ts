/** Songs of a folder, for tests and for the programs here that measure. */
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readLpd5 } from '@earshot/music/lpd5'
import { readMidi } from '@earshot/music/midi'
import type { Score } from '@earshot/music/notes'

export interface Song {
  id: string
  score: Score
}

/** Every .mid and .npz at any depth, by name, read when asked for; its id is the name without what follows the dot. */
export function* songsIn(folder: string): Generator<Song> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.(mid|npz)$/.test(file),
  )
  for (const file of files.sort((a, b) => (basename(a) < basename(b) ? -1 : 1))) {
    const bytes = readFileSync(join(folder, file))
    const { score } = file.endsWith('.npz') ? readLpd5(bytes) : readMidi(bytes)
    yield { id: basename(file).replace(/\.\w+$/, ''), score }
  }
}

/** The ten public-domain pieces of content/starter. */
export const starterSongs = (): Song[] => [
  ...songsIn(fileURLToPath(new URL('../../content/starter', import.meta.url))),
]
