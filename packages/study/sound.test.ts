import type { RunState, Sound } from '@earshot/contract/blind'
import { testDatabase } from '@earshot/database/test-database'
import { beforeAll, describe, expect, test } from 'vitest'
import { answerTo, exampleFile, keyOf, makeSources, now, openStudy, start } from './example-study.ts'
import { answerTrial, findRun, replaceClip, setSound, trialsOfRun, type Moved } from './run.ts'

const { database } = await testDatabase()
const stateOf = (moved: Moved): RunState => {
  if (!moved.ok) throw new Error(moved.reason)
  return moved.state
}

beforeAll(() => makeSources(database, { clips: 3 }))

describe('the sound before the first clip', () => {
  const begin = async (slug: string, sound: object | undefined) => {
    await openStudy(database, slug, { sound })
    return { slug, token: await start(database, slug), now }
  }
  const say = (of: { slug: string; token: string; now: Date }, sound: Partial<Sound>) =>
    setSound(database, { ...of, sound: { checks: [], ...sound } })

  test('is set once, and a study may do without', async () => {
    const of = await begin('level', undefined)
    expect(await findRun(database, of)).toMatchObject({
      step: 'sound',
      level: true,
      check: null,
      first: { position: 1, total: 6 },
    })
    expect(stateOf(await say(of, { output: 'headphones' }))).toMatchObject({ step: 'trial' })
    expect(await findRun(database, await begin('none', { level: false }))).toMatchObject({ step: 'trial' })
  })

  test('is a covariate where headphones are checked and not required', async () => {
    const of = await begin('checked', { check: 'huggins' })
    expect(await findRun(database, of)).toMatchObject({ step: 'sound', check: 'huggins', required: false })
    const failed = { kind: 'huggins' as const, correct: 2, rounds: 6 }
    expect(stateOf(await say(of, { checks: [failed] }))).toMatchObject({ step: 'trial' })
    const stored = await database.respondent.findFirst({ where: { version: { study: { slug: 'checked' } } } })
    expect(stored?.sound).toEqual({ checks: [failed] })
  })

  test('lets nobody on without headphones where they are required', async () => {
    const of = await begin('required', { check: 'antiphase', required: true })
    const check = (correct: number) => ({ kind: 'antiphase' as const, correct, rounds: 6 })
    expect(stateOf(await say(of, {}))).toMatchObject({ step: 'sound' })
    expect(stateOf(await say(of, { checks: [check(4)] }))).toMatchObject({ step: 'sound' })
    expect(stateOf(await say(of, { checks: [{ ...check(6), kind: 'huggins' }] }))).toMatchObject({
      step: 'sound',
    })
    expect(stateOf(await say(of, { checks: [check(4), check(5)] }))).toMatchObject({ step: 'trial' })
  })

  test('cannot be required without a check', () => {
    expect(() => exampleFile('odd', { sound: { required: true } })).toThrow(/sound\.check/)
  })
})

describe('a clip that does not play', () => {
  test('is replaced by another of its source, of no piece that is in the run, until none is left', async () => {
    const slug = 'failing'
    await openStudy(database, slug)
    const of = { slug, token: await start(database, slug), now }
    const sourceOf = async (key: string) => {
      const stimulus = await database.stimulus.findUniqueOrThrow({
        where: { key },
        include: { clip: { include: { source: true } } },
      })
      return { source: stimulus.clip.source.name, clip: stimulus.clipId }
    }
    const first = keyOf(await findRun(database, of))
    const before = await sourceOf(first)
    const state = stateOf(await replaceClip(database, { ...of, key: first }))
    expect(state).toMatchObject({ step: 'trial', trial: { position: 1, total: 6 } })
    const second = keyOf(state)
    const after = await sourceOf(second)
    expect(after.source).toBe(before.source)
    expect(after.clip).not.toBe(before.clip)
    expect(await database.replacedClip.findMany({ select: { key: true, clipId: true } })).toEqual([
      { key: first, clipId: before.clip },
    ])
    // Sent again it changes nothing.
    expect(stateOf(await replaceClip(database, { ...of, key: first }))).toEqual(state)
    const clips = (await trialsOfRun(database, of.token)).map(({ clip }) => clip)
    const pieces = await database.clip.findMany({ where: { id: { in: clips } }, select: { pieceId: true } })
    expect(new Set(pieces.map(({ pieceId }) => pieceId)).size).toBe(6)
    // Three clips a source, two in the run: the third was the last.
    const left = stateOf(await replaceClip(database, { ...of, key: second }))
    expect(left).toMatchObject({ step: 'trial', trial: { position: 2 } })
    const skipped = await database.trial.findFirst({ where: { skippedAt: { not: null } } })
    expect(skipped?.skipReason).toMatch(/no other clip/)
  })

  test('is of one’s own run, and not answered', async () => {
    const slug = 'answered'
    await openStudy(database, slug)
    const of = { slug, token: await start(database, slug), now }
    const key = keyOf(await findRun(database, of))
    await answerTrial(database, { ...of, answer: answerTo(key, 3) })
    expect(await replaceClip(database, { ...of, key })).toMatchObject({ ok: false, status: 409 })
    const other = { ...of, token: await start(database, slug) }
    const foreign = keyOf(await findRun(database, other))
    expect(await replaceClip(database, { ...of, key: foreign })).toMatchObject({ ok: false, status: 404 })
  })
})

test('the score counts what one was sure of, over all clips', async () => {
  const slug = 'scored'
  await openStudy(database, slug, { score: true })
  const of = { slug, token: await start(database, slug), now }
  const trials = await trialsOfRun(database, of.token)
  const sources = new Map(
    (await database.clip.findMany({ include: { source: true } })).map(({ id, source }) => [id, source.kind]),
  )
  let state: RunState | undefined
  for (const [index, { key, clip }] of trials.entries()) {
    // Two in the middle, one wrong, three right.
    const human = sources.get(clip) === 'human'
    const value = index < 2 ? 3 : (index === 2) === human ? 5 : 1
    state = stateOf(await answerTrial(database, { ...of, answer: answerTo(key, value) }))
    if (index < 5) expect(JSON.stringify(state)).not.toContain('score')
  }
  expect(state).toMatchObject({ step: 'finished', score: { told: 4, right: 3, unsure: 2 } })
  const few = { score: true, sources: [{ source: 'human', label: 'Human', clips: 4 }] }
  expect(() => exampleFile('few', few)).toThrow(/score/)
})
