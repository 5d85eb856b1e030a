import { randomUUID } from 'node:crypto'
import { answerSchema, blindTrialSchema, runStateSchema, type RunState } from '@earshot/contract/blind'
import { testDatabase } from '@earshot/database/test-database'
import { beforeAll, describe, expect, test } from 'vitest'
import { answerTo, keyOf, makeSources, now, openStudy, start } from './example-study.ts'
import {
  answerTrial,
  findClipAudio,
  findRun,
  finishRun,
  skipTrial,
  startRun,
  trialsOfRun,
  type Moved,
} from './run.ts'
import { setStatus } from './status.ts'

const { database } = await testDatabase()
const slug = 'main'
const questions = [
  { id: 'musician', text: 'Do you play?', type: 'choice', options: ['no', 'yes'] },
  { id: 'remarks', text: 'Anything else?', type: 'text' },
]
const later = new Date(now.getTime() + 3_600_000)
const nextDay = new Date(now.getTime() + 25 * 3_600_000)
const nobody = '00000000-0000-4000-8000-000000000000'

beforeAll(async () => {
  await makeSources(database)
  await openStudy(database, slug)
  await openStudy(database, 'asking', { questions })
})

const begin = (of = slug) => start(database, of)
const look = (token: string, of = slug) => findRun(database, { slug: of, token, now })
const rate = (token: string, key: string, value: number, more = {}, of = slug) =>
  answerTrial(database, { slug: of, token, now, answer: answerTo(key, value, more) })
const answersOf = async (token: string) => {
  const keys = (await trialsOfRun(database, token)).map(({ key }) => key)
  return database.answer.findMany({ where: { trial: { stimuli: { some: { key: { in: keys } } } } } })
}
const stateOf = (moved: Moved): RunState => {
  if (!moved.ok) throw new Error(moved.reason)
  return moved.state
}
/** Rates all that is left with `value`. */
async function rateAll(token: string, value: number, of = slug): Promise<RunState> {
  let state = await look(token, of)
  while (state?.step === 'trial') state = stateOf(await rate(token, keyOf(state), value, {}, of))
  if (!state) throw new Error('the run is gone')
  return state
}

describe('starting', () => {
  test('is for studies that are open, and says why elsewhere', async () => {
    await openStudy(database, 'shut')
    await setStatus(database, 'shut', 'closed', 'test')
    const attempt = (of: string, kind: 'real' | 'pilot' | 'imported') =>
      startRun(database, { slug: of, kind, now })
    expect(await attempt('shut', 'real')).toMatchObject({
      ok: false,
      status: 409,
      reason: expect.stringMatching(/ended/) as string,
    })
    expect(await attempt(slug, 'pilot')).toMatchObject({ ok: false, status: 409 })
    expect(await attempt(slug, 'imported')).toMatchObject({ ok: false, status: 409 })
    expect(await attempt('nothing', 'real')).toMatchObject({ ok: false, status: 404 })
  })

  test('gives two clips of each source and pieces that differ, unknown to the browser', async () => {
    const token = await begin()
    const trials = await database.trial.findMany({
      where: { respondent: { trials: { some: { stimuli: { some: { key: keyOf(await look(token)) } } } } } },
      include: { stimuli: { include: { clip: { include: { source: true } } } } },
      orderBy: { position: 'asc' },
    })
    const clips = trials.flatMap(({ stimuli }) => stimuli.map(({ clip }) => clip))
    expect(trials.map(({ position }) => position)).toEqual([1, 2, 3, 4, 5, 6])
    expect(new Set(clips.map(({ pieceId }) => pieceId)).size).toBe(6)
    const names = clips.map(({ source }) => source.name).sort()
    expect(names).toEqual(['autoencoder', 'autoencoder', 'human', 'human', 'lstm', 'lstm'])
    for (const { drawProbability } of trials) expect(drawProbability).toBeCloseTo(2 / 5, 12)
  })

  test('stores no secret: the token is known by its hash alone', async () => {
    const token = await begin()
    const text = JSON.stringify(await database.respondent.findMany())
    expect(text).not.toContain(token)
    expect(token).toMatch(/^[\w-]{32}$/)
  })

  test('twice with a token of the browser starts once, also at the same moment', async () => {
    const token = randomUUID().replaceAll('-', '')
    const before = await database.respondent.count()
    const attempt = (of: string) => startRun(database, { slug: of, kind: 'real', now, token })
    const results = await Promise.all([attempt(slug), attempt(slug), attempt(slug)])
    expect(results).toEqual([1, 2, 3].map(() => ({ ok: true, token })))
    expect(await database.respondent.count()).toBe(before + 1)
    expect(await attempt('asking')).toMatchObject({ ok: false, status: 404 })
    const short = await startRun(database, { slug, kind: 'real', now, token: 'guessable' })
    expect(short).toMatchObject({ ok: false, status: 404 })
  })

  test('goes on after the respondent with the highest number was deleted, or another', async () => {
    await openStudy(database, 'deleting')
    for (let i = 0; i < 3; i++) await begin('deleting')
    const where = { version: { study: { slug: 'deleting' } } }
    await database.respondent.deleteMany({ where: { ...where, number: 1 } })
    await begin('deleting')
    const left = await database.respondent.findMany({ where, orderBy: { number: 'asc' } })
    expect(left.map(({ number }) => number)).toEqual([2, 3, 4])
  })

  test('with the same seed gives the same clips in the same order, on any server', async () => {
    const other = await testDatabase()
    // Other clips stored before, so that no id and no order of rows is the same.
    await makeSources(other.database, { prefix: 'before-', clips: 3 })
    await makeSources(other.database)
    const draws = async (at: typeof database, of: string) => {
      await openStudy(at, of, { seed: 11 })
      const runs: string[][] = []
      for (let i = 0; i < 3; i++) {
        const trials = await trialsOfRun(at, await start(at, of))
        const clips = await at.clip.findMany({ include: { source: true } })
        const names = new Map(clips.map((clip) => [clip.id, `${clip.source.name}/${clip.name}`]))
        runs.push(trials.map(({ clip }) => names.get(clip) ?? ''))
      }
      return runs
    }
    const here = await draws(database, 'seeded')
    expect(await draws(database, 'seeded-again')).toEqual(here)
    expect(await draws(other.database, 'elsewhere')).toEqual(here)
    expect(new Set(here.map((run) => run.join())).size).toBe(3)
  })
})

