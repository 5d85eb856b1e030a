/** Originality of one clip of 32 s against 600 and 6,000 songs: time, and what the index takes. */
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import type { Score } from '@earshot/music/notes'
import { cutQuarters } from '@earshot/originality/cut'
import { originality } from '@earshot/originality/originality'
import { buildPassageIndex, toBytes } from '@earshot/originality/passage-index'
import { readSong } from '@earshot/song-files/read-song'
import { openSongFiles } from '@earshot/song-files/song-files'
import { lpd5Folder } from './env.ts'
import { median, missing, peakMegabytes, type Measured } from './figure.ts'

/** 32 s at 120 quarter notes a minute. */
const clipQuarters = 64
const clips = 20

export async function measureOriginality(): Promise<Measured[]> {
  const folder = lpd5Folder()
  if (!folder) {
    missing('The figure originality needs LPD-5: set EARSHOT_LPD5 to its folder.')
    return []
  }
  const figures = measured(await readSongs(folder, 600))
  // The larger pack lies beside the smaller one, where it is there at all.
  const pack = join(folder, '..', 'lpd5-piano')
  const there = await access(pack).then(
    () => true,
    () => false,
  )
  if (there) figures.push(...measured(await readSongs(pack, 6000)))
  else missing('Originality against 6,000 songs needs the folder lpd5-piano beside LPD-5.')
  return figures
}

interface ReadSong {
  id: string
  score: Score
}

async function readSongs(folder: string, most: number): Promise<ReadSong[]> {
  const songs: ReadSong[] = []
  const { files } = await openSongFiles([folder])
  for await (const found of files()) {
    if ('refused' in found) continue
    const { identity, score } = await readSong(found.file, found.bytes)
    songs.push({ id: identity, score })
    if (songs.length === most) break
  }
  return songs
}

function measured(songs: readonly ReadSong[]): Measured[] {
  const about = { peer: null, peerValue: null, goal: 'shown' }
  const count = String(songs.length)
  const begun = performance.now()
  const index = buildPassageIndex(songs)
  const building = (performance.now() - begun) / 1000
  const step = Math.floor(songs.length / clips)
  const times = songs
    .filter((_, i) => i % step === 0)
    .map(({ id, score }) => {
      const from = Math.max(0, Math.floor(score.length / 2 - clipQuarters / 2))
      const clip = cutQuarters(score, from, from + clipQuarters)
      const start = performance.now()
      originality(clip, index, { exclude: new Set([id]) })
      return performance.now() - start
    })
  const line = (name: string, value: number, unit: string): Measured => ({
    part: ` ${count}`,
    name,
    value,
    unit,
    ...about,
  })
  return [
    line(`originality of a clip of 32 s against ${count} songs`, median(times), 'ms'),
    line(`index of ${count} songs: building`, building, 's'),
    line(`index of ${count} songs: as a file`, toBytes(index).length / 2 ** 20, 'MB'),
    line(`index of ${count} songs: peak memory of the process`, peakMegabytes(), 'MB'),
  ]
}
