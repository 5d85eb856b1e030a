import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { resultsSchema } from '@earshot/contract/results'
import { surveyRoutes } from '@earshot/contract/survey'
import { testDatabase } from '@earshot/database/test-database'
import { openStorage } from '@earshot/storage/storage'
import { answerTo, makeSources, openStudy } from '@earshot/study/example-study'
import { setStatus } from '@earshot/study/status'
import { NextRequest } from 'next/server'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { GET as clip } from '../app/api/clips/[key]/route.ts'
import { GET as health } from '../app/api/health/route.ts'
import { POST as answers } from '../app/api/studies/[slug]/answers/route.ts'
import { GET as ratings } from '../app/api/studies/[slug]/ratings.csv/route.ts'
import { DELETE as withdrawal, POST as respondents } from '../app/api/studies/[slug]/respondents/route.ts'
import { POST as responses } from '../app/api/studies/[slug]/responses/route.ts'
import { GET as results } from '../app/api/studies/[slug]/results/route.ts'
import { POST as skips } from '../app/api/studies/[slug]/skips/route.ts'
import { GET as studies } from '../app/api/studies/route.ts'
import { GET as enter } from '../app/enter/[secret]/route.ts'

const secret = 'known to researchers'
const sound = Uint8Array.from({ length: 5000 }, (_, index) => index % 256)
const { database, url } = await testDatabase()
const folder = await mkdtemp(join(tmpdir(), 'earshot-routes-'))

beforeAll(async () => {
  vi.stubEnv('DATABASE_URL', url)
  vi.stubEnv('STORAGE_URL', pathToFileURL(folder).href)
  vi.stubEnv('EARSHOT_SECRET', secret)
  const audio = await openStorage(pathToFileURL(folder).href).put(sound)
  await makeSources(database)
  await database.clip.updateMany({ data: { audio } })
  await openStudy(database, 'test')
  await openStudy(database, 'paper-2021')
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true, force: true })
})

type Cookies = Record<string, string>
const base = 'http://survey.test'
const cookieHeader = (cookies: Cookies) =>
  Object.entries(cookies)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('; ')

const get = (path: string, cookies: Cookies = {}, headers: Record<string, string> = {}) =>
  new NextRequest(base + path, { headers: { cookie: cookieHeader(cookies), ...headers } })

const post = (path: string, body: unknown, cookies: Cookies = {}) =>
  new NextRequest(base + path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { host: 'survey.test', origin: base, cookie: cookieHeader(cookies) },
  })

const at = (slug: string) => ({ params: Promise.resolve({ slug }) })
const ofKey = (key: string) => ({ params: Promise.resolve({ key }) })
const researcher = { earshot_researcher: secret }
const stateSchema = surveyRoutes.startRun.response

/** A fresh token, as the page makes one. */
const newToken = () => crypto.randomUUID().replaceAll('-', '')

/** Agrees to take part: the browser's cookies, and the first trial. */
async function begin(slug = 'test') {
  const response = await respondents(post('/', { consent: true, token: newToken() }), at(slug))
  const cookie = response.headers.get('set-cookie') ?? ''
  const [name = '', value = ''] = cookie.split(';')[0]?.split('=') ?? []
  const { state } = stateSchema.parse(await response.json())
  if (state.step !== 'trial') throw new Error(`a run begins with a trial, not ${state.step}`)
  return { cookie, cookies: { [name]: value }, trial: state.trial, next: state.next }
}

