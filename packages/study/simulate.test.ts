import { testDatabase } from '@earshot/database/test-database'
import { answerProbabilities, paperModel } from '@earshot/statistics/ordinal'
import { beforeAll, describe, expect, test } from 'vitest'
import { exampleFile, makeSources, now, openStudy } from './example-study.ts'
import { ratingsCsv, studyResults } from './results.ts'
import { simulateStudy } from './simulate.ts'
import { setStatus } from './status.ts'
import { createStudy } from './studies.ts'

const { database } = await testDatabase()

beforeAll(() => makeSources(database))

const simulate = (slug: string, options = {}) =>
  simulateStudy(database, slug, { respondents: 4, seed: 3, now, ...options })
const csv = (slug: string) => ratingsCsv(database, slug, 'simulated')
const means = async (slug: string) => {
  const results = await studyResults(database, slug, 'simulated')
  return new Map(results?.sources.map(({ name, mean }) => [name, mean ?? NaN]))
}

describe('simulated respondents', () => {
  test('take a study to its end, and are told of with their parameters', async () => {
    await openStudy(database, 'taken', { questions: [{ id: 'age', text: 'Age?', type: 'text' }] })
    const steps: string[] = []
    const onProgress = (done: number, total: number) => steps.push(`${String(done)}/${String(total)}`)
    expect(await simulate('taken', { onProgress })).toMatchObject({
      slug: 'taken',
      respondents: 4,
      ratings: 24,
      seed: 3,
      effects: { human: 0, autoencoder: 0.5, lstm: 0.5 },
      model: { thresholds: [-1.0522, 0.7044, 1.2366, 3.0362], respondentSd: 1.074, clipSd: 0.398 },
    })
    expect(steps).toEqual(['1/4', '2/4', '3/4', '4/4'])
    const people = await database.respondent.findMany({ where: { version: { study: { slug: 'taken' } } } })
    expect(people.map(({ kind }) => kind)).toEqual(['simulated', 'simulated', 'simulated', 'simulated'])
    for (const { finishedAt } of people) expect(finishedAt).toEqual(now)
  })

  test('count in no other scope than their own', async () => {
    await openStudy(database, 'apart')
    await simulate('apart')
    const n = async (scope: 'real' | 'pilot' | 'simulated') =>
      (await studyResults(database, 'apart', scope))?.sources.map((source) => source.n)
    expect(await n('simulated')).toEqual([8, 8, 8])
    expect(await n('real')).toEqual([0, 0, 0])
    expect(await n('pilot')).toEqual([0, 0, 0])
    expect((await ratingsCsv(database, 'apart', 'real'))?.trimEnd().split('\n')).toHaveLength(1)
  })

  test('are the same for the same seed, others for another, and go on where they ended', async () => {
    for (const slug of ['one', 'two', 'three', 'parts']) await openStudy(database, slug)
    await simulate('one')
    await simulate('two')
    await simulate('three', { seed: 4 })
    await simulate('parts', { respondents: 1 })
    await simulate('parts', { respondents: 3 })
    const one = await csv('one')
    expect(one?.trimEnd().split('\n')).toHaveLength(25)
    expect(await csv('two')).toBe(one)
    expect(await csv('three')).not.toBe(one)
    expect(await csv('parts')).toBe(one)
  })

  test('rate a source as its effect says: without other chance, near the mean of the model', async () => {
    await openStudy(database, 'effect')
    const effects = { human: -3, autoencoder: 3 }
    const model = { ...paperModel, respondentSd: 0, clipSd: 0 }
    const { effects: used } = await simulate('effect', { respondents: 12, effects, model })
    expect(used).toEqual({ human: -3, autoencoder: 3, lstm: 0.5 })
    const found = await means('effect')
    for (const [name, location] of Object.entries(used)) {
      const probabilities = answerProbabilities(model.thresholds, location)
      const mean = probabilities.reduce((sum, p, index) => sum + p * (index + 1), 0)
      const variance = probabilities.reduce((sum, p, index) => sum + p * (index + 1 - mean) ** 2, 0)
      // 24 ratings a source, four standard errors.
      expect(Math.abs((found.get(name) ?? NaN) - mean)).toBeLessThan(4 * Math.sqrt(variance / 24))
    }
    const [human = NaN, autoencoder = NaN, lstm = NaN] = [...found.values()]
    expect([human, lstm, autoencoder].sort((a, b) => a - b)).toEqual([human, lstm, autoencoder])
    expect(autoencoder - human).toBeGreaterThan(2)
  })

  test('stop between two of them when told to, and leave no run half done', async () => {
    await openStudy(database, 'aborted')
    const controller = new AbortController()
    const onProgress = (done: number) => {
      if (done === 2) controller.abort()
    }
    const simulation = await simulate('aborted', { respondents: 9, signal: controller.signal, onProgress })
    expect(simulation).toMatchObject({ respondents: 2, ratings: 12 })
    const where = { version: { study: { slug: 'aborted' } } }
    expect(await database.respondent.count({ where })).toBe(2)
    expect(await database.respondent.count({ where: { ...where, finishedAt: null } })).toBe(0)
  })

  test('try out drafts and pilots, but not what is closed or not there', async () => {
    await createStudy(database, exampleFile('stages'), 'test')
    expect(await simulate('stages', { respondents: 1 })).toMatchObject({ ratings: 6 })
    await setStatus(database, 'stages', 'pilot', 'test')
    expect(await simulate('stages', { respondents: 1 })).toMatchObject({ ratings: 6 })
    await setStatus(database, 'stages', 'closed', 'test')
    await expect(simulate('stages')).rejects.toThrow(/has ended/)
    await expect(simulate('nothing')).rejects.toThrow(/no study "nothing"/)
  })

  test('are refused an effect of a source that the study has not', async () => {
    await openStudy(database, 'effects')
    const attempt = simulate('effects', { effects: { bach: 1 } })
    await expect(attempt).rejects.toThrow(/no source "bach"; it has human, autoencoder, lstm/)
    expect(await csv('effects')).toBe('respondent,clip,source,position,rating,rt_ms\n')
  })
})
