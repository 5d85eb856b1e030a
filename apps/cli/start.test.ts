import { spawn } from 'node:child_process'
import { readdir, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { freePort } from '@earshot/database/server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { childEnvironment, root } from './env.ts'
import { newHome, runToEnd } from './terminal.ts'

let home = ''
let ports = { PORT: '', GENERATOR_PORT: '' }
beforeAll(async () => {
  home = await newHome()
  ports = { PORT: String(await freePort()), GENERATOR_PORT: String(await freePort()) }
})
afterAll(() => rm(home, { recursive: true, force: true }))

/** Processes whose environment names the data folder (Linux): everything that was started for it. */
async function processesOf(folder: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
  const found: string[] = []
  for (const pid of pids) {
    const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '')
    const line = await readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => '')
    if (environment.includes(folder) || line.includes(folder)) found.push(line.replaceAll('\0', ' '))
  }
  return found
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  'npm start ends with its address, and %s to npm alone stops everything',
  { timeout: 600_000 },
  async (signal) => {
    const child = spawn('npm', ['start'], {
      cwd: root,
      detached: true,
      env: childEnvironment({ EARSHOT_HOME: home, ...ports }),
    })
    let output = ''
    child.stdout.on('data', (text: Buffer) => (output += text.toString()))
    child.stderr.on('data', (text: Buffer) => (output += text.toString()))
    const ended = new Promise((resolve) => child.once('exit', resolve))
    await Promise.race([
      expect.poll(() => output, { timeout: 550_000, interval: 200 }).toContain('Earshot is ready'),
      ended,
    ])
    const url = `http://localhost:${ports.PORT}`
    expect(output.trim().split('\n').at(-1)).toBe(`Earshot is ready: ${url}`)
    expect((await fetch(`${url}/s/demo`)).status).toBe(200)
    expect((await fetch(`${url}/studies`)).status).toBe(404)
    expect((await fetch(`http://127.0.0.1:${ports.GENERATOR_PORT}/jobs`)).status).toBe(401)
    if (child.pid) process.kill(child.pid, signal)
    await ended
    await expect.poll(() => processesOf(home), { timeout: 30_000, interval: 250 }).toEqual([])
  },
)

test('a taken port is one sentence that says what to do', async () => {
  const server = createServer().listen(Number(ports.PORT))
  const { code, output, errors } = await runToEnd('npm', ['start'], { EARSHOT_HOME: home, ...ports })
  server.close()
  expect(code).toBe(1)
  expect(`${output}${errors}`.trim().split('\n').at(-1)).toBe(
    `Port ${ports.PORT} is taken. Stop what uses it, or choose another with PORT=${String(Number(ports.PORT) + 1)}.`,
  )
})
