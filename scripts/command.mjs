/** Runs programs for the scripts: their output goes to a log, and a signal to this process ends all that they started. */
import { spawn } from 'node:child_process'
import { createWriteStream, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** Starts a program in a process group of its own, so that its children can be ended with it. */
export function spawnGroup(command, args, options) {
  const windows = process.platform === 'win32'
  return spawn(command, args, { ...options, detached: !windows, shell: windows })
}

/** Ends a program of spawnGroup with all its children; one that has ended already is no error. */
function endGroup(child, signal) {
  if (child.pid === undefined) return
  try {
    if (process.platform === 'win32') child.kill(signal)
    else process.kill(-child.pid, signal)
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
}

/**
 * Waits for a program of spawnGroup and resolves to its exit code (1 where a signal ended it, or `seconds` had passed). A
 * signal that reaches this process meanwhile ends the group; afterwards this process ends too, unless somebody else listens
 * for the signal.
 */
export async function waitFor(child, { seconds = undefined } = {}) {
  let received
  let patience
  const stop = () => {
    // Not SIGINT: what a shell runs in the background ignores it.
    endGroup(child, 'SIGTERM')
    patience ??= setTimeout(endGroup, 10_000, child, 'SIGKILL')
  }
  const end = (signal) => {
    received = signal
    stop()
  }
  const limit = seconds === undefined ? undefined : setTimeout(stop, seconds * 1000)
  for (const signal of signals) process.on(signal, end)
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code) => resolve(code ?? 1))
    })
  } finally {
    clearTimeout(limit)
    clearTimeout(patience)
    for (const signal of signals) process.off(signal, end)
    if (received && process.listenerCount(received) === 0) process.exit(received === 'SIGINT' ? 130 : 143)
  }
}

/**
 * Runs a program with its output appended to the file `log`, for at most `seconds`. Throws with the end of the output where
 * it fails.
 */
export async function runLogged(
  command,
  args,
  { log, seconds = undefined, onLine = () => undefined, ...options },
) {
  mkdirSync(dirname(log), { recursive: true })
  const file = createWriteStream(log, { flags: 'a' })
  file.write(`\n${new Date().toISOString()} ${command} ${args.join(' ')}\n`)
  const child = spawnGroup(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  const tail = []
  for (const output of [child.stdout, child.stderr]) {
    createInterface({ input: output }).on('line', (line) => {
      file.write(`${line}\n`)
      if (tail.push(line) > 20) tail.shift()
      onLine(line)
    })
  }
  const code = await waitFor(child, { seconds }).finally(() => file.end())
  if (code !== 0)
    throw new Error(`${command} ${args.join(' ')} failed; the log is ${log}\n${tail.join('\n')}`)
}
