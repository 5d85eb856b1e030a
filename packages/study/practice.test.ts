import type { RunState } from '@earshot/contract/blind'
import { testDatabase } from '@earshot/database/test-database'
import { seeded } from '@earshot/random/random'
import { beforeAll, describe, expect, test } from 'vitest'
import { answerTo, exampleFile, keyOf, makeSources, now, openStudy, start } from './example-study.ts'
import { withRepeats } from './presentation.ts'
import { ratingsCsv, studyResults } from './results.ts'
import { answerTrial, findRun, trialsOfRun } from './run.ts'
import { createStudy } from './studies.ts'

const { database } = await testDatabase()
const slug = 'practised'

beforeAll(async () => {
  await makeSources(database)
  await openStudy(database, slug, { practice: 2, repeats: 2 })
})

/** All states of a run whose trials are all answered with `value`, from the first to the last. */
async function take(of: string, value: (index: number) => number): Promise<RunState[]> {
  const run = { slug: of, token: await start(database, of), now }
  const states: RunState[] = []
  for (let state = await findRun(database, run); state;) {
    states.push(state)
    if (state.step !== 'trial') break
    const moved = await answerTrial(database, {
      ...run,
      answer: answerTo(keyOf(state), value(states.length)),
    })
    if (!moved.ok) throw new Error(moved.reason)
    state = moved.state
  }
  return states
}

test('practice comes first and is counted for itself; repeated clips look as any other', async () => {
  const states = await take(slug, () => 3)
  const seen = states.flatMap((state) => (state.step === 'trial' ? [state.trial] : []))
  expect(seen.map(({ position, total, practice = false }) => ({ position, total, practice }))).toEqual([
    { position: 1, total: 2, practice: true },
    { position: 2, total: 2, practice: true },
    ...Array.from({ length: 8 }, (_, index) => ({ position: index + 1, total: 8, practice: false })),
  ])
  expect(new Set(seen.map(({ key }) => key)).size).toBe(10)
  expect(states.at(-1)).toMatchObject({ step: 'finished' })
})

test('neither counts in the results, and practice clips are of pieces that the run has not', async () => {
  const token = await start(database, slug)
  const trials = await trialsOfRun(database, token)
  const rows = await database.trial.findMany({
    where: { stimuli: { some: { key: { in: trials.map(({ key }) => key) } } } },
    include: { stimuli: { include: { clip: true } } },
    orderBy: { position: 'asc' },
  })
  expect(rows.map(({ position }) => position)).toEqual([-1, 0, 1, 2, 3, 4, 5, 6, 7, 8])
  const pieces = (purpose: string) =>
    rows.flatMap((row) => (row.purpose === purpose ? [row.stimuli[0]?.clip.pieceId] : []))
  expect(new Set([...pieces('main'), ...pieces('practice')]).size).toBe(8)
  expect(pieces('main')).toEqual(expect.arrayContaining(pieces('repeat')))
  for (const row of rows.filter(({ purpose }) => purpose === 'repeat')) {
    const first = rows.find(
      ({ purpose, stimuli }) => purpose === 'main' && stimuli[0]?.clipId === row.stimuli[0]?.clipId,
    )
    expect(row.position - (first?.position ?? 0)).toBeGreaterThanOrEqual(3)
  }
  const csv = (await ratingsCsv(database, slug, 'real')) ?? ''
  expect(csv.split('\n').filter((line) => line.startsWith('real-00001'))).toHaveLength(6)
})

test('how much respondents agree with themselves is told', async () => {
  const other = 'repeating'
  await openStudy(database, other, { repeats: 3 })
  await take(other, (index) => (index % 5) + 1)
  await take(other, () => 4)
  const results = await studyResults(database, other, 'real')
  expect(results?.repeats?.pairs).toBe(6)
  expect(results?.repeats?.same).toBeGreaterThanOrEqual(3)
  expect((await studyResults(database, other, 'pilot'))?.repeats).toMatchObject({
    pairs: 0,
    meanDifference: null,
  })
  await openStudy(database, 'once')
  expect((await studyResults(database, 'once', 'real'))?.repeats).toBeUndefined()
})

describe('repeats', () => {
  test('come at least half a run later, the others in their order', () => {
    for (let seed = 0; seed < 200; seed++) {
      const items = [...Array(9).keys()]
      const run = withRepeats(items, seed % 5, seeded(seed))
      expect(run.filter(({ again }) => !again).map(({ item }) => item)).toEqual(items)
      const repeats = run.flatMap(({ item, again }, place) => (again ? [{ item, place }] : []))
      expect(new Set(repeats.map(({ item }) => item)).size).toBe(seed % 5)
      for (const { item, place } of repeats) {
        const first = run.findIndex((one) => one.item === item && !one.again)
        expect(place - first).toBeGreaterThanOrEqual(5)
      }
    }
  })

  test('are no more than half of a run, and practice no more than the pools have', async () => {
    expect(() => exampleFile('many', { repeats: 4 })).toThrow(/repeats/)
    await expect(createStudy(database, exampleFile('much', { practice: 10 }), 'test')).rejects.toThrow(
      /practice/,
    )
  })
})