describe('starting', () => {
  test('needs consent', async () => {
    const response = await respondents(post('/', { consent: false, token: newToken() }), at('test'))
    expect(response.status).toBe(400)
    expect(response.headers.get('set-cookie')).toBeNull()
  })

  test('keeps the secret of the run where scripts cannot read it', async () => {
    const { cookie, cookies } = await begin()
    expect(Object.keys(cookies)).toEqual(['earshot_run_test'])
    expect(cookie).toMatch(/; Path=\/; Max-Age=86400; HttpOnly; SameSite=Lax$/)
  })

  test('over HTTPS sends the cookie over HTTPS only', async () => {
    const request = post('/', { consent: true, token: newToken() })
    request.headers.set('x-forwarded-proto', 'https')
    expect((await respondents(request, at('test'))).headers.get('set-cookie')).toMatch(/; Secure$/)
  })

  test('twice in one browser is one run', async () => {
    const { cookies, trial } = await begin()
    const again = await respondents(post('/', { consent: true, token: newToken() }, cookies), at('test'))
    expect(stateSchema.parse(await again.json()).state).toMatchObject({ trial: { key: trial.key } })
    expect(again.headers.get('set-cookie')).toBeNull()
  })

  test('is refused with a sentence where there is no study, or it is closed', async () => {
    await openStudy(database, 'over')
    await setStatus(database, 'over', 'closed', 'test')
    for (const [slug, status] of [
      ['nowhere', 404],
      ['over', 409],
    ] as const) {
      const response = await respondents(post('/', { consent: true, token: newToken() }), at(slug))
      expect(response.status).toBe(status)
      expect(await response.json()).toEqual({
        error: expect.stringMatching(/^[A-Z].*\.$/) as string,
        // By which pages say it in other languages.
        ...(status === 409 ? { code: 'closed' } : {}),
      })
    }
  })
})

describe('answering', () => {
  test('stores once however often it is sent, and goes on to the next clip', async () => {
    const { cookies, trial, next } = await begin()
    const answer = answerTo(trial.key, 4)
    for (let time = 0; time < 2; time++) {
      const response = await answers(post('/', answer, cookies), at('test'))
      expect(response.status).toBe(200)
      expect(stateSchema.parse(await response.json()).state).toMatchObject({ trial: { key: next?.key } })
    }
    expect(await database.answer.count({ where: { id: answer.id } })).toBe(1)
    const other = await answers(post('/', answerTo(trial.key, 1), cookies), at('test'))
    expect(other.status).toBe(409)
  })

  test("another's clip is refused", async () => {
    const mine = await begin()
    const theirs = await begin()
    const response = await answers(post('/', answerTo(theirs.trial.key, 4), mine.cookies), at('test'))
    expect(response.status).toBe(404)
  })

  test('without a run, or with a number outside 1 to 5, is refused', async () => {
    const { cookies, trial } = await begin()
    const answer = answerTo(trial.key, 4)
    expect((await answers(post('/', answer), at('test'))).status).toBe(404)
    for (const value of [0, 6, 2.5, '3', null])
      expect((await answers(post('/', { ...answer, value }, cookies), at('test'))).status).toBe(400)
    expect(await database.answer.count({ where: { id: answer.id } })).toBe(0)
  })

  test('a whole run, with a clip left out, ends with a code; finishing it early is refused', async () => {
    const { cookies, trial } = await begin()
    expect((await responses(post('/', { responses: {} }, cookies), at('test'))).status).toBe(409)
    const skip = { key: trial.key, reason: 'did not load' }
    let { state } = stateSchema.parse(await (await skips(post('/', skip, cookies), at('test'))).json())
    let given = 0
    while (state.step === 'trial') {
      const answer = answerTo(state.trial.key, 1 + (given++ % 5))
      ;({ state } = stateSchema.parse(await (await answers(post('/', answer, cookies), at('test'))).json()))
    }
    expect(given).toBe(trial.total - 1)
    expect(state).toEqual({
      step: 'finished',
      completionCode: expect.stringMatching(/^[A-Z2-9]{4}-[A-Z2-9]{4}$/) as string,
    })
  })
})

test('withdrawing deletes the run of this browser, from this site alone', async () => {
  const { cookies, trial } = await begin()
  await answers(post('/', answerTo(trial.key, 2), cookies), at('test'))
  const ask = (headers: Record<string, string>) =>
    new NextRequest(base, { method: 'DELETE', headers: { host: 'survey.test', ...headers } })
  const own = { cookie: cookieHeader(cookies) }
  expect((await withdrawal(ask({ ...own, origin: 'http://elsewhere.test' }), at('test'))).status).toBe(403)
  expect((await withdrawal(ask({}), at('test'))).status).toBe(404)
  const withdrawn = await withdrawal(ask({ ...own, origin: base }), at('test'))
  expect(await withdrawn.json()).toEqual({ state: { step: 'withdrawn' } })
  expect(await database.stimulus.findUnique({ where: { key: trial.key } })).toBeNull()
})

