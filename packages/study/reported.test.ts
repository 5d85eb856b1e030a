import { readFileSync } from 'node:fs'
import { testDatabase } from '@earshot/database/test-database'
import { beforeAll, describe, expect, test } from 'vitest'
import { exampleFile, makeSources, openStudy } from './example-study.ts'
import { reportedStudySchema, storeReportedStudy } from './reported.ts'
import { ratingsCsv, studyResults } from './results.ts'
import { startRun } from './run.ts'
import { setStatus } from './status.ts'
import { createStudy, findStudy, listStudies } from './studies.ts'

const { database } = await testDatabase()
const content = new URL('../../content/studies/paper-2021.json', import.meta.url)
const paper = reportedStudySchema.parse(JSON.parse(readFileSync(content, 'utf8')))

/** Histograms of 1 to 5 with `n` ratings for which `fits` holds. */
function search(n: number, fits: (counts: number[]) => boolean): number[][] {
  const found: number[][] = []
  for (let a = 0; a <= n; a++)
    for (let b = 0; a + b <= n; b++)
      for (let c = 0; a + b + c <= n; c++)
        for (let d = 0; a + b + c + d <= n; d++) {
          const counts = [a, b, c, d, n - a - b - c - d]
          if (fits(counts)) found.push(counts)
        }
  return found
}

const sum = (counts: readonly number[]) => counts.reduce((a, b) => a + b)
const total = (counts: readonly number[]) => sum(counts.map((count, index) => count * (index + 1)))
const near = (value: number, printed: string) => Math.abs(value - Number(printed)) <= 0.005 + 1e-9

/** As the paper prints Table 1: mean, variance, probability in per cent. */
const table1: Record<string, [string, string, string]> = {
  'Training data': ['2.40', '1.79', '70.37'],
  'LSTM small': ['2.53', '1.66', '68.00'],
  'LSTM large': ['2.67', '1.52', '64.81'],
  'AE small': ['2.72', '2.13', '56.86'],
  'AE large': ['4.02', '1.49', '16.36'],
}

describe('paper-2021', () => {
  beforeAll(() => storeReportedStudy(database, paper))
  const results = async () => {
    const found = await studyResults(database, 'paper-2021', 'real')
    if (!found) throw new Error('paper-2021 is missing')
    return found
  }
  const percent = (p: number | null) => ((p ?? NaN) * 100).toFixed(2)

  test('gives Table 1 to the printed digit', async () => {
    const { sources } = await results()
    const rows = sources.map(({ label, mean, variance, pNatural }) => [
      label,
      [mean?.toFixed(2), variance?.toFixed(2), percent(pNatural.decided)],
    ])
    expect(Object.fromEntries(rows)).toEqual(table1)
    expect(sources.map(({ label }) => label)).toEqual(Object.keys(table1))
    // The text's own definition, over all answers.
    expect(sources.map(({ pNatural }) => percent(pNatural.all))).toEqual([
      '65.52',
      '58.62',
      '60.34',
      '50.00',
      '15.52',
    ])
  })

  test('gives the bars of Figure 5, 58 ratings a source', async () => {
    const { sources } = await results()
    expect(sources.map(({ ratings }) => ratings)).toEqual([
      [18, 20, 4, 11, 5],
      [14, 20, 8, 11, 5],
      [8, 27, 4, 14, 5],
      [17, 12, 7, 14, 8],
      [4, 5, 3, 20, 26],
    ])
    expect(sources.map(({ n }) => n)).toEqual([58, 58, 58, 58, 58])
    expect(sources.map(({ human }) => human)).toEqual([true, false, false, false, false])
  })

  test('gives Table 2 and Figure 6: the two songs of AE large', async () => {
    const { clips } = await results()
    const rows = clips.map(({ source, name, ratings, mean, pNatural, hasAudio }) => ({
      at: `${source}/${name}`,
      ratings,
      mean: mean?.toFixed(2),
      natural: percent(pNatural.all),
      hasAudio,
    }))
    expect(rows).toEqual([
      {
        at: 'paper-2021-ae-large/song-1',
        ratings: [0, 1, 0, 13, 15],
        mean: '4.45',
        natural: '3.45',
        hasAudio: false,
      },
      {
        at: 'paper-2021-ae-large/song-2',
        ratings: [4, 4, 3, 7, 11],
        mean: '3.59',
        natural: '27.59',
        hasAudio: false,
      },
    ])
  })

  test('has 29 respondents, 290 ratings, and no linkage', async () => {
    const { study, sources, reasons } = await results()
    expect(study).toMatchObject({
      title: 'Music Generation Using Machine Learning, 2021',
      status: 'closed',
      linkage: 'none',
      respondents: 29,
      reconstructed: true,
    })
    expect(study.notes.join(' ')).toMatch(/only one.*Table 1.*eight pairs.*Who gave which rating is unknown/)
    expect(sources.map(({ respondents }) => respondents)).toEqual([null, null, null, null, null])
    expect(reasons['sources.respondents']).toMatch(/not known who gave which/)
    expect(await database.unlinkedRating.count()).toBe(290)
    expect(await database.rating.count({ where: { scope: 'real' } })).toBe(290)
    expect(await database.respondent.count()).toBe(0)
    expect(await listStudies(database)).toMatchObject([
      { slug: 'paper-2021', respondents: 29, finished: 29, ratings: 290, example: true },
    ])
  })

  test('as CSV has a line a rating, and no respondent', async () => {
    const lines = (await ratingsCsv(database, 'paper-2021', 'real'))?.trimEnd().split('\n') ?? []
    expect(lines).toHaveLength(291)
    const ones = lines.filter((line) => line === ',,paper-2021-training-data,,1,')
    expect(ones).toHaveLength(18)
    const song = lines.filter((line) => line.startsWith(',paper-2021-ae-large/song-2,paper-2021-ae-large,,'))
    expect(song).toHaveLength(29)
  })

  test('counts for no other scope', async () => {
    for (const scope of ['pilot', 'simulated'] as const) {
      const other = await studyResults(database, 'paper-2021', scope)
      expect(other?.study.respondents).toBe(0)
      expect(other?.sources.map(({ n }) => n)).toEqual([0, 0, 0, 0, 0])
    }
  })

  test('takes no respondents and cannot be opened or made anew', async () => {
    const started = await startRun(database, { slug: 'paper-2021', kind: 'real', now: new Date() })
    expect(started).toMatchObject({ ok: false, status: 409 })
    await expect(setStatus(database, 'paper-2021', 'open', 'test')).rejects.toThrow(/takes no respondents/)
    await makeSources(database, { prefix: 'own-' })
    await expect(createStudy(database, exampleFile('paper-2021', {}, 'own-'), 'test')).rejects.toThrow(
      /closed/,
    )
  })

  test('is stored once, also by several at a time', async () => {
    const [first] = await Promise.all([1, 2, 3].map(() => storeReportedStudy(database, paper)))
    expect(first?.version).toBe(1)
    expect(await database.unlinkedRating.count()).toBe(290)
  })
})

