import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { beforeAll, describe, expect, test } from 'vitest'
import { migrate, prismaFolder, schemaDifference } from './schema-engine.ts'
import { testDatabase } from './test-database.ts'

const { database, url } = await testDatabase()

test('the migrations make what prisma/schema.prisma says', async () => {
  expect(await migrate(url)).toEqual([])
  const other = await testDatabase()
  const schema = readFileSync(join(prismaFolder, 'schema.prisma'), 'utf8')
  const script = await schemaDifference(other.url, '', schema)
  await runScript(other.url, `DROP SCHEMA public CASCADE; ${script}`)
  const columns = await describeColumns(other.url)
  expect(columns.length).toBeGreaterThan(100)
  expect(await describeColumns(url)).toEqual(columns)
})

async function runScript(connectionString: string, sql: string) {
  const client = new pg.Client({ connectionString })
  await client.connect()
  const { rows } = await client.query<Record<string, unknown>>(sql)
  await client.end()
  return rows
}

const describeColumns = (connectionString: string) =>
  runScript(
    connectionString,
    `SELECT table_name, column_name, udt_name, is_nullable, column_default FROM information_schema.columns
     JOIN information_schema.tables USING (table_schema, table_name)
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> '_prisma_migrations'
     ORDER BY table_name, column_name`,
  )

async function makeVersion(slug: string) {
  const study = await database.study.create({ data: { slug } })
  return database.studyVersion.create({ data: { studyId: study.id, number: 1, file: { slug }, hash: slug } })
}

async function makeTrial(slug: string) {
  const version = await makeVersion(slug)
  const source = await database.source.create({ data: { name: slug, kind: 'reported', settings: {} } })
  const piece = await database.piece.create({ data: { title: slug } })
  const clip = await database.clip.create({
    data: { sourceId: source.id, pieceId: piece.id, name: '1', encoding: {}, provenance: {} },
  })
  const respondent = await database.respondent.create({
    data: { versionId: version.id, kind: 'real', number: 1, completionCode: slug },
  })
  const trial = await database.trial.create({
    data: {
      respondentId: respondent.id,
      type: 'rating',
      position: 1,
      drawProbability: 1,
      stimuli: { create: { slot: 0, clipId: clip.id, key: `key-${slug}` } },
    },
  })
  return { version, source, clip, respondent, trial }
}

const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

describe('the database checks what it is given', () => {
  test('a rating is 1 to 5, and a trial has one answer', async () => {
    const { trial } = await makeTrial('values')
    const answer = (id: number, value: number) =>
      database.answer.create({ data: { id: uuid(id), trialId: trial.id, type: 'rating', value } })
    await expect(answer(1, 0)).rejects.toThrow(/answer_value_fits_type/)
    await expect(answer(1, 6)).rejects.toThrow(/answer_value_fits_type/)
    await answer(1, 5)
    await expect(answer(2, 4)).rejects.toThrow(/answer_once|[Uu]nique/)
  })

  test("an answer has its trial's type and, if any, its trial's stimulus", async () => {
    const one = await makeTrial('one')
    const two = await makeTrial('two')
    await expect(
      database.answer.create({ data: { id: uuid(3), trialId: one.trial.id, type: 'pair', value: 1 } }),
    ).rejects.toThrow(/[Ff]oreign key/)
    const foreign = await database.stimulus.findFirstOrThrow({ where: { trialId: two.trial.id } })
    await expect(
      database.answer.create({
        data: { id: uuid(4), trialId: one.trial.id, type: 'rating', value: 1, stimulusId: foreign.id },
      }),
    ).rejects.toThrow(/[Ff]oreign key/)
  })

  test('a generated source names its model', async () => {
    await expect(
      database.source.create({ data: { name: 'nobody', kind: 'generated', settings: {} } }),
    ).rejects.toThrow(/source_has_its_origin/)
  })
})

