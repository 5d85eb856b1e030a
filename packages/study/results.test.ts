import { resultsSchema, type Results } from '@earshot/contract/results'
import { testDatabase } from '@earshot/database/test-database'
import { beforeAll, describe, expect, test } from 'vitest'
import { answerTo, exampleFile, makeSources, now, openStudy, start, waive } from './example-study.ts'
import { ratingsCsv, studyResults } from './results.ts'
import { answerTrial, startRun, trialsOfRun } from './run.ts'
import { setStatus } from './status.ts'
import { createStudy } from './studies.ts'

const { database } = await testDatabase()
const slug = 'counted'
/** What each respondent of a kind gives to the six clips in order. */
const given = {
  real: [
    [1, 2, 3, 4, 5, 1],
    [2, 2, 3, 5, 5, 5],
    [4, 1, 3, 3, 2, 2],
  ],
  simulated: [[5, 5, 5, 5, 5, 5]],
  preview: [[1, 1, 1, 1, 1, 1]],
} as const

interface Given {
  clip: string
  source: string
  value: number
}
const noted: Given[] = []

async function take(kind: keyof typeof given, values: readonly number[]): Promise<void> {
  const started = await startRun(database, { slug, kind, now })
  if (!started.ok) throw new Error(started.reason)
  const { token } = started
  const trials = await trialsOfRun(database, token)
  for (const [index, { key, clip }] of trials.entries()) {
    const value = values[index] ?? 0
    const answer = answerTo(key, value, { rtMs: 1000 * (index + 1) })
    await answerTrial(database, { slug, token, now, answer })
    const { source } = await database.clip.findUniqueOrThrow({
      where: { id: clip },
      include: { source: true },
    })
    if (kind === 'real') noted.push({ clip, source: source.name, value })
  }
}

beforeAll(async () => {
  await makeSources(database, { clips: 3 })
  await openStudy(database, slug, { notes: ['Read this.'] })
  for (const kind of ['real', 'simulated', 'preview'] as const)
    for (const values of given[kind]) await take(kind, values)
})

/** The statistics of some ratings, counted by hand. */
function count(ratings: Given[]) {
  const values = ratings.map(({ value }) => value)
  const n = values.length
  const counts = [1, 2, 3, 4, 5].map((value) => values.filter((one) => one === value).length)
  const mean = values.reduce((a, b) => a + b, 0) / n
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  const natural = values.filter((value) => value <= 2).length
  const decided = values.filter((value) => value !== 3).length
  return {
    ratings: counts,
    n,
    mean: n > 0 ? (expect.closeTo(mean, 9) as number) : null,
    variance: n > 1 ? (expect.closeTo(squares / (n - 1), 9) as number) : null,
    pNatural: {
      all: n > 0 ? (expect.closeTo(natural / n, 9) as number) : null,
      decided: decided > 0 ? (expect.closeTo(natural / decided, 9) as number) : null,
    },
  }
}

async function resultsOf(of: string, scope: 'real' | 'pilot' | 'simulated'): Promise<Results> {
  const results = await studyResults(database, of, scope)
  if (!results) throw new Error(`no results of ${of}`)
  // As they go over the wire: NaN would become null here and an unknown field stay.
  expect(JSON.parse(JSON.stringify(results))).toEqual(results)
  expect(resultsSchema.parse(results)).toEqual(results)
  return results
}

/** Places of all nulls, with names and ids in place of indices. */
function nulls(value: unknown, at = ''): string[] {
  if (value === null) return [at]
  if (Array.isArray(value)) {
    return value.flatMap((item: { id?: string; name?: string }, index) =>
      nulls(item, `${at}.${item.id ?? item.name ?? String(index)}`),
    )
  }
  if (typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, member]) => nulls(member, at ? `${at}.${key}` : key))
}

/** Nulls that no reason explains, neither their own nor that of what they are part of. */
function unexplained({ reasons, ...results }: Results): string[] {
  const general = (at: string) => at.replace(/^sources\..*\.respondents$/, 'sources.respondents')
  return nulls(results).filter(
    (at) =>
      !Object.keys(reasons).some(
        (place) => general(at) === place || at.startsWith(`${place}.`) || at === place,
      ),
  )
}