describe('what a browser receives', () => {
  test('is what the contract allows, and nothing beside it', async () => {
    const token = await begin('asking')
    const seen: unknown[] = []
    for (let state = await look(token, 'asking'); state?.step === 'trial';) {
      seen.push(state)
      state = stateOf(await rate(token, keyOf(state), 3, {}, 'asking'))
      seen.push(state)
    }
    seen.push(await look(token, 'asking'))
    seen.push(stateOf(await finishRun(database, { slug: 'asking', token, now, responses: {} })))
    const text = JSON.stringify(seen)
    for (const state of seen) expect(runStateSchema.parse(state)).toEqual(state)
    const clips = await database.clip.findMany({ include: { source: true } })
    const secrets = clips.flatMap(({ id, audio, pieceId, source }) => [id, audio ?? id, pieceId, source.name])
    for (const secret of secrets) expect(text).not.toContain(secret)
  })

  test('has no room for more', () => {
    const trial = { key: 'A'.repeat(22), position: 1, total: 6, seconds: 30 }
    expect(blindTrialSchema.parse(trial)).toEqual(trial)
    for (const extra of [{ source: 'lstm' }, { clip: '1' }, { file: 'a.mp3' }]) {
      expect(blindTrialSchema.safeParse({ ...trial, ...extra }).success).toBe(false)
      const state = { step: 'trial', trial: { ...trial, ...extra } }
      expect(runStateSchema.safeParse(state).success).toBe(false)
    }
  })

  test('calls the same clip by another key for everyone', async () => {
    const tokens = [await begin(), await begin(), await begin()]
    const trials = (await Promise.all(tokens.map((token) => trialsOfRun(database, token)))).flat()
    expect(new Set(trials.map(({ key }) => key)).size).toBe(18)
    expect(new Set(trials.map(({ clip }) => clip)).size).toBeLessThan(18)
  })

  test('is audio for the keys of its own run alone', async () => {
    const [mine, yours] = [await begin(), await begin()]
    const key = keyOf(await look(mine))
    expect((await findClipAudio(database, { token: mine, key }))?.file).toMatch(/^audio of /)
    expect(await findClipAudio(database, { token: yours, key })).toBeUndefined()
    expect(await findClipAudio(database, { token: '', key })).toBeUndefined()
    for (const odd of ['', 'x', '\0'.repeat(22), '%', key + '0', `' OR ''='`])
      expect(await findClipAudio(database, { token: mine, key: odd })).toBeUndefined()
  })
})