describe('the statistics of the views', () => {
  interface Expected {
    descriptives: {
      by_source: Record<string, { n: number; histogram: number[]; mean: number; variance: number }>
      by_clip: Record<string, { n: number; histogram: number[]; mean: number; variance: number }>
    }
    p_natural: Record<string, Record<'all' | 'decided', { k: number; n: number; p: number }>>
  }
  const fixture = (name: string) =>
    readFileSync(new URL(`../statistics/fixtures/${name}`, import.meta.url), 'utf8')

  describe.each(['small', 'large'])('of the fixture %s are those of R', (name) => {
    const expected = JSON.parse(fixture(`${name}.expected.json`)) as Expected
    let studyId = ''
    const ids = new Map<string, string>()

    beforeAll(async () => {
      const { studyId: id, sources } = await importCsv(name, fixture(`${name}.csv`))
      studyId = id
      for (const [source, sourceId] of sources) ids.set(source, sourceId)
    })

    test.each(Object.keys(expected.p_natural))('%s', async (source) => {
      const sourceId = ids.get(source) ?? ''
      const row = await database.sourceStatistics.findUniqueOrThrow({
        where: { studyId_scope_sourceId: { studyId, scope: 'real', sourceId } },
      })
      const descriptives = expected.descriptives.by_source[source]
      const natural = expected.p_natural[source]
      expect([row.n1, row.n2, row.n3, row.n4, row.n5]).toEqual(descriptives?.histogram)
      expect(row.n).toBe(descriptives?.n)
      expect(row.mean).toBeCloseTo(descriptives?.mean ?? NaN, 9)
      expect(row.variance).toBeCloseTo(descriptives?.variance ?? NaN, 9)
      expect(row.naturalAll).toBeCloseTo(natural?.all.p ?? NaN, 9)
      expect(row.naturalDecided).toBeCloseTo(natural?.decided.p ?? NaN, 9)
    })
  })

  test('an undefined number is null, not NaN', async () => {
    const { version, source, clip } = await makeTrial('threes')
    await database.unlinkedRating.create({
      data: { versionId: version.id, sourceId: source.id, clipId: clip.id, value: 3 },
    })
    const row = await database.clipStatistics.findFirstOrThrow({ where: { clipId: clip.id } })
    expect(row).toMatchObject({ n: 1, mean: 3, variance: null, naturalAll: 0, naturalDecided: null })
  })

  /** Stores the rated rows of a fixture as imported respondents' answers. */
  async function importCsv(slug: string, csv: string) {
    const version = await makeVersion(slug)
    const rows = csv
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','))
      .filter((cells) => cells[4] !== '')
    const piece = await database.piece.create({ data: { title: slug } })
    const sources = new Map<string, string>()
    const clips = new Map<string, string>()
    for (const [, clip = '', source = ''] of rows) {
      if (!sources.has(source)) {
        const made = await database.source.create({
          data: { name: `${slug} ${source}`, kind: 'reported', settings: {} },
        })
        sources.set(source, made.id)
      }
      if (!clips.has(clip)) {
        const made = await database.clip.create({
          data: {
            sourceId: sources.get(source) ?? '',
            pieceId: piece.id,
            name: clip,
            encoding: {},
            provenance: {},
          },
        })
        clips.set(clip, made.id)
      }
    }
    const people = [...new Set(rows.map((cells) => cells[0] ?? ''))]
    for (const [index, person] of people.entries()) {
      const own = rows.filter((cells) => cells[0] === person)
      await database.respondent.create({
        data: {
          versionId: version.id,
          kind: 'imported',
          number: index + 1,
          completionCode: `${slug}-${person}`,
          trials: {
            create: own.map(([, clip = '', , position, value], i) => ({
              type: 'rating' as const,
              position: Number(position),
              drawProbability: 1,
              stimuli: {
                create: { slot: 0, clipId: clips.get(clip) ?? '', key: `${slug}-${person}-${clip}` },
              },
              answers: {
                create: {
                  id: uuid(1_000_000 * (slug === 'small' ? 1 : 2) + index * 100 + i),
                  value: Number(value),
                },
              },
            })),
          },
        },
      })
    }
    return { studyId: version.studyId, sources }
  }
})
