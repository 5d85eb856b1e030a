import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runLogged } from './command.mjs'
import { withLock } from './lock.mjs'
import { nodeProblem } from './setup.mjs'

const run = promisify(execFile)
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-setup-'))
})
afterEach(() => rm(folder, { recursive: true }))

test.each(['20.19.0', '20.20.2', '22.0.0', '24.1.0'])('Node %s will do', (version) => {
  expect(nodeProblem(version)).toBeUndefined()
})

test.each(['12.22.0', '18.20.8', '20.9.0', '20.18.3'])('Node %s is refused in one sentence', (version) => {
  expect(nodeProblem(version)).toBe(
    `Earshot needs Node 20.19 or newer, and this is Node ${version}: install a newer one from https://nodejs.org and try again.`,
  )
})

describe('a command', () => {
  const logged = (script: string) =>
    runLogged(process.execPath, ['-e', script], { log: join(folder, 'logs', 'setup.log'), cwd: folder })

  test('writes all its output to the log', async () => {
    await logged("console.log('to one'); console.error('to the other')")
    const log = await readFile(join(folder, 'logs', 'setup.log'), 'utf8')
    expect(log).toContain('to one\n')
    expect(log).toContain('to the other\n')
  })

  test('that fails says where the log is and how it ended', async () => {
    await expect(logged("console.error('no such package'); process.exit(3)")).rejects.toThrow(
      /failed; the log is .*setup\.log\nno such package$/,
    )
  })
})

test('a signal ends a command with all that it started', { timeout: 9000 }, async () => {
  const command = `
    import { runLogged } from ${JSON.stringify(join(import.meta.dirname, 'command.mjs'))}
    const onLine = (line) => console.log(line)
    await runLogged('sh', ['-c', 'sleep 60 & echo started; wait'], { log: 'log', onLine })`
  const child = spawn(process.execPath, ['--input-type=module', '-e', command], { cwd: folder })
  await once(child.stdout, 'data')
  child.kill('SIGINT')
  // The command closes only when the last that it started has let go of its output.
  expect(await once(child, 'close')).toEqual([130, null])
})

describe('a lock', () => {
  /** Adds one to a number in a file, slowly: where two do so at once, one addition is lost. */
  const adder = `
    import { readFile, writeFile } from 'node:fs/promises'
    import { setTimeout as sleep } from 'node:timers/promises'
    import { withLock } from ${JSON.stringify(join(import.meta.dirname, 'lock.mjs'))}
    const [, folder] = process.argv
    for (let i = 0; i < 5; i++) {
      await withLock(folder + '/lock', async () => {
        const count = Number(await readFile(folder + '/count', 'utf8'))
        await sleep(5)
        await writeFile(folder + '/count', String(count + 1))
      })
    }`
  const add = () => run(process.execPath, ['--input-type=module', '-e', adder, folder])

  test('lets one process in at a time, and leaves nothing behind', async () => {
    await writeFile(join(folder, 'count'), '0')
    await Promise.all([add(), add(), add()])
    expect(await readFile(join(folder, 'count'), 'utf8')).toBe('15')
    expect(await readdir(folder)).toEqual(['count'])
  })

  test('of a dead process is taken over, by one only', async () => {
    const { stdout } = await run(process.execPath, ['-p', 'process.pid'])
    await mkdir(join(folder, 'lock'))
    await writeFile(join(folder, 'lock', 'pid'), stdout.trim())
    await writeFile(join(folder, 'count'), '0')
    await Promise.all([add(), add(), add()])
    expect(await readFile(join(folder, 'count'), 'utf8')).toBe('15')
  })

  test('is given back when the work throws', async () => {
    const lock = join(folder, 'lock')
    await expect(withLock(lock, () => Promise.reject(new Error('no disk')))).rejects.toThrow('no disk')
    expect(await withLock(lock, () => Promise.resolve('free'))).toBe('free')
  })
})