describe('a run', () => {
  test('goes through its trials in order and ends with a code, where nothing is asked', async () => {
    const token = await begin()
    const keys = (await trialsOfRun(database, token)).map(({ key }) => key)
    for (const [index, key] of keys.entries()) {
      const state = await look(token)
      expect(state).toMatchObject({
        step: 'trial',
        trial: { key, position: index + 1, total: 6, seconds: 30 },
      })
      const next = state?.step === 'trial' ? state.next?.key : undefined
      expect(next).toBe(keys[index + 1])
      await rate(token, key, 1)
    }
    const state = await look(token)
    expect(state).toMatchObject({
      step: 'finished',
      completionCode: expect.stringMatching(/^[A-Z2-9]{4}-[A-Z2-9]{4}$/) as string,
    })
    const { finishedAt } = await database.respondent.findFirstOrThrow({
      where: { completionCode: state?.step === 'finished' ? state.completionCode : '' },
    })
    expect(finishedAt).toEqual(now)
  })

  test('returns to the same trial after a reload', async () => {
    const token = await begin()
    await rate(token, keyOf(await look(token)), 4)
    const state = await look(token)
    expect(state).toMatchObject({ trial: { position: 2 } })
    expect(await look(token)).toEqual(state)
    expect(await findRun(database, { slug, token, now: later })).toEqual(state)
  })

  test('ends a day after it began, unless it is finished', async () => {
    const [open, done] = [await begin(), await begin()]
    const key = keyOf(await look(open))
    const finished = await rateAll(done, 2)
    const of = { slug, now: nextDay }
    expect(await findRun(database, { ...of, token: open })).toBeUndefined()
    const late = await answerTrial(database, { ...of, token: open, answer: answerTo(key, 1) })
    expect(late).toMatchObject({ ok: false, status: 404 })
    expect(await skipTrial(database, { ...of, token: open, key, reason: 'late' })).toMatchObject({
      ok: false,
    })
    expect(await answersOf(open)).toEqual([])
    expect(await findRun(database, { ...of, token: done })).toEqual(finished)
  })

  test('may be finished after its study has closed', async () => {
    await openStudy(database, 'ending')
    const token = await begin('ending')
    await setStatus(database, 'ending', 'closed', 'test')
    expect(await rateAll(token, 5, 'ending')).toMatchObject({ step: 'finished' })
  })

  test('is nobody else’s: other tokens, keys and studies are refused', async () => {
    const [mine, yours] = [await begin(), await begin()]
    const key = keyOf(await look(mine))
    expect(await rate(yours, key, 1)).toMatchObject({ ok: false, status: 404 })
    expect(await rate('unknown', key, 1)).toMatchObject({ ok: false, status: 404 })
    expect(await rate(mine, 'A'.repeat(22), 1)).toMatchObject({ ok: false, status: 404 })
    expect(await rate(mine, key, 1, {}, 'asking')).toMatchObject({ ok: false, status: 404 })
    expect(await look(mine, 'asking')).toBeUndefined()
    expect(await look('')).toBeUndefined()
    expect(await look("' OR 1=1 --")).toBeUndefined()
    expect(await answersOf(mine)).toEqual([])
  })
})

