/** P9, songs: importing 600 songs and ten times as many, the same under other names, each into a database of its own. */
import { createHash } from 'node:crypto'
import { chmod, cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { importDataSet } from '@earshot/data-sets/import'
import { openDatabase } from '@earshot/database/database'
import { migrate } from '@earshot/database/schema-engine'
import { openServer } from '@earshot/database/server'
import { openStorage } from '@earshot/storage/storage'
import { lpd5Folder } from './env.ts'
import { missing, peakMegabytes, type Measured } from './figure.ts'

const times = 10

export async function importSongs(): Promise<Measured[]> {
  const lpd5 = lpd5Folder()
  if (!lpd5) {
    missing('P9 needs LPD-5: set EARSHOT_LPD5 to its folder.')
    return []
  }
  const folder = await openFolder(tmpdir())
  try {
    const few = await copied(lpd5, join(folder, 'few'), 1)
    const many = await copied(lpd5, join(folder, 'many'), times)
    const small = await timedImport(folder, few.folder)
    const smallMemory = peakMegabytes()
    const large = await timedImport(folder, many.folder)
    const growth = large / small
    const about = { peer: null, peerValue: null }
    return [
      {
        part: ' import',
        name: `import ${String(few.songs)} songs`,
        value: small,
        unit: 's',
        ...about,
        goal: 'shown',
      },
      {
        part: ' import x10',
        name: `import ${String(many.songs)} songs, as a multiple of the time for ${String(few.songs)}`,
        value: growth,
        unit: 'x',
        ...about,
        goal: 'linear: <= 12x',
        holds: growth <= times * 1.2,
      },
      {
        part: ' memory',
        name: `peak memory of the first import`,
        value: smallMemory,
        unit: 'MB',
        ...about,
        goal: 'shown',
      },
      {
        part: ' memory x10',
        name: `peak memory of the second`,
        value: peakMegabytes(),
        unit: 'MB',
        ...about,
        goal: 'shown',
      },
    ]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** A new folder that the user who runs PostgreSQL may enter. */
async function openFolder(parent: string): Promise<string> {
  const folder = await mkdtemp(join(parent, 'earshot-bench-'))
  await chmod(folder, 0o755)
  return folder
}

/** Each song of LPD-5 so many times, under names that look like further MD5s. */
async function copied(lpd5: string, folder: string, copies: number) {
  const files = (await readdir(lpd5, { recursive: true })).filter((file) => file.endsWith('.npz'))
  for (let copy = 0; copy < copies; copy++) {
    await mkdir(join(folder, String(copy)), { recursive: true })
    for (const file of files) {
      const name = createHash('md5')
        .update(`${file} ${String(copy)}`)
        .digest('hex')
      await cp(join(lpd5, file), join(folder, String(copy), `${name}.npz`))
    }
  }
  return { folder, songs: files.length * copies }
}

async function timedImport(folder: string, songs: string): Promise<number> {
  const home = await openFolder(folder)
  const server = await openServer(home)
  await migrate(server.url)
  const database = openDatabase(server.url)
  const stores = { database, storage: openStorage(pathToFileURL(join(home, 'files')).href) }
  try {
    const begun = performance.now()
    const work = { onProgress: () => undefined, signal: new AbortController().signal, now: () => new Date() }
    await importDataSet(stores, { paths: [songs], name: 'songs' }, work)
    return (performance.now() - begun) / 1000
  } finally {
    await database.$disconnect()
    await server.close()
  }
}