describe('the audio of a clip', () => {
  test('is for the respondent whose run holds it alone', async () => {
    const mine = await begin()
    const theirs = await begin()
    const response = await clip(get('/', mine.cookies), ofKey(mine.trial.key))
    expect(response.status).toBe(200)
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(sound)
    expect((await clip(get('/', theirs.cookies), ofKey(mine.trial.key))).status).toBe(404)
    expect((await clip(get('/'), ofKey(mine.trial.key))).status).toBe(404)
    expect((await clip(get('/', researcher), ofKey(mine.trial.key))).status).toBe(404)
  })

  test('has the same headers for every clip, and no other', async () => {
    const { cookies, trial, next } = await begin()
    const headers = await Promise.all(
      [trial.key, next?.key ?? ''].map(async (key) =>
        Object.fromEntries((await clip(get('/', cookies), ofKey(key))).headers),
      ),
    )
    expect(headers[0]).toEqual(headers[1])
    expect(Object.keys(headers[0] ?? {}).sort()).toEqual([
      'accept-ranges',
      'cache-control',
      'content-length',
      'content-type',
    ])
  })

  test('comes in parts for players that ask so', async () => {
    const { cookies, trial } = await begin()
    const part = await clip(get('/', cookies, { range: 'bytes=100-199' }), ofKey(trial.key))
    expect(part.status).toBe(206)
    expect(new Uint8Array(await part.arrayBuffer())).toEqual(sound.subarray(100, 200))
    const beyond = await clip(get('/', cookies, { range: 'bytes=5000-' }), ofKey(trial.key))
    expect(beyond.status).toBe(416)
  })
})

describe('who may see what', () => {
  const asked = {
    'the list of studies': (cookies: Cookies) => studies(get('/api/studies', cookies)),
    'the results of a study': (cookies: Cookies) => results(get('/', cookies), at('test')),
    'the ratings of a study': (cookies: Cookies) => ratings(get('/', cookies), at('test')),
  }
  test.each(Object.entries(asked))('%s is for researchers', async (_, ask) => {
    const strangers: Cookies[] = [{}, { earshot_researcher: '' }, { earshot_researcher: `${secret}.` }]
    for (const cookies of strangers) {
      const refused = await ask(cookies)
      expect(refused.status).toBe(401)
      expect(Object.keys((await refused.json()) as object)).toEqual(['error'])
    }
    expect((await ask(researcher)).status).toBe(200)
  })

  test('the results of the example are for everybody', async () => {
    const response = await results(get('/?of=real'), at('paper-2021'))
    expect(resultsSchema.parse(await response.json()).study.slug).toBe('paper-2021')
    expect(await (await ratings(get('/'), at('paper-2021'))).text()).toMatch(
      /^respondent,clip,source,position,rating,rt_ms\n/,
    )
  })

  test('a study that is not there, and a kind of respondent that is not, are told', async () => {
    expect((await results(get('/', researcher), at('nowhere'))).status).toBe(404)
    expect((await ratings(get('/', researcher), at('nowhere'))).status).toBe(404)
    expect((await results(get('/?of=imaginary', researcher), at('test'))).status).toBe(400)
  })

  test('the secret link lets in, and a wrong one says so', async () => {
    const link = (given: string) => enter(get('/'), { params: Promise.resolve({ secret: given }) })
    const right = await link(secret)
    expect(right.status).toBe(303)
    expect(right.headers.get('location')).toBe('/studies')
    const cookie = right.headers.get('set-cookie') ?? ''
    expect(cookie).toContain('HttpOnly; SameSite=Lax')
    const [name = '', value = ''] = cookie.split(';')[0]?.split('=') ?? []
    expect((await studies(get('/', { [name]: decodeURIComponent(value) }))).status).toBe(200)
    for (const given of ['', 'wrong', `${secret} `]) {
      const wrong = await link(given)
      expect(wrong.status).toBe(404)
      expect(wrong.headers.get('set-cookie')).toBeNull()
    }
  })
})

test('health asks the database', async () => {
  expect(await (await health()).json()).toEqual({ status: 'ok', database: 'connected' })
})
