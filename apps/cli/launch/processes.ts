/** The processes that `npm start` starts: each with its log, all ended together. */
import { spawn, type ChildProcess } from 'node:child_process'
import { openSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { childEnvironment } from '../env.ts'

export interface Service {
  name: string
  log: string
  /** Resolves once it answers at `url`; rejects with a sentence when it ends before. */
  ready(url: string): Promise<void>
  /** Rejects when it ends without having been stopped. */
  ended: Promise<never>
  stop(): Promise<void>
}

/** How long a process may take to end by itself, and to begin to answer. */
const stopMs = 15_000
const readyMs = 120_000

/** Starts a Node process in a group of its own: Ctrl-C in the terminal reaches only the one that ends the others. */
export function startService(
  name: string,
  args: string[],
  { cwd, log, environment }: { cwd: string; log: string; environment: Record<string, string> },
): Service {
  const out = openSync(log, 'a')
  const child = spawn(process.execPath, args, {
    cwd,
    detached: true,
    stdio: ['ignore', out, out],
    env: childEnvironment(environment),
  })
  let stopping = false
  const exit = new Promise<string>((resolve) => {
    child.once('error', (error) => {
      resolve(error.message)
    })
    child.once('exit', (code, signal) => {
      resolve(signal ?? `code ${String(code)}`)
    })
  })
  const ended = new Promise<never>((_, reject) => {
    void exit.then((how) => {
      if (!stopping) reject(new Error(`The ${name} ended (${how}); see ${log}`))
    })
  })
  ended.catch(() => undefined)
  return {
    name,
    log,
    ended,
    ready: (url) => Promise.race([ended, answers(name, url, log)]),
    async stop() {
      stopping = true
      signalGroup(child, 'SIGTERM')
      const timer = setTimeout(() => {
        signalGroup(child, 'SIGKILL')
      }, stopMs)
      await exit
      clearTimeout(timer)
      // Whatever the process itself had started.
      signalGroup(child, 'SIGKILL')
    },
  }
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, signal)
  } catch {
    // The group has ended already.
  }
}

async function answers(name: string, url: string, log: string): Promise<void> {
  const until = performance.now() + readyMs
  while (performance.now() < until) {
    const response = await fetch(url).catch(() => undefined)
    if (response?.ok) return
    await sleep(100)
  }
  throw new Error(`The ${name} does not answer at ${url}; see ${log}`)
}

/** Throws one sentence where a port is taken. */
export async function requireFreePort(
  port: number,
  host: string | undefined,
  variable: string,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const server = createServer()
    server.once('error', () => {
      reject(
        new Error(
          `Port ${String(port)} is taken. Stop what uses it, or choose another with ${variable}=${String(port + 1)}.`,
        ),
      )
    })
    server.listen(port, host, () => {
      server.close(() => {
        resolve()
      })
    })
  })
}
