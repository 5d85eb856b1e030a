import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { lintReportSchema } from '@earshot/leaks/finding'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readEnvironment } from '../env.ts'
import { openHome } from '../home.ts'
import { newHome, runToEnd, type Ended } from '../terminal.ts'

let home = ''
const earshot = (...args: string[]): Promise<Ended> =>
  runToEnd('node', ['scripts/earshot.mjs', ...args], { EARSHOT_HOME: home })

beforeAll(async () => {
  home = await newHome()
})
afterAll(() => rm(home, { recursive: true, force: true }))

test('the demonstration opens by a waiver that says so, and passes', { timeout: 1_200_000 }, async () => {
  const results = await earshot('study', 'results', 'demo', '--json')
  expect(JSON.parse(results.output)).toMatchObject({
    study: {
      status: 'open',
      leakCheck: {
        state: 'waived',
        by: 'Earshot',
        reason: expect.stringContaining('study lint demo') as string,
      },
    },
  })
  const { code, output, errors } = await earshot('study', 'lint', 'demo', '--json')
  const report = lintReportSchema.parse(JSON.parse(output))
  expect(report.findings.filter(({ blocks }) => blocks)).toEqual([])
  expect(code, errors).toBe(0)
  expect(report).toMatchObject({
    slug: 'demo',
    passed: true,
    checked: { clips: 10, sources: 5, fetches: 300 },
  })
  const after = await earshot('study', 'results', 'demo', '--json')
  expect(JSON.parse(after.output)).toMatchObject({
    study: { respondents: 0, leakCheck: { state: 'passed', by: null } },
  })
})

test('Ctrl-C while the browser is open leaves nothing behind', { timeout: 1_200_000 }, async () => {
  const command = ['scripts/earshot.mjs', 'study', 'lint', 'demo']
  const { code, errors } = await runToEnd('node', command, { EARSHOT_HOME: home }, 'the pages of')
  expect(errors).toMatch(/\nstopped\n$/)
  expect(code).toBe(1)
  // PostgreSQL was stopped as well.
  expect(existsSync(join(home, 'postgres', 'postmaster.pid'))).toBe(false)
  const opened = await openHome(readEnvironment({ ...process.env, EARSHOT_HOME: home }), () => undefined)
  try {
    expect(await opened.workshop.database.respondent.count({ where: { kind: 'preview' } })).toBe(0)
  } finally {
    await opened.close()
  }
})
