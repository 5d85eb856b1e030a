/** Who is given what, by simulation through the code that real respondents go through. */
import { randomUUID } from 'node:crypto'
import { testDatabase } from '@earshot/database/test-database'
import { seeded } from '@earshot/random/random'
import { describe, expect, test } from 'vitest'
import { answerTo, exampleFile, keyOf, makeSources, now, openStudy, start, waive } from './example-study.ts'
import { answerTrial, findRun, finishRun, skipTrial, startRun } from './run.ts'
import { setStatus } from './status.ts'
import { createStudy } from './studies.ts'

const { database } = await testDatabase()

/** Five sources of 200 clips, of which each respondent hears two. */
const names = ['h', 'a', 'b', 'c', 'd']
async function makeLargeStudy(slug: string, changes: Record<string, unknown>): Promise<void> {
  const model = await database.model.create({
    data: { name: slug, architecture: 'lstm', manifest: {}, file: '0' },
  })
  for (const name of names) {
    const kind = name === 'h' ? ('human' as const) : ('generated' as const)
    const source = await database.source.create({
      data: { name: `${slug} ${name}`, kind, modelId: kind === 'human' ? null : model.id, settings: {} },
    })
    const clips = Array.from({ length: 200 }, (_, i) => ({ pieceId: randomUUID(), name: String(i) }))
    await database.piece.createMany({ data: clips.map(({ pieceId }) => ({ id: pieceId, title: pieceId })) })
    await database.clip.createMany({
      data: clips.map((clip) => ({
        ...clip,
        sourceId: source.id,
        encoding: {},
        provenance: {},
        audio: clip.pieceId,
        seconds: 30,
      })),
    })
  }
  const sources = names.map((name) => ({ source: `${slug} ${name}`, label: name, clips: 2 }))
  await createStudy(database, exampleFile(slug, { sources, ...changes }), 'test')
  await waive(database, slug)
  await setStatus(database, slug, 'open', 'test')
}

interface Placed {
  source: string
  clip: string
  position: number
  respondent: string
}

/** The trials of a study's runs that are finished or live. */
const placed = (slug: string) => database.$queryRaw<Placed[]>`
  SELECT right(so.name, 1) AS source, s.clip_id AS clip, t.position, r.id AS respondent
  FROM respondent r
  JOIN study_version v ON v.id = r.version_id JOIN study st ON st.id = v.study_id
  JOIN trial t ON t.respondent_id = r.id JOIN stimulus s ON s.trial_id = t.id
  JOIN clip c ON c.id = s.clip_id JOIN source so ON so.id = c.source_id
  WHERE st.slug = ${slug} AND (r.finished_at IS NOT NULL OR r.expires_at > ${now})`

const counted = <T>(items: readonly T[], key: (item: T) => string): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1)
  return counts
}

/** How far the ratings of a source's clips lie apart, clips without any included. */
function spreadOf(trials: readonly Placed[], source: string): number {
  const counts = [
    ...counted(
      trials.filter((one) => one.source === source),
      ({ clip }) => clip,
    ).values(),
  ]
  return Math.max(...counts) - (counts.length < 200 ? 0 : Math.min(...counts))
}

/** Throws where a run has not each position once, or a clip twice. */
function checkRuns(trials: readonly Placed[], respondents: number): void {
  expect(trials).toHaveLength(10 * respondents)
  expect(counted(trials, ({ respondent, position }) => `${respondent} ${String(position)}`).size).toBe(
    trials.length,
  )
  expect(counted(trials, ({ respondent, clip }) => `${respondent} ${clip}`).size).toBe(trials.length)
  for (const count of counted(trials, ({ respondent, source }) => `${respondent} ${source}`).values())
    expect(count).toBe(2)
}

const arrive = (slug: string, count: number) =>
  Promise.all(Array.from({ length: count }, () => start(database, slug)))