describe('the results of a study', () => {
  test('are the numbers that a hand counts from the answers', async () => {
    const results = await resultsOf(slug, 'real')
    expect(noted).toHaveLength(18)
    for (const source of results.sources) {
      const own = noted.filter((one) => one.source === source.name)
      expect(source).toMatchObject({ ...count(own), respondents: 3, human: source.name === 'human' })
      expect(source.n).toBe(6)
    }
    expect(results.clips).toHaveLength(9)
    for (const clip of results.clips)
      expect(clip).toMatchObject({ ...count(noted.filter((one) => one.clip === clip.id)), hasAudio: true })
    expect(results.sources.map(({ label }) => label)).toEqual(['HUMAN', 'AUTOENCODER', 'LSTM'])
  })

  test('say what they are of', async () => {
    const { study, scope, analysis } = await resultsOf(slug, 'real')
    expect(study).toEqual({
      slug,
      title: exampleFile(slug).title,
      status: 'open',
      linkage: 'full',
      respondents: 3,
      notes: ['Read this.'],
      reconstructed: false,
      leakCheck: {
        state: 'waived',
        at: now.toISOString(),
        by: 'A test',
        reason: 'Its clips are not what is tested.',
      },
    })
    expect([scope, analysis]).toEqual(['real', null])
  })

  test('of simulated respondents are apart, and previews count nowhere', async () => {
    const simulated = await resultsOf(slug, 'simulated')
    expect(simulated.sources.map(({ ratings }) => ratings)).toEqual([1, 2, 3].map(() => [0, 0, 0, 0, 2]))
    expect(simulated.study.respondents).toBe(1)
    const pilot = await resultsOf(slug, 'pilot')
    expect(pilot.sources.map(({ n }) => n)).toEqual([0, 0, 0])
    expect(await database.rating.count()).toBe(24)
  })

  test('explain every number that there is not', async () => {
    for (const scope of ['real', 'pilot', 'simulated'] as const)
      expect(unexplained(await resultsOf(slug, scope))).toEqual([])
  })

  test('without ratings are counts of 0 and nulls with a reason', async () => {
    await openStudy(database, 'unrated')
    const { sources, clips, study, reasons, ...rest } = await resultsOf('unrated', 'real')
    expect(study.respondents).toBe(0)
    for (const row of [...sources, ...clips])
      expect(row).toMatchObject({ ...count([]), ratings: [0, 0, 0, 0, 0], n: 0 })
    expect(reasons['sources.human']).toBe('No ratings of kind real yet.')
    expect(unexplained({ sources, clips, study, reasons, ...rest })).toEqual([])
  })

  test('of threes alone have no decided answer, and one rating has no variance', async () => {
    const sources = ['human', 'lstm'].map((source) => ({ source, label: source, clips: 1 }))
    await openStudy(database, 'threes', { sources })
    const token = await start(database, 'threes')
    for (const { key } of await trialsOfRun(database, token))
      await answerTrial(database, { slug: 'threes', token, now, answer: answerTo(key, 3) })
    const results = await resultsOf('threes', 'real')
    for (const source of results.sources) {
      expect(source).toMatchObject({ n: 1, mean: 3, variance: null, pNatural: { all: 0, decided: null } })
      expect(results.reasons[`sources.${source.name}.variance`]).toBe('A single rating has no variance.')
      expect(results.reasons[`sources.${source.name}.pNatural.decided`]).toMatch(/Every answer is 3/)
    }
    expect(unexplained(results)).toEqual([])
  })

  test('of another study are not touched, and of no study are undefined', async () => {
    expect((await resultsOf('unrated', 'simulated')).sources.map(({ n }) => n)).toEqual([0, 0, 0])
    expect(await studyResults(database, 'nothing', 'real')).toBeUndefined()
    expect(await ratingsCsv(database, 'nothing', 'real')).toBeUndefined()
  })
})

