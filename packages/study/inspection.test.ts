import { testDatabase } from '@earshot/database/test-database'
import { seeded } from '@earshot/random/random'
import { beforeAll, describe, expect, test } from 'vitest'
import { answerTo, exampleFile, makeSources, now, openStudy, start } from './example-study.ts'
import { createInspection, endInspection, inspectors } from './inspection.ts'
import { ratingsCsv, studyResults } from './results.ts'
import { findInvitation } from './invitation.ts'
import { answerTrial, beginRun, findClipAudio, findRun } from './run.ts'
import { createStudy, listStudies } from './studies.ts'

const { database } = await testDatabase()
const inspect = (slug: string, inspector = 'here:1/a') =>
  createInspection(database, slug, { inspector, random: seeded(1), now })

beforeAll(() => makeSources(database))

describe('an inspection', () => {
  test('holds every clip of the study in runs as long as a respondent’s', async () => {
    await createStudy(database, exampleFile('whole'), 'test')
    const runs = await inspect('whole')
    expect(runs.map(({ trials }) => trials.length)).toEqual([6, 6, 6])
    const clips = new Set(runs.flatMap(({ trials }) => trials.map(({ clip }) => clip)))
    expect(clips.size).toBe(15)
    expect(await database.clip.count({ where: { id: { in: [...clips] } } })).toBe(15)
    for (const { token, trials } of runs)
      for (const { key } of trials)
        expect((await findClipAudio(database, { token, key }))?.file).toMatch(/^audio of/)
  })

  test('sees a draft as respondents will see it open, and begins by agreeing', async () => {
    await createStudy(database, exampleFile('draft'), 'test')
    const [run] = await inspect('draft')
    const { token, trials } = run ?? { token: '', trials: [] }
    expect(await findInvitation(database, 'draft')).toBeUndefined()
    expect(await findInvitation(database, 'draft', { token })).toMatchObject({ status: 'open' })
    const of = { slug: 'draft', token, now }
    expect(await findRun(database, of)).toBeUndefined()
    const answer = answerTo(trials[0]?.key ?? '', 3)
    expect(await answerTrial(database, { ...of, answer })).toMatchObject({ ok: false })
    await beginRun(database, of)
    expect(await findRun(database, of)).toMatchObject({
      step: 'trial',
      trial: { key: trials[0]?.key, total: 6 },
    })
    expect(await answerTrial(database, { ...of, answer })).toMatchObject({ ok: true })
  })

  test('shows a respondent’s token nothing of a draft', async () => {
    await openStudy(database, 'other')
    const token = await start(database, 'other')
    await createStudy(database, exampleFile('hidden'), 'test')
    expect(await findInvitation(database, 'hidden', { token })).toBeUndefined()
  })

  test('counts nowhere, and leaves nothing behind', async () => {
    await openStudy(database, 'counting')
    const before = await everything('counting')
    const runs = await inspect('counting', 'here:2/b')
    for (const { token, trials } of runs) {
      await beginRun(database, { slug: 'counting', token, now })
      for (const { key } of trials) {
        const answer = answerTo(key, 5, { events: [{ kind: 'play', atMs: 1, clipTime: 0 }] })
        expect(await answerTrial(database, { slug: 'counting', token, now, answer })).toMatchObject({
          ok: true,
        })
      }
    }
    expect(await everything('counting')).toEqual(before)
    expect(await inspectors(database)).toContain('here:2/b')
    await endInspection(database, 'here:2/b')
    expect(await inspectors(database)).not.toContain('here:2/b')
    const of = { version: { study: { slug: 'counting' } } }
    expect(await database.respondent.count({ where: of })).toBe(0)
    expect(await database.playEvent.count({ where: { stimulus: { trial: { respondent: of } } } })).toBe(0)
  })

  test('does not change which clips a respondent draws', async () => {
    const drawn = async (slug: string) => {
      const token = await start(database, slug)
      const run = await database.respondent.findFirstOrThrow({
        where: { version: { study: { slug } }, kind: 'real' },
        include: { trials: { include: { stimuli: true }, orderBy: { position: 'asc' } } },
      })
      expect(token).not.toBe('')
      return run.trials.map(({ stimuli }) => stimuli[0]?.clipId)
    }
    await openStudy(database, 'alone')
    await openStudy(database, 'inspected')
    await inspect('inspected', 'here:3/c')
    expect(await drawn('inspected')).toEqual(await drawn('alone'))
  })
})

/** Every place where respondents are counted or their ratings come out. */
const everything = async (slug: string) => ({
  listed: (await listStudies(database)).find((study) => study.slug === slug),
  results: await Promise.all(
    (['real', 'pilot', 'simulated'] as const).map((scope) => studyResults(database, slug, scope)),
  ),
  csv: await Promise.all(
    (['real', 'pilot', 'simulated'] as const).map((scope) => ratingsCsv(database, slug, scope)),
  ),
  rows: await database.rating.count(),
})
