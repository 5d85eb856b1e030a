import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ClipSettingsInput } from '@earshot/audio/settings'
import { StoppedError, type Work } from '@earshot/jobs/work'
import type { Finding, LintReport } from '@earshot/leaks/finding'
import { lintStudy } from '@earshot/leaks/lint-study'
import { lintState } from '@earshot/leaks/rows/lint-reports'
import { lintingThrough } from '@earshot/leaks/survey'
import { createInspection } from '@earshot/study/inspection'
import { setStatus } from '@earshot/study/status'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { readEnvironment } from '../env.ts'
import { openHome, type Home } from '../home.ts'
import { surveyOf } from '../launch/survey.ts'
import { newHome } from '../terminal.ts'
import { later, makeSource, makeStudy, startFaulty, type Fault } from './leaky-study.ts'

let home: Home
let faulty: Awaited<ReturnType<typeof startFaulty>>
const { chromiumPath } = readEnvironment()

const work = (changes: Partial<Work> = {}): Work => ({
  onProgress: () => undefined,
  signal: new AbortController().signal,
  now: () => new Date(),
  ...changes,
})
const linting = () => ({ ...home.workshop, linting: lintingThrough(faulty.url, chromiumPath) })
const lint = (slug: string, hooks = work()): Promise<LintReport> => lintStudy(linting(), slug, hooks)
const blocking = ({ findings }: LintReport): Finding[] => findings.filter(({ blocks }) => blocks)
const rules = (report: LintReport): string[] => blocking(report).map(({ check, rule }) => `${check} ${rule}`)
const leftovers = () => home.workshop.database.respondent.count({ where: { kind: 'preview' } })

/** What is to be closed, the last first, wherever the beginning stopped. */
const opened: (() => Promise<void>)[] = []
beforeAll(async () => {
  const folder = await newHome()
  opened.push(() => rm(folder, { recursive: true, force: true }))
  home = await openHome(readEnvironment({ ...process.env, EARSHOT_HOME: folder }), () => undefined)
  opened.push(() => home.close())
  const survey = await surveyOf(home)(work())
  opened.push(() => survey.close())
  faulty = await startFaulty(home.workshop, survey.url)
  opened.push(() => faulty.close())
  await makeSource(home.workshop, { name: 'ragtime', kind: 'human', clips: 5 })
  await makeSource(home.workshop, { name: 'chains', clips: 5 })
}, 600_000)
afterAll(async () => {
  for (const close of opened.reverse()) await close()
})
afterEach(() => {
  faulty.plant((answer) => answer)
})

describe('a study without leaks', () => {
  test('passes, opens by its report, and keeps nothing of the inspection', async () => {
    await makeStudy(home.workshop, 'clean', ['ragtime', 'chains'])
    const texts: string[] = []
    const report = await lint(
      'clean',
      work({
        onProgress: ({ done, total, text }) => {
          expect(done).toBeLessThanOrEqual(total)
          texts.push(text)
        },
      }),
    )
    expect(blocking(report)).toEqual([])
    expect(report).toMatchObject({ passed: true, checked: { clips: 10, sources: 2, fetches: 300 } })
    expect(texts).toContain('the pages of run 3 of 3, trial 4')
    expect(await leftovers()).toBe(0)
    expect(await lintState(home.workshop.database, 'clean')).toMatchObject({
      check: { state: 'passed' },
      kept: { current: true, report: { passed: true } },
    })
    expect(await setStatus(home.workshop.database, 'clean', 'open', 'test')).toMatchObject({ status: 'open' })
    expect(blocking(await lint('clean'))).toEqual([])
  })

  test('of five sources with twenty clips each passes', { timeout: 1_200_000 }, async () => {
    const names = ['rags', 'waltzes', 'markov-1', 'markov-2', 'markov-3']
    for (const [index, name] of names.entries())
      await makeSource(home.workshop, { name, kind: index < 2 ? 'human' : 'generated', clips: 20 })
    await makeStudy(home.workshop, 'large', names)
    const report = await lint('large')
    expect(blocking(report)).toEqual([])
    expect(report.checked).toMatchObject({ clips: 100, sources: 5, fetches: 3000 })
  })
})

