/** P1: reading an LPD-5 song to its piano notes, against pypianoroll.load in the same run. */
import { readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readLpd5 } from '@earshot/music/lpd5'
import { lpd5Folder } from './env.ts'
import { median, missing, type Measured } from './figure.ts'
import { python } from './peers.ts'

const songs = 100
/** An import reads thousands of songs: what counts is the speed once the code is compiled. */
const warmUps = 5
const rounds = 11

export async function readSongs(): Promise<Measured[]> {
  const about = {
    name: 'read an LPD-5 song to its piano notes',
    unit: 'ms a song',
    peer: 'pypianoroll.load',
    goal: '>= 5x',
  }
  const folder = lpd5Folder()
  if (!folder) {
    missing('P1 needs LPD-5: set EARSHOT_LPD5 to its folder.')
    return [{ ...about, value: null, peerValue: null }]
  }
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.npz')).sort()
  const paths = files.slice(0, songs).map((file) => join(folder, file))
  const times: number[] = []
  for (let round = 0; round < warmUps + rounds; round++) {
    const begun = performance.now()
    // As pypianoroll does: from the disk's cache.
    for (const path of paths) readLpd5(readFileSync(path))
    if (round >= warmUps) times.push((performance.now() - begun) / paths.length)
  }
  return [{ ...about, value: median(times), peerValue: await python('read_lpd5.py', paths) }]
}