describe('an answer', () => {
  test('is stored with what was sent', async () => {
    const token = await begin()
    const events = [
      { kind: 'play' as const, atMs: 10, clipTime: 0 },
      { kind: 'choose' as const, atMs: 30_000, clipTime: 29.9, value: 2 },
      { kind: 'ended' as const, atMs: 30_010, clipTime: 30 },
    ]
    const key = keyOf(await look(token))
    const answer = answerTo(key, 4, { comment: '  familiar ', rtMs: 31_000, events: [...events, ...events] })
    await answerTrial(database, { slug, token, now, answer })
    const [stored] = await answersOf(token)
    expect(stored).toMatchObject({
      id: answer.id,
      type: 'rating',
      value: 4,
      comment: 'familiar',
      rtMs: 31_000,
      receivedAt: now,
    })
    const plays = await database.playEvent.findMany({
      where: { stimulus: { key } },
      orderBy: { atMs: 'asc' },
    })
    const played = plays.map(({ kind, atMs, clipTime, value }) =>
      value === null ? { kind, atMs, clipTime } : { kind, atMs, clipTime, value },
    )
    expect(played).toEqual(events)
  })

  test('sent again, or given again with the same value, is acknowledged and stored once', async () => {
    const token = await begin()
    const answer = answerTo(keyOf(await look(token)), 2, { comment: 'first' })
    const send = () => answerTrial(database, { slug, token, now, answer })
    const first = await send()
    expect(first).toMatchObject({ ok: true, state: { trial: { position: 2 } } })
    expect(await send()).toEqual(first)
    expect(await rate(token, answer.key, 2, { comment: 'second' })).toEqual(first)
    expect(await answersOf(token)).toMatchObject([{ id: answer.id, value: 2, comment: 'first' }])
  })

  test('with another value is refused, also after the run has ended, and it is known that it came', async () => {
    const token = await begin()
    const key = keyOf(await look(token))
    await rate(token, key, 2)
    expect(await rate(token, key, 3)).toMatchObject({
      ok: false,
      status: 409,
      reason: expect.stringMatching(/with 2 already/) as string,
    })
    await rateAll(token, 5)
    expect(await rate(token, key, 3)).toMatchObject({ ok: false, status: 409 })
    expect(await rate(token, key, 2)).toMatchObject({ ok: true, state: { step: 'finished' } })
    expect((await answersOf(token)).map(({ value }) => value).sort()).toEqual([2, 5, 5, 5, 5, 5])
    const refused = await database.refusedAnswer.findMany({
      where: { trial: { stimuli: { some: { key } } } },
    })
    expect(refused.map(({ value, receivedAt }) => ({ value, receivedAt }))).toEqual(
      [3, 3].map((value) => ({ value, receivedAt: now })),
    )
  })

  test('sent ten times at once is stored once', async () => {
    const token = await begin()
    const answer = answerTo(keyOf(await look(token)), 3)
    const sent = Array.from({ length: 10 }, () => answerTrial(database, { slug, token, now, answer }))
    for (const moved of await Promise.all(sent)) expect(moved).toMatchObject({ ok: true })
    expect(await answersOf(token)).toHaveLength(1)
  })

  test('of which two values come at once, has one of them, and the other is refused', async () => {
    const token = await begin()
    const key = keyOf(await look(token))
    const moved = await Promise.all([1, 2, 3, 4, 5].map((value) => rate(token, key, value)))
    expect(moved.filter(({ ok }) => ok)).toHaveLength(1)
    expect(moved.filter((one) => !one.ok && one.status === 409)).toHaveLength(4)
    expect(await answersOf(token)).toHaveLength(1)
  })

  test('with the id of another answer is refused, also at the same moment', async () => {
    const [mine, yours] = [await begin(), await begin()]
    const id = randomUUID()
    const moved = await Promise.all(
      [mine, yours].map(async (token) => rate(token, keyOf(await look(token)), 3, { id })),
    )
    expect(moved.map(({ ok }) => ok).sort()).toEqual([false, true])
    expect(moved.find(({ ok }) => !ok)).toMatchObject({
      status: 409,
      reason: expect.stringMatching(/another clip/) as string,
    })
    expect(await database.answer.count({ where: { id } })).toBe(1)
  })

  test('keeps a comment of any characters, without NUL', async () => {
    const token = await begin()
    const comment = `a\0b'; DROP TABLE answer; -- \u{1f3b9} \ud83c`
    expect(await rate(token, keyOf(await look(token)), 1, { comment })).toMatchObject({ ok: true })
    const [stored] = await answersOf(token)
    expect(stored?.comment).toBe("ab'; DROP TABLE answer; -- \u{1f3b9} \ufffd")
    await rate(token, keyOf(await look(token)), 1, { comment: ' \0 ' })
    expect((await answersOf(token)).map((answer) => answer.comment)).toContain(null)
  })

  test('that does not fit the database is refused by the contract', () => {
    const good = { id: nobody, key: 'A'.repeat(22), value: 3 }
    const event = { kind: 'play', atMs: 0, clipTime: 0 }
    expect(answerSchema.parse(good)).toEqual({ ...good, events: [] })
    const bad = [
      { value: 0 },
      { value: 6 },
      { value: 2.5 },
      { value: '3' },
      { id: 'x' },
      { key: 'short' },
      { key: '../'.repeat(8).slice(0, 22) },
      { rtMs: -1 },
      { rtMs: 2 ** 31 },
      { comment: 'x'.repeat(501) },
      { events: [{ ...event, atMs: 2 ** 31 }] },
      { events: [{ ...event, clipTime: Infinity }] },
      { events: [{ ...event, kind: 'stop' }] },
      { events: Array.from({ length: 1001 }, () => event) },
      { respondent: 1 },
    ]
    for (const change of bad) expect(answerSchema.safeParse({ ...good, ...change }).success).toBe(false)
  })

  test('at the edge of what the contract allows is stored', async () => {
    const token = await begin()
    const most = 2 ** 31 - 1
    const events = Array.from({ length: 1000 }, (_, i) => ({
      kind: 'seek' as const,
      atMs: most - i,
      clipTime: 1e300,
    }))
    const key = keyOf(await look(token))
    const moved = await rate(token, key, 5, { rtMs: most, comment: '\u{1f3b9}'.repeat(250), events })
    expect(moved).toMatchObject({ ok: true })
    expect(await database.playEvent.count({ where: { stimulus: { key } } })).toBe(1000)
  })
})

