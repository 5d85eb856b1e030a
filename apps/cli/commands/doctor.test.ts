import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '@earshot/database/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readEnvironment } from '../env.ts'
import { newHome, runToEnd } from '../terminal.ts'
import { chosenBackend, type BackendReport } from './doctor-backends.ts'
import {
  checkBrowser,
  checkGenerator,
  checkHome,
  checkPostgres,
  checkStorage,
  type Check,
} from './doctor-checks.ts'
import type { Diagnosis } from './doctor.ts'

let home = ''
const looking = (variables: Record<string, string>) => readEnvironment({ EARSHOT_HOME: home, ...variables })
const nowhere = async () => `postgresql://nobody@127.0.0.1:${String(await freePort())}/earshot`

beforeAll(async () => {
  home = await newHome()
})
afterAll(() => rm(home, { recursive: true, force: true }))

const missing = (name: BackendReport['name'], reason: string): BackendReport => ({
  name,
  available: false,
  reason,
  gigaflops: null,
  version: null,
})
const reports: BackendReport[] = [
  missing('gpu', 'this machine has no NVIDIA GPU'),
  missing('native', 'not installed; npm run native installs it'),
  { name: 'wasm', available: true, reason: null, gigaflops: 30, version: null },
  { name: 'cpu', available: true, reason: null, gigaflops: 0.5, version: null },
]

describe('the backend that is chosen', () => {
  test('is the first that can be used', () => {
    expect(chosenBackend(reports, undefined).name).toBe('wasm')
  })
  test('is the one asked for, though a faster one can be used', () => {
    expect(chosenBackend(reports, 'cpu')).toEqual({ name: 'cpu', reason: 'EARSHOT_BACKEND asks for it' })
  })
  test('is none where the one asked for cannot be used, with the command that installs it', () => {
    expect(chosenBackend(reports, 'native')).toEqual({
      name: null,
      reason: 'EARSHOT_BACKEND asks for native: not installed; npm run native installs it',
    })
  })
})

describe('a check', () => {
  const of = async (looked: Promise<Check>) => {
    const { ok, detail } = await looked
    return [ok, detail]
  }

  test('finds a data folder and a storage that are well', async () => {
    expect(await of(checkHome(looking({})))).toEqual([true, expect.stringContaining(`${home}, `)])
    expect(await of(checkStorage(looking({})))).toEqual([true, expect.stringMatching(/^file:.* GB free$/)])
  })

  test('finds a data folder that is a file', async () => {
    const file = join(home, 'file')
    await writeFile(file, '')
    expect(await of(checkHome(looking({ EARSHOT_HOME: file })))).toEqual([
      false,
      expect.stringContaining(file),
    ])
    const storage = looking({ STORAGE_URL: `file://${file}` })
    expect(await of(checkStorage(storage))).toEqual([false, expect.stringContaining(file)])
  })

  test('finds a PostgreSQL that does not answer, in one line', async () => {
    const [ok, detail] = await of(checkPostgres(looking({ DATABASE_URL: await nowhere() })))
    expect(ok).toBe(false)
    expect(detail).toMatch(/^.*127\.0\.0\.1.*$/)
  })

  test('takes a generator that does not run for no fault', async () => {
    const port = String(await freePort())
    expect(await of(checkGenerator(looking({ GENERATOR_PORT: port })))).toEqual([
      null,
      `none runs at http://127.0.0.1:${port}`,
    ])
  })

  test('finds a browser that is not where CHROMIUM_PATH says', async () => {
    expect(await of(checkBrowser(looking({ CHROMIUM_PATH: '/no/browser' })))).toEqual([
      false,
      'CHROMIUM_PATH is /no/browser, which is not there',
    ])
  })
})

test('a diagnosis is told in full, and ends with 1, where PostgreSQL does not answer', async () => {
  const { code, output } = await runToEnd('node', ['scripts/earshot.mjs', 'doctor', '--json'], {
    EARSHOT_HOME: home,
    DATABASE_URL: await nowhere(),
    EARSHOT_BACKEND: 'wasm',
  })
  expect(code).toBe(1)
  const { healthy, chosen, backends, checks } = JSON.parse(output) as Diagnosis
  expect(healthy).toBe(false)
  expect(chosen.name).toBe('wasm')
  expect(checks.filter(({ ok }) => ok === false).map(({ name }) => name)).toEqual(['PostgreSQL'])
  const wasm = backends.find(({ name }) => name === 'wasm')
  expect(wasm?.gigaflops).toBeGreaterThan(0)
  for (const { available, reason } of backends) expect(available).toBe(reason === null)
})