describe('the ratings as CSV', () => {
  const lines = async (of: string, scope: 'real' | 'simulated') =>
    (await ratingsCsv(database, of, scope))?.split('\n') ?? []

  test('have a line a rating, ordered by respondent and position', async () => {
    const [head, ...rows] = await lines(slug, 'real')
    expect(head).toBe('respondent,clip,source,position,rating,rt_ms')
    expect(rows.pop()).toBe('')
    const cells = rows.map((row) => row.split(','))
    expect(cells.map(([respondent, , , position, rating, rt]) => [respondent, position, rating, rt])).toEqual(
      given.real.flatMap((values, i) =>
        values.map((value, j) => [
          `real-0000${String(i + 1)}`,
          String(j + 1),
          String(value),
          `${String(j + 1)}000`,
        ]),
      ),
    )
    expect(cells.map(([, , source]) => source)).toEqual(noted.map(({ source }) => source))
    for (const [, clip, source] of cells) expect(clip).toMatch(new RegExp(`^${source ?? ''}/00[123]$`))
  })

  test('hold only the kind of respondents that was asked for', async () => {
    const [, ...rows] = await lines(slug, 'simulated')
    expect(rows.filter((row) => row.startsWith('simulated-00001,'))).toHaveLength(6)
    expect(rows).toHaveLength(7)
    expect(await lines('unrated', 'real')).toEqual(['respondent,clip,source,position,rating,rt_ms', ''])
  })

  test('keep the hundred-thousandth respondent apart from the ten-thousandth, and in order', async () => {
    await openStudy(database, 'many')
    const { versionId } = await createStudy(database, exampleFile('many'), 'test')
    const comesNext = (number: number) =>
      database.respondent.create({
        data: { versionId, kind: 'real', number: number - 1, completionCode: String(number) },
      })
    const rateOne = async () => {
      const token = await start(database, 'many')
      const [first] = await trialsOfRun(database, token)
      await answerTrial(database, { slug: 'many', token, now, answer: answerTo(first?.key ?? '', 1) })
    }
    await comesNext(9_999)
    await rateOne()
    await rateOne()
    await comesNext(100_000)
    await rateOne()
    const [, ...rows] = await lines('many', 'real')
    expect(rows.map((row) => row.split(',')[0])).toEqual(['real-09999', 'real-10000', 'real-100000', ''])
  })

  test('cannot be a formula in a spreadsheet, nor break out of a cell', async () => {
    const names = ['=1+1', '+1', '-1', '@a', '\tx', '\rx', 'a,b', 'a"b', 'a\nb', 'plain']
    const wanted = [`'=1+1`, `'+1`, `'-1`, `'@a`, `'\tx`, `"'\rx"`, '"a,b"', '"a""b"', '"a\nb"', 'plain']
    const { versionId } = await createStudy(database, exampleFile('odd'), 'test')
    for (const name of names) {
      const source = await database.source.create({ data: { name, kind: 'reported', settings: {} } })
      await database.unlinkedRating.create({ data: { versionId, sourceId: source.id, value: 4 } })
    }
    await waive(database, 'odd')
    await setStatus(database, 'odd', 'open', 'test')
    const csv = (await ratingsCsv(database, 'odd', 'real')) ?? ''
    for (const cell of wanted) expect(csv).toContain(`\n,,${cell},,4,\n`)
  })
})

test('where ratings decide what is drawn, the numbers are also told weighted by the chances', async () => {
  const name = 'uncertain'
  await makeSources(database, { prefix: 'u ', clips: 5 })
  await openStudy(database, name, { allocation: 'widest-interval' }, 'u ')
  const drawn: { source: string; value: number; chance: number }[] = []
  for (let respondent = 0; respondent < 6; respondent++) {
    const token = await start(database, name)
    for (const [index, { key, clip }] of (await trialsOfRun(database, token)).entries()) {
      const value = 1 + ((respondent * 2 + index) % 5)
      await answerTrial(database, { slug: name, token, now, answer: answerTo(key, value) })
      const { drawProbability } = await database.trial.findFirstOrThrow({
        where: { stimuli: { some: { key } } },
      })
      const { source } = await database.clip.findUniqueOrThrow({
        where: { id: clip },
        include: { source: true },
      })
      drawn.push({ source: source.name, value, chance: drawProbability })
    }
  }
  expect(new Set(drawn.map(({ chance }) => chance)).size).toBeGreaterThan(1)
  for (const { name: source, weighted } of (await studyResults(database, name, 'real'))?.sources ?? []) {
    const own = drawn.filter((one) => one.source === source)
    const weights = own.reduce((sum, { chance }) => sum + 1 / chance, 0)
    expect(weighted?.mean).toBeCloseTo(
      own.reduce((sum, { value, chance }) => sum + value / chance, 0) / weights,
      9,
    )
    const natural = own.filter(({ value }) => value <= 2).reduce((sum, { chance }) => sum + 1 / chance, 0)
    expect(weighted?.pNatural.all).toBeCloseTo(natural / weights, 9)
  }
  const plain = await studyResults(database, slug, 'real')
  expect(plain?.sources.filter(({ weighted }) => weighted)).toEqual([])
})