describe('skipping', () => {
  const skip = (token: string, key: string, reason = 'no sound') =>
    skipTrial(database, { slug, token, now, key, reason })

  test('leaves a trial out, once, with its reason', async () => {
    const token = await begin()
    const key = keyOf(await look(token))
    const first = await skip(token, key)
    expect(first).toMatchObject({ ok: true, state: { trial: { position: 2 } } })
    expect(await skip(token, key, 'again')).toEqual(first)
    const trial = await database.trial.findFirstOrThrow({ where: { stimuli: { some: { key } } } })
    expect(trial).toMatchObject({ skippedAt: now, skipReason: 'no sound' })
    expect(await rate(token, key, 1)).toMatchObject({
      ok: false,
      status: 409,
      reason: expect.stringMatching(/skipped/) as string,
    })
    expect(await rateAll(token, 1)).toMatchObject({ step: 'finished' })
    expect(await answersOf(token)).toHaveLength(5)
  })

  test('is refused for what was answered and for what is not one’s own', async () => {
    const [mine, yours] = [await begin(), await begin()]
    const key = keyOf(await look(mine))
    expect(await skip(yours, key)).toMatchObject({ ok: false, status: 404 })
    await rate(mine, key, 1)
    expect(await skip(mine, key)).toMatchObject({ ok: false, status: 409 })
  })

  test('of the last trial finishes the run, and an endless reason is cut', async () => {
    const token = await begin()
    for (const { key } of await trialsOfRun(database, token)) await skip(token, key, 'x\0'.repeat(9999))
    expect(await look(token)).toMatchObject({ step: 'finished' })
    const { skipReason } = await database.trial.findFirstOrThrow({
      where: { skipReason: { startsWith: 'xxx' } },
    })
    expect(skipReason).toHaveLength(200)
  })
})

describe('the questions at the end', () => {
  const of = 'asking'
  const finish = (token: string, responses: Record<string, string>) =>
    finishRun(database, { slug: of, token, now, responses })
  const responses = (token: string) =>
    database.response.findMany({
      where: { respondent: { trials: { some: { id: { not: nobody } } } }, value: { contains: token } },
      orderBy: { question: 'asc' },
    })

  test('come after the last trial, and finish the run once', async () => {
    const token = await begin(of)
    expect(await finish(token, {})).toMatchObject({
      ok: false,
      status: 409,
      reason: expect.stringMatching(/clips left/) as string,
    })
    const [choice, text] = questions
    const options = choice?.options?.map((value) => ({ value, label: value }))
    expect(await rateAll(token, 3, of)).toEqual({
      step: 'questions',
      questions: [{ ...choice, options }, text],
    })
    const done = await finish(token, { remarks: `  ${token}\0 `, musician: 'yes' })
    expect(done).toMatchObject({ ok: true, state: { step: 'finished' } })
    expect(await finish(token, { remarks: `other ${token}` })).toEqual(done)
    expect((await responses(token)).map(({ value }) => value)).toEqual([token])
    expect(await look(token, of)).toEqual(done.ok && done.state)
  })

  test('may all be declined', async () => {
    const token = await begin(of)
    await rateAll(token, 3, of)
    const before = await database.response.count()
    expect(await finish(token, { remarks: '', musician: '' })).toMatchObject({ state: { step: 'finished' } })
    expect(await database.response.count()).toBe(before)
  })

  test('take no other answers than were offered, and the run stays open', async () => {
    const token = await begin(of)
    await rateAll(token, 3, of)
    expect(await finish(token, { age: '30' })).toMatchObject({
      ok: false,
      status: 404,
      reason: expect.stringMatching(/"age"/) as string,
    })
    expect(await finish(token, { musician: 'maybe' })).toMatchObject({ ok: false, status: 409 })
    expect(await finish(token, { remarks: 'x'.repeat(2001) })).toMatchObject({ ok: false, status: 409 })
    expect(await finish(token, { constructor: 'x' })).toMatchObject({ ok: false, status: 404 })
    expect(await finish(token, { 'A B': 'x' })).toMatchObject({ ok: false })
    expect(await look(token, of)).toMatchObject({ step: 'questions' })
    const twice = await Promise.all([finish(token, { musician: 'no' }), finish(token, { musician: 'no' })])
    expect(twice[0]).toEqual(twice[1])
  })
})
