/** What Earshot needs of its machine, looked at one by one: a check that fails is an answer and stops nothing. */
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createClient } from '@earshot/contract/route'
import { generatorRoutes } from '@earshot/contract/generator'
import { openDatabase, Prisma } from '@earshot/database/database'
import { openServer } from '@earshot/database/server'
import { openStorage } from '@earshot/storage/storage'
import { root, type Environment } from '../env.ts'

/** `ok` is null where it is no fault either way, as a generator that does not run. */
export interface Check {
  name: string
  ok: boolean | null
  detail: string
}

const PATIENCE = 15_000

const lastLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).trim().split('\n').at(-1) ?? ''

/** Runs a check; an error, or no answer in fifteen seconds, is its answer. */
async function check(name: string, look: () => Promise<Omit<Check, 'name'>>): Promise<Check> {
  const late = new AbortController()
  const silence = sleep(PATIENCE, undefined, { signal: late.signal }).then(() => {
    throw new Error('no answer in 15 seconds')
  })
  try {
    return { name, ...(await Promise.race([look(), silence])) }
  } catch (error) {
    return { name, ok: false, detail: lastLine(error) }
  } finally {
    late.abort()
    silence.catch(() => undefined)
  }
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`

const freeBytes = async (folder: string): Promise<number> => {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

/** Importing a data set and training take this much and more. */
const LEAST_FREE = 1e9

async function roomIn(folder: string, label: string): Promise<Omit<Check, 'name'>> {
  const free = await freeBytes(folder)
  return free < LEAST_FREE
    ? { ok: false, detail: `${label}: only ${gigabytes(free)} free` }
    : { ok: true, detail: `${label}, ${gigabytes(free)} free` }
}

/** The data folder: it can be made and written to, and has room. */
export const checkHome = ({ home }: Environment): Promise<Check> =>
  check('data folder', async () => {
    await mkdir(home, { recursive: true })
    const file = join(home, `.doctor-${randomUUID()}`)
    await writeFile(file, '')
    await rm(file)
    return roomIn(home, home)
  })

/** The storage: what is put in comes out again. */
export const checkStorage = ({ storageUrl }: Environment): Promise<Check> =>
  check('storage', async () => {
    const storage = openStorage(storageUrl)
    const hash = await storage.put(new TextEncoder().encode(randomUUID()))
    await storage.get(hash)
    await storage.remove(hash)
    return roomIn(fileURLToPath(storageUrl), storageUrl)
  })

/** PostgreSQL: started where it is the embedded one and does not run, asked for its version, and left. */
export const checkPostgres = ({ home, databaseUrl }: Environment): Promise<Check> =>
  check('PostgreSQL', async () => {
    const server = await openServer(home, databaseUrl)
    const database = openDatabase(server.url)
    try {
      const rows = await database.$queryRaw<{ version: string }[]>(
        Prisma.sql`SELECT current_setting('server_version') AS version`,
      )
      const where = databaseUrl ? 'at DATABASE_URL' : 'embedded, in the data folder'
      return { ok: true, detail: `${rows[0]?.version ?? 'unknown version'}, ${where}` }
    } finally {
      await database.$disconnect()
      await server.close()
    }
  })

/** A generator that runs beside: what it computes with was chosen when it started. */
export const checkGenerator = ({ generatorHost, generatorPort }: Environment): Promise<Check> =>
  check('generator', async () => {
    const host = generatorHost === '0.0.0.0' ? '127.0.0.1' : generatorHost
    const url = `http://${host}:${String(generatorPort)}`
    const patient: typeof fetch = (input, init) =>
      fetch(input, { ...init, signal: AbortSignal.timeout(3000) })
    try {
      const { backend, version } = await createClient(generatorRoutes, url, {}, patient).health({})
      return { ok: true, detail: `${version} runs at ${url} and computes with ${backend.name}` }
    } catch {
      return { ok: null, detail: `none runs at ${url}` }
    }
  })

/** The browser that the leak check of a study and the tests drive. */
export const checkBrowser = ({ chromiumPath }: Environment): Promise<Check> =>
  check('browser', () => {
    const debian = '/usr/bin/chromium'
    const own = chromiumPath ?? (existsSync(debian) ? debian : undefined)
    if (own) {
      const found = existsSync(own)
      return Promise.resolve({
        ok: found,
        detail: found ? own : `CHROMIUM_PATH is ${own}, which is not there`,
      })
    }
    try {
      createRequire(join(root, 'packages', 'leaks', 'package.json')).resolve('@sparticuz/chromium')
      return Promise.resolve({ ok: true, detail: 'the one in @sparticuz/chromium' })
    } catch {
      return Promise.resolve({
        ok: null,
        detail: 'none found; set CHROMIUM_PATH to check studies for leaks and to run the tests in a browser',
      })
    }
  })