describe('a planted leak is found', () => {
  test.each<[string, ClipSettingsInput, string]>([
    ['a longer fade', { fadeOut: 2 }, 'equal fade-out'],
    ['more loudness', { loudness: -19 }, 'equal loudness'],
    ['another bitrate', { bitrate: 128 }, 'equal frame-headers'],
  ])('%s for one source', async (what, sound, rule) => {
    const slug = what.replaceAll(' ', '-')
    await makeSource(home.workshop, { name: `markov-${slug}`, clips: 3, sound })
    await makeStudy(home.workshop, slug, ['ragtime', `markov-${slug}`])
    const report = await lint(slug)
    expect(rules(report)).toContain(rule)
    await expect(setStatus(home.workshop.database, slug, 'open', 'test')).rejects.toThrow(/blocks/)
  })

  test.each<[string, Fault, string]>([
    [
      'one header more',
      (answer) =>
        answer.source === 'chains' ? { ...answer, headers: { ...answer.headers, 'x-cache': 'HIT' } } : answer,
      'equal response-headers',
    ],
    [
      'an address of its own to which browsers are sent',
      (answer) =>
        answer.source === 'chains' && answer.agent.includes('Chrome')
          ? { ...answer, status: 302, headers: { location: `${answer.path}?v=2` }, body: Buffer.of() }
          : answer,
      'equal clip-address',
    ],
    ['a slower response', later('chains', 12), 'response-time source-timing'],
    [
      "a model's name in the flight data",
      (answer) =>
        answer.path.startsWith('/s/')
          ? {
              ...answer,
              body: Buffer.from(
                answer.body
                  .toString()
                  .replace(
                    '</body>',
                    String.raw`<script>self.__next_f.push([1,"{\"by\":\"markov-37\"}"])</script></body>`,
                  ),
              ),
            }
          : answer,
      'absent secret-model',
    ],
  ])('%s', async (what, fault, rule) => {
    const slug = what.replace(/[^a-z]+/g, '-')
    await makeStudy(home.workshop, slug, ['ragtime', 'chains'])
    faulty.plant(fault)
    const found = rules(await lint(slug))
    expect(found).toContain(rule)
    // Nothing else is blamed.
    expect(found.filter((one) => !one.startsWith(rule.split(' ')[0] ?? ''))).toEqual([])
  })

  test('keys that begin alike for one source', async () => {
    const { database } = home.workshop
    await makeStudy(home.workshop, 'prefix', ['ragtime', 'chains'])
    await database.$executeRawUnsafe(`
      CREATE FUNCTION telling_key() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF (SELECT model_id FROM source JOIN clip ON source_id = source.id WHERE clip.id = NEW.clip_id) IS NOT NULL
        THEN NEW.key := 'gen' || substr(NEW.key, 4); END IF;
        RETURN NEW; END $$`)
    await database.$executeRawUnsafe(
      'CREATE TRIGGER telling_key BEFORE INSERT ON stimulus FOR EACH ROW EXECUTE FUNCTION telling_key()',
    )
    try {
      expect(rules(await lint('prefix'))).toContain('equal key-characters')
    } finally {
      await database.$executeRawUnsafe('DROP TRIGGER telling_key ON stimulus')
    }
  })
})

test(
  'one velocity in all generated clips shows among what the music tells',
  { timeout: 900_000 },
  async () => {
    await makeSource(home.workshop, { name: 'hands', kind: 'human', clips: 20 })
    await makeSource(home.workshop, { name: 'flat', clips: 20, velocities: [64, 64] })
    await makeStudy(home.workshop, 'flat', ['hands', 'flat'])
    const { findings } = await lint('flat')
    const told = findings.filter(({ check }) => check === 'informative')
    expect(told).toMatchObject([{ rule: 'facts-tell', blocks: false }])
    expect(told[0]?.message).toMatch(/velocit/i)
  },
)

describe('a lint', () => {
  test('that is cancelled, or whose process was killed, leaves nothing behind', async () => {
    const { database } = home.workshop
    await makeStudy(home.workshop, 'stopped', ['ragtime', 'chains'])
    const dead = `${(await import('node:os')).hostname()}:99999999/of-a-killed-lint`
    await createInspection(database, 'stopped', { inspector: dead, random: () => 0.5, now: new Date() })
    const stopping = new AbortController()
    const stopped = lint(
      'stopped',
      work({
        signal: stopping.signal,
        onProgress: ({ text }) => {
          if (text.startsWith('the pages')) stopping.abort()
        },
      }),
    )
    await expect(stopped).rejects.toThrow(StoppedError)
    expect(await leftovers()).toBe(0)
    expect(await lintState(database, 'stopped')).toMatchObject({ kept: undefined })
  })

  test('without a browser does not pass, and says how to get one', async () => {
    await makeStudy(home.workshop, 'blind', ['ragtime', 'chains'])
    const missing = join(home.folder, 'no-browser')
    const report = await lintStudy(
      { ...home.workshop, linting: lintingThrough(faulty.url, missing) },
      'blind',
      work(),
    )
    expect(blocking(report)).toMatchObject([
      { rule: 'no-browser', message: expect.stringMatching(/CHROMIUM_PATH.*apt install chromium/) as string },
    ])
  })
})
