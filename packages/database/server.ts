/** Which PostgreSQL server a process uses: the one at DATABASE_URL, or the embedded one of a data folder. */
import { randomBytes, randomUUID } from 'node:crypto'
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { openCluster, type Cluster } from './postgres.ts'

export interface Server {
  /** Connection string of Earshot's database. */
  url: string
  /** Leaves the server; the last process to leave the embedded one stops it. */
  close(): Promise<void>
}

interface Address {
  port: number
  password: string
}

/** Each process keeps one connection of this name, by which the others know that the server is in use. */
const presence = 'earshot presence'

/** The server at `databaseUrl` if given, else the embedded server of `folder`, started if it does not run. */
export async function openServer(folder: string, databaseUrl?: string): Promise<Server> {
  if (databaseUrl) return { url: databaseUrl, close: () => Promise.resolve() }
  await mkdir(folder, { recursive: true })
  const cluster = await openCluster(folder)
  const [url, client] = await exclusively(folder, async () => {
    const address = await runningAddress(folder, cluster)
    const database = connectionString(address)
    const client = await enter(database)
    return [database, client] as const
  })
  return { url, close: () => exclusively(folder, () => leave(client, cluster)) }
}

async function runningAddress(folder: string, cluster: Cluster): Promise<Address> {
  const file = join(folder, 'database.json')
  const known = await readFile(file, 'utf8').then(
    (text) => JSON.parse(text) as Address,
    () => undefined,
  )
  const port = await cluster.runningPort()
  if (port !== undefined && known) return { ...known, port }
  const address = {
    port: await freePort(known?.port),
    password: known?.password ?? randomBytes(18).toString('base64url'),
  }
  await writeFile(file, JSON.stringify(address), { mode: 0o600 })
  await cluster.start(address.port, address.password)
  return address
}

const connectionString = ({ port, password }: Address): string =>
  `postgresql://earshot:${password}@127.0.0.1:${String(port)}/earshot`

/** Connects to the server (not to Earshot's database, which others may want to copy), creating our database if need be. */
async function enter(url: string): Promise<pg.Client> {
  const connectionString = url.replace(/\/earshot$/, '/postgres')
  const client = new pg.Client({ connectionString, application_name: presence, keepAlive: true })
  // A lost server shows where it is used; an idle connection must not end the process.
  client.on('error', () => undefined)
  await client.connect()
  const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = 'earshot'")
  if (rowCount === 0) await client.query('CREATE DATABASE earshot')
  return client
}

async function leave(client: pg.Client, cluster: Cluster): Promise<void> {
  const others = await client
    .query<{ count: number }>(
      'SELECT count(*)::int AS count FROM pg_stat_activity WHERE application_name = $1 AND pid <> pg_backend_pid()',
      [presence],
    )
    .then(
      ({ rows }) => rows[0]?.count ?? 0,
      () => 0,
    )
  await client.end().catch(() => undefined)
  if (others === 0 && (await cluster.runningPort()) !== undefined) await cluster.stop()
}

/** The wanted port where it is free, else any free one. */
export async function freePort(wanted = 0): Promise<number> {
  const attempt = (port: number) =>
    new Promise<number>((resolve, reject) => {
      const server = createServer()
      server.once('error', reject)
      server.listen(port, '127.0.0.1', () => {
        const address = server.address()
        server.close(() => {
          resolve(typeof address === 'object' && address ? address.port : port)
        })
      })
    })
  return attempt(wanted).catch(() => attempt(0))
}

/** One process at a time for a folder: a lock file with the holder's process id; a dead holder's is taken over. */
export async function exclusively<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const file = join(folder, 'database.lock')
  // Written beside and linked, so that a process killed in between leaves no lock without its name.
  const own = `${file}.${randomUUID()}`
  await writeFile(own, String(process.pid))
  try {
    while (!(await taken(own, file))) {
      const holder = await readFile(file, 'utf8').catch(() => undefined)
      if (holder !== undefined && !(Number(holder) > 0 && alive(Number(holder))))
        await bury(file, holder, own)
      else await sleep(50)
    }
  } finally {
    await rm(own, { force: true })
  }
  try {
    return await work()
  } finally {
    await rm(file, { force: true })
  }
}

/** Takes the lock of a dead holder away; one that somebody else has taken over meanwhile is put back. */
async function bury(lock: string, dead: string, own: string): Promise<void> {
  const grave = `${own}.dead`
  await rename(lock, grave).catch(() => undefined)
  const found = await readFile(grave, 'utf8').catch(() => undefined)
  if (found !== undefined && found !== dead) await link(grave, lock).catch(() => undefined)
  await rm(grave, { force: true })
}

const taken = (own: string, lock: string): Promise<boolean> =>
  link(own, lock).then(
    () => true,
    (error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
      throw error
    },
  )

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