describe('what the notes of paper-2021 say', () => {
  const ratings = (name: string) => paper.ratings[`paper-2021-${name}`]

  test.each(Object.entries(table1))('%s has the only histogram of 58 ratings that fits', (label, printed) => {
    const [mean, variance, natural] = printed
    const found = search(58, (counts) => {
      const [a = 0, b = 0, c = 0] = counts
      const m = total(counts) / 58
      if (!near(m, mean) || !near((100 * (a + b)) / (58 - c), natural)) return false
      const squares = sum(counts.map((count, index) => count * (index + 1 - m) ** 2))
      return near(squares / 57, variance)
    })
    const source = paper.study.sources.find((one) => one.label === label)?.source ?? ''
    expect(found).toEqual([paper.ratings[source]?.all])
  })

  test('eight pairs fit Table 2, and the one shown is among them', () => {
    const all = ratings('ae-large')?.all ?? []
    const songs = search(29, (counts) => {
      const [a = 0, b = 0] = counts
      return near(total(counts) / 29, '4.45') && near((100 * (a + b)) / 29, '3.45')
    }).filter((song) => {
      const other = all.map((count, index) => count - (song[index] ?? 0))
      const [a = 0, b = 0] = other
      return Math.min(...other) >= 0 && near(total(other) / 29, '3.59') && near((100 * (a + b)) / 29, '27.59')
    })
    expect(songs).toHaveLength(8)
    const clips = ratings('ae-large')?.clips ?? {}
    expect(songs).toContainEqual(clips['song-1'])
    expect(clips['song-1']?.map((count, index) => count + (clips['song-2']?.[index] ?? 0))).toEqual(all)
  })

  test('27 ratings of 2 are those of LSTM large', () => {
    expect([ratings('lstm-small')?.all[1], ratings('lstm-large')?.all[1]]).toEqual([20, 27])
  })
})

describe('a reported study is refused, and leaves nothing behind,', () => {
  const study = exampleFile('reported', {}, 'reported-')
  const all = [1, 2, 3, 4, 5]
  const good = {
    'reported-human': { human: true, all },
    'reported-autoencoder': { human: false, all, clips: { a: [0, 0, 0, 0, 5] } },
    'reported-lstm': { human: false, all },
  }
  const store = (ratings: Record<string, unknown>, slug = 'reported') =>
    storeReportedStudy(
      database,
      reportedStudySchema.parse({ study: { ...study, slug }, respondents: 3, ratings }),
    )
  const lacking = { 'reported-human': good['reported-human'], 'reported-lstm': good['reported-lstm'] }
  const crowded = { ...good, 'reported-lstm': { human: false, all, clips: { a: [2, 0, 0, 0, 0] } } }

  test.each([
    ['where a source has no ratings', lacking, /no ratings of its source "reported-autoencoder"/],
    ['where ratings have no source', { ...good, bach: { human: true, all } }, /"bach", which is not one/],
    ['where clips have more ratings than their source', crowded, /reported-lstm have more ratings/],
    ['where the counts are not five', { ...good, 'reported-lstm': { human: false, all: [1] } }, /all/],
    [
      'where a count is negative',
      { ...good, 'reported-lstm': { human: false, all: [-1, 1, 1, 1, 1] } },
      /all/,
    ],
  ])('%s', async (_, ratings, message) => {
    await expect((async () => store(ratings))()).rejects.toThrow(message)
    expect(await findStudy(database, 'reported')).toBeUndefined()
    expect(await database.source.count({ where: { name: { startsWith: 'reported-' } } })).toBe(0)
  })

  test('where its slug or a source is taken', async () => {
    await makeSources(database)
    await openStudy(database, 'taken')
    await expect(store(good, 'taken')).rejects.toThrow(/"taken" is a study with respondents of its own/)
    await store(good)
    await expect(store(good, 'other')).rejects.toThrow(/a source "reported-.*" already/)
    expect(await findStudy(database, 'other')).toBeUndefined()
  })
})
