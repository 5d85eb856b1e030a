import { testDatabase } from '@earshot/database/test-database'
import { expect, test } from 'vitest'
import { answerTo, keyOf, makeSources, now, openStudy } from './example-study.ts'
import { deleteOverdue } from './retention.ts'
import { answerTrial, findRun, startRun } from './run.ts'

const { database } = await testDatabase()
const after = (days: number) => new Date(now.getTime() + days * 24 * 3_600_000 + 1000)

test('what is kept too long is deleted by itself, of each study by its own words', async () => {
  await makeSources(database)
  const recruitment = { parameters: ['id'], days: 10 }
  await openStudy(database, 'short', { recruitment, retentionDays: 30 })
  await openStudy(database, 'kept', { recruitment: { parameters: ['id'] } })
  for (const slug of ['short', 'kept']) {
    const started = await startRun(database, { slug, kind: 'real', now, link: { id: 'ada' } })
    if (!started.ok) throw new Error(started.reason)
    const { token } = started
    const key = keyOf(await findRun(database, { slug, token, now }))
    await answerTrial(database, { slug, token, now, answer: answerTo(key, 4, { comment: 'A comment' }) })
  }
  expect(await deleteOverdue(database, after(9))).toEqual({ recruits: 0, answers: 0 })
  expect(await deleteOverdue(database, after(10))).toEqual({ recruits: 1, answers: 0 })
  const both = await Promise.all([deleteOverdue(database, after(30)), deleteOverdue(database, after(30))])
  expect(both[0].answers + both[1].answers).toBeGreaterThanOrEqual(1)
  expect(await deleteOverdue(database, after(31))).toEqual({ recruits: 0, answers: 0 })
  expect(await database.answer.count()).toBe(1)
  expect(await database.recruit.count()).toBe(1)
  expect(await database.respondent.count({ where: { withdrawnAt: { not: null } } })).toBe(1)
  expect(await deleteOverdue(database, after(90))).toEqual({ recruits: 1, answers: 0 })
})
