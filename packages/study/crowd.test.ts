/** Many respondents at the same moment. */
import { testDatabase } from '@earshot/database/test-database'
import { beforeAll, expect, test } from 'vitest'
import { answerTo, keyOf, makeSources, now, openStudy, start } from './example-study.ts'
import { ratingsCsv } from './results.ts'
import { answerTrial, findRun } from './run.ts'

const { database } = await testDatabase()
const slug = 'crowd'

beforeAll(async () => {
  await makeSources(database)
  await openStudy(database, slug)
})

test('200 start at once: nobody is turned away, and no two share a number', async () => {
  const tokens = await Promise.all(Array.from({ length: 200 }, () => start(database, slug)))
  expect(new Set(tokens).size).toBe(200)
  const people = await database.respondent.findMany({ orderBy: { number: 'asc' } })
  expect(people.map(({ number }) => number)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1))
  expect(await database.stimulus.count()).toBe(1200)

  // Each answers, and each answer is sent twice, all at once.
  const values = new Map<string, number>()
  await Promise.all(
    tokens.map(async (token, index) => {
      const key = keyOf(await findRun(database, { slug, token, now }))
      const answer = answerTo(key, 1 + (index % 5))
      values.set(answer.id, answer.value)
      const send = () => answerTrial(database, { slug, token, now, answer })
      for (const moved of await Promise.all([send(), send()]))
        expect(moved).toMatchObject({ ok: true, state: { trial: { position: 2 } } })
    }),
  )
  const stored = await database.answer.findMany()
  expect(new Map(stored.map(({ id, value }) => [id, value]))).toEqual(values)
  expect(values.size).toBe(200)
  expect((await ratingsCsv(database, slug, 'real'))?.trimEnd().split('\n')).toHaveLength(201)
})
