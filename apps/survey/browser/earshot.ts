/** A whole Earshot for a browser test: `npm start` itself, on a data folder and ports of its own. */
import { spawn } from 'node:child_process'
import { mkdtemp, chmod, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '@earshot/database/server'

const root = fileURLToPath(new URL('../../..', import.meta.url))

export interface RunningEarshot {
  url: string
  /** The secret link for researchers. */
  researcherLink: string
  home: string
  /** Runs a command of the command line beside it; resolves with its JSON. */
  command(...args: string[]): Promise<unknown>
  /** Ends survey, generator and database, and resolves when they are gone; `start` begins them again where they were. */
  halt(): Promise<void>
  start(): Promise<void>
  /** The process ids of the survey's server. */
  surveyProcesses(): Promise<number[]>
  stop(): Promise<void>
}

/** Starts Earshot and resolves when it says that it is ready; rejects with its output otherwise. */
export async function startEarshot(): Promise<RunningEarshot> {
  const home = await mkdtemp(join(tmpdir(), 'earshot-browser-'))
  await chmod(home, 0o755)
  const environment = {
    ...process.env,
    EARSHOT_HOME: home,
    PORT: String(await freePort()),
    GENERATOR_PORT: String(await freePort()),
  }
  let running = await runStart(environment)
  const { output } = running
  const find = (pattern: RegExp) => pattern.exec(output)?.[1] ?? ''
  const url = find(/Earshot is ready: (\S+)/)
  return {
    url,
    home,
    researcherLink: find(/For researchers\s+(\S+)/),
    command: (...args) => runCommand(args, environment),
    surveyProcesses: () => processesOnPort(environment.PORT),
    halt: () => running.halt(),
    async start() {
      running = await runStart(environment)
    },
    async stop() {
      await running.halt()
      await rm(home, { recursive: true, force: true })
    },
  }
}

/** Runs `npm start`'s script until it says that it is ready; rejects with its output otherwise. */
async function runStart(
  environment: NodeJS.ProcessEnv,
): Promise<{ output: string; halt: () => Promise<void> }> {
  const child = spawn(process.execPath, ['scripts/start.mjs'], { cwd: root, env: environment })
  let output = ''
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve()
    })
  })
  await new Promise<void>((resolve, reject) => {
    const read = (text: Buffer) => {
      output += text.toString()
      if (output.includes('Earshot is ready:')) resolve()
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    void ended.then(() => {
      reject(new Error(`Earshot did not start:\n${output}`))
    })
  })
  return {
    output,
    async halt() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

function runCommand(args: string[], environment: NodeJS.ProcessEnv): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['scripts/earshot.mjs', ...args, '--json'], {
      cwd: root,
      env: environment,
    })
    let output = ''
    let errors = ''
    child.stdout.on('data', (text: Buffer) => (output += text.toString()))
    child.stderr.on('data', (text: Buffer) => (errors += text.toString()))
    child.once('exit', (code) => {
      if (code === 0) resolve(JSON.parse(output))
      else reject(new Error(`earshot ${args.join(' ')} ended with ${String(code)}: ${errors}`))
    })
  })
}

/** Next's processes carry their port on the command line (Linux). */
async function processesOnPort(port: string): Promise<number[]> {
  const { readdir } = await import('node:fs/promises')
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const found: number[] = []
  for (const pid of pids) {
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    if (line.includes('next') && line.split('\0').includes(port)) found.push(Number(pid))
  }
  return found
}