/** A fifth of the runs is left and expires, as after a day. */
async function dropOut(slug: string): Promise<void> {
  const runs = await database.respondent.findMany({
    where: { version: { study: { slug } }, finishedAt: null },
    orderBy: { number: 'asc' },
  })
  const random = seeded(11)
  const left = runs
    .map(({ id }) => ({ id, at: random() }))
    .sort((a, b) => a.at - b.at)
    .slice(0, 100)
  await database.respondent.updateMany({
    where: { id: { in: left.map(({ id }) => id) } },
    data: { expiresAt: new Date(now.getTime() - 1) },
  })
}

describe('500 respondents who arrive at once at 1,000 clips', () => {
  test.each(['random', 'latin-square'])(
    'in %s order: balanced while all are live, and after a fifth dropped out and as many came',
    { timeout: 300_000 },
    async (order) => {
      await makeLargeStudy(order, { order })
      const tokens = await arrive(order, 500)
      const live = await placed(order)
      checkRuns(live, 500)
      for (const source of names) expect(spreadOf(live, source)).toBeLessThanOrEqual(1)

      // Some of them finish, through the same code.
      for (const token of tokens.slice(0, 10)) {
        for (let i = 0; i < 10; i++) {
          const key = keyOf(await findRun(database, { slug: order, token, now }))
          await answerTrial(database, { slug: order, token, now, answer: answerTo(key, 3) })
        }
        expect(await finishRun(database, { slug: order, token, now, responses: {} })).toMatchObject({
          ok: true,
        })
      }
      await dropOut(order)
      checkRuns(await placed(order), 400)
      await arrive(order, 100)
      const after = await placed(order)
      checkRuns(after, 500)
      for (const source of names) expect(spreadOf(after, source)).toBeLessThanOrEqual(2)

      // Each source at each position: exactly a fifth by the square, else within four standard errors (36 of 100).
      const bound = order === 'latin-square' ? 0 : 36
      for (const trials of [live, after])
        for (const count of counted(
          trials,
          ({ source, position }) => `${source} ${String(position)}`,
        ).values())
          expect(Math.abs(count - 100)).toBeLessThanOrEqual(bound)
    },
  )
})

describe('what counts for the next respondent', () => {
  const startAndShow = async () => {
    const slug = 'counting'
    await start(database, slug)
    const run = await database.respondent.findFirstOrThrow({
      where: { version: { study: { slug } }, kind: 'real' },
      orderBy: { number: 'desc' },
      include: { trials: { include: { stimuli: true } } },
    })
    return run.trials.map(({ stimuli, drawProbability }) => ({
      clip: stimuli[0]?.clipId ?? '',
      drawProbability,
    }))
  }

  test('are runs of its kind alone, and neither skipped clips nor excluded respondents', async () => {
    await makeSources(database, { prefix: 'c ', clips: 4 })
    await openStudy(database, 'counting', {}, 'c ')
    const simulated = await startRun(database, { slug: 'counting', kind: 'simulated', now })
    expect(simulated.ok).toBe(true)
    const first = await startAndShow()
    const second = await startAndShow()
    // Two of four clips of each source are taken, so the next respondent is certain to be given the others.
    expect(first.map(({ drawProbability }) => drawProbability)).toEqual(Array(6).fill(0.5))
    expect(second.map(({ drawProbability }) => drawProbability)).toEqual(Array(6).fill(1))
    expect(new Set([...first, ...second].map(({ clip }) => clip)).size).toBe(12)

    const [last] = await database.respondent.findMany({
      where: { version: { study: { slug: 'counting' } }, kind: 'real' },
      orderBy: { number: 'desc' },
      take: 1,
    })
    await database.exclusion.create({ data: { respondentId: last?.id ?? '', rule: 'test', reason: 'test' } })
    const third = await startAndShow()
    expect(new Set(third.map(({ clip }) => clip))).toEqual(new Set(second.map(({ clip }) => clip)))

    const token = await start(database, 'counting')
    const key = keyOf(await findRun(database, { slug: 'counting', token, now }))
    await skipTrial(database, { slug: 'counting', token, now, key, reason: 'It does not play.' })
    const next = await startAndShow()
    // Two clips of each source are behind, and of one source the skipped one is too.
    expect(next.map(({ drawProbability }) => drawProbability).sort()).toEqual([2 / 3, 2 / 3, 1, 1, 1, 1])
  })
})
