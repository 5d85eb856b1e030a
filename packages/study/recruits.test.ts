import { testDatabase } from '@earshot/database/test-database'
import { beforeAll, describe, expect, test } from 'vitest'
import { answerTo, exampleFile, keyOf, makeSources, now, openStudy } from './example-study.ts'
import { StudyFileError } from './file.ts'
import { listRecruits } from './recruits.ts'
import { ratingsCsv, studyResults } from './results.ts'
import { answerTrial, findRun, finishRun, startRun, withdraw } from './run.ts'

const { database } = await testDatabase()
const slug = 'paid'
const recruitment = {
  parameters: ['PROLIFIC_PID', 'STUDY_ID'],
  returnTo: 'https://app.example.org/complete?cc={code}&pid={PROLIFIC_PID}',
}
const nextDay = new Date(now.getTime() + 25 * 3_600_000)

beforeAll(async () => {
  await makeSources(database)
  await openStudy(database, slug, { recruitment })
  await openStudy(database, 'again', { recruitment: { parameters: ['workerId'], onePerPerson: false } })
  await openStudy(database, 'unpaid')
})

const come = (link: Record<string, string>, of = slug, at = now) =>
  startRun(database, { slug: of, kind: 'real', now: at, link })
const person = (name: string) => ({ PROLIFIC_PID: name, STUDY_ID: 'S1', extra: 'not kept' })

async function begin(name: string): Promise<string> {
  const started = await come(person(name))
  if (!started.ok) throw new Error(started.reason)
  return started.token
}

async function takeAll(token: string) {
  for (;;) {
    const state = await findRun(database, { slug, token, now })
    if (state?.step !== 'trial') break
    await answerTrial(database, { slug, token, now, answer: answerTo(keyOf(state), 2) })
  }
  return findRun(database, { slug, token, now })
}

describe('respondents who are sent by a site', () => {
  test('begin with all parameters of their link, and no others are kept', async () => {
    const incomplete: Record<string, string>[] = [
      {},
      { PROLIFIC_PID: 'p', STUDY_ID: ' ' },
      { STUDY_ID: 'S1' },
    ]
    for (const link of incomplete)
      expect(await come(link)).toMatchObject({
        ok: false,
        status: 409,
        reason: expect.stringMatching('not complete') as string,
      })
    const preview = { PROLIFIC_PID: 'p', STUDY_ID: 'ASSIGNMENT_ID_NOT_AVAILABLE' }
    expect(await come(preview)).toMatchObject({
      ok: false,
      reason: expect.stringMatching('Accept') as string,
    })
    await begin('kept')
    expect(await database.recruit.findFirst({ where: { person: 'kept' } })).toMatchObject({
      parameters: { PROLIFIC_PID: 'kept', STUDY_ID: 'S1' },
    })
  })

  test('take part once, where the study says so, and go back with their code', async () => {
    const token = await begin('ada')
    expect(await come(person('ada'))).toMatchObject({
      ok: false,
      reason: expect.stringMatching('Go on with it') as string,
    })
    const state = await takeAll(token)
    const { completionCode } = await database.respondent.findFirstOrThrow({
      where: { recruit: { person: 'ada' } },
    })
    expect(state).toEqual({
      step: 'finished',
      completionCode,
      returnTo: `https://app.example.org/complete?cc=${completionCode}&pid=ada`,
    })
    expect(await come(person('ada'))).toMatchObject({
      ok: false,
      reason: expect.stringMatching('already taken part') as string,
    })
    expect((await come({ workerId: 'w' }, 'again')).ok).toBe(true)
    expect((await come({ workerId: 'w' }, 'again')).ok).toBe(true)
  })

  test('may begin anew where their first run has expired, and two presses at once are one run', async () => {
    await begin('late')
    expect((await come(person('late'), slug, nextDay)).ok).toBe(true)
    const both = await Promise.all([come(person('twice')), come(person('twice'))])
    expect(both.filter(({ ok }) => ok)).toHaveLength(1)
  })

  test('are listed for payment alone, and stand in no result', async () => {
    const listed = await listRecruits(database, slug)
    expect(listed.find(({ person: name }) => name === 'ada')).toEqual({
      person: 'ada',
      startedAt: now.toISOString(),
      finishedAt: now.toISOString(),
      code: expect.stringMatching(/^\w{4}-\w{4}$/) as string,
    })
    expect(listed.find(({ person: name }) => name === 'kept')).toMatchObject({ finishedAt: null, code: null })
    const results = JSON.stringify([
      await studyResults(database, slug, 'real'),
      await ratingsCsv(database, slug, 'real'),
    ])
    for (const secret of ['ada', 'PROLIFIC', 'S1']) expect(results).not.toMatch(new RegExp(`\\b${secret}\\b`))
  })

  test('are not asked for where a study declares nothing', async () => {
    expect((await come({}, 'unpaid')).ok).toBe(true)
    expect((await come({ PROLIFIC_PID: 'x' }, 'unpaid')).ok).toBe(true)
    expect(await listRecruits(database, 'unpaid')).toEqual([])
  })
})

test('who withdraws leaves nothing but the fact and the code, and is not asked again', async () => {
  const token = await begin('gone')
  const state = await takeAll(token)
  const of = { slug, token, now }
  const { id } = await database.respondent.findFirstOrThrow({ where: { recruit: { person: 'gone' } } })
  const code = state?.step === 'finished' ? state.completionCode : ''
  const withdrawn = { step: 'withdrawn', completionCode: code }
  expect(await withdraw(database, of)).toEqual({ ok: true, state: withdrawn })
  expect(await withdraw(database, of)).toEqual({ ok: true, state: withdrawn })
  expect(await findRun(database, of)).toEqual(withdrawn)
  expect(await finishRun(database, { ...of, responses: {} })).toEqual({ ok: true, state: withdrawn })
  expect(await database.trial.count({ where: { respondentId: id } })).toBe(0)
  expect(await database.rating.count({ where: { respondentId: id } })).toBe(0)
  expect(await come(person('gone'))).toMatchObject({ ok: false })

  const half = await begin('half')
  const key = keyOf(await findRun(database, { slug, token: half, now }))
  await answerTrial(database, { slug, token: half, now, answer: answerTo(key, 2) })
  expect(await withdraw(database, { slug, token: half, now })).toEqual({
    ok: true,
    state: { step: 'withdrawn' },
  })
  const late = await answerTrial(database, { slug, token: half, now, answer: answerTo(key, 2) })
  expect(late).toMatchObject({ ok: false, status: 404 })
})

test.each([
  ['no parameter', { parameters: [] }, /recruitment.parameters/],
  ['a name that no address has', { parameters: ['a b'] }, /recruitment.parameters.0/],
  ['an address that is not safe', { parameters: ['p'], returnTo: 'http://example.org' }, /begins with https/],
  ['an unknown place', { parameters: ['p'], returnTo: 'https://example.org/{id}' }, /\{id\} is neither/],
  ['a host that is filled in', { parameters: ['p'], returnTo: 'https://{p}/x' }, /recruitment.returnTo/],
])('a study file with %s is refused', (_, wrong, message) => {
  expect(() => exampleFile('x', { recruitment: wrong })).toThrow(StudyFileError)
  expect(() => exampleFile('x', { recruitment: wrong })).toThrow(message)
})
