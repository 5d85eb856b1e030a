import type { StudyStatus } from '@earshot/database/database'
import { testDatabase } from '@earshot/database/test-database'
import { beforeAll, describe, expect, test } from 'vitest'
import { exampleFile, makeSources, now, openStudy, waive } from './example-study.ts'
import { findInvitation } from './invitation.ts'
import { startRun } from './run.ts'
import { simulateStudy } from './simulate.ts'
import { setStatus } from './status.ts'
import { createStudy, findStudy, getStudy, listStudies, StudyError } from './studies.ts'

const { database } = await testDatabase()

beforeAll(() => makeSources(database))

const create = (slug: string, changes: Record<string, unknown> = {}) =>
  createStudy(database, exampleFile(slug, changes), 'test')
const versions = (slug: string) => database.studyVersion.count({ where: { study: { slug } } })

describe('creating a study', () => {
  test('makes a draft with its sources in their order, and records it', async () => {
    const study = await create('first')
    expect(study).toMatchObject({ slug: 'first', status: 'draft', linkage: 'full', version: 1 })
    expect(study.file).toEqual(exampleFile('first'))
    const sources = await database.studySource.findMany({
      where: { versionId: study.versionId },
      include: { source: true },
      orderBy: { position: 'asc' },
    })
    expect(sources.map(({ source, clips, label }) => [source.name, clips, label])).toEqual([
      ['human', 2, 'HUMAN'],
      ['autoencoder', 2, 'AUTOENCODER'],
      ['lstm', 2, 'LSTM'],
    ])
    const changes = await database.change.findMany({ where: { subject: 'study/first' } })
    expect(changes).toMatchObject([{ actor: 'test', action: 'create' }])
  })

  test('names the human source as the baseline of the others', async () => {
    await create('baselines')
    const rows = await database.baseline.findMany({ include: { source: true, baseline: true } })
    const names = rows.map(({ source, baseline }) => `${source.name} < ${baseline.name}`)
    expect(names.sort()).toEqual(['autoencoder < human', 'lstm < human'])
  })

  test('again with the same file changes nothing, also at the same moment', async () => {
    const studies = await Promise.all([1, 2, 3, 4].map(() => create('again')))
    expect(new Set(studies.map(({ versionId }) => versionId)).size).toBe(1)
    expect(await versions('again')).toBe(1)
    expect(await database.change.count({ where: { subject: 'study/again' } })).toBe(1)
  })

  test('with another file makes a new version of a draft', async () => {
    const first = await create('newer')
    const second = await create('newer', { title: 'Newer' })
    expect(second).toMatchObject({ id: first.id, version: 2, status: 'draft' })
    expect((await getStudy(database, 'newer')).file.title).toBe('Newer')
    expect(await versions('newer')).toBe(2)
  })

  test('with an earlier file makes that the newest version again', async () => {
    const first = await create('back')
    await create('back', { title: 'Detour' })
    const third = await create('back')
    expect(third).toMatchObject({ versionId: first.versionId, version: 3 })
    expect(third.file.title).toBe(exampleFile('back').title)
    expect(await create('back', { title: 'Onward' })).toMatchObject({ version: 4 })
  })

  test('with another file leaves no simulated ratings of the version before', async () => {
    await create('tried')
    await simulateStudy(database, 'tried', { respondents: 2, seed: 1, now })
    expect(await database.rating.count({ where: { scope: 'simulated' } })).toBe(12)
    await create('tried', { seed: 8 })
    expect(await database.rating.count({ where: { scope: 'simulated' } })).toBe(0)
  })

  test.each(['pilot', 'open', 'closed'] as const)(
    'is refused for another file once it is %s',
    async (status) => {
      const slug = `frozen-${status}`
      await create(slug)
      await waive(database, slug)
      await setStatus(database, slug, status === 'pilot' ? 'pilot' : 'open', 'test')
      if (status === 'closed') await setStatus(database, slug, 'closed', 'test')
      await expect(create(slug, { seed: 8 })).rejects.toThrow(`is ${status} and cannot change`)
      expect(await create(slug)).toMatchObject({ version: 1, status })
    },
  )

  test('names sources that have no pool, and leaves nothing behind', async () => {
    const sources = ['human', 'gan', 'vae'].map((source) => ({ source, label: source, clips: 1 }))
    const attempt = create('missing', { sources })
    await expect(attempt).rejects.toThrow(StudyError)
    await expect(attempt).rejects.toThrow(/no pool: gan, vae\. .*earshot pool build/)
    expect(await findStudy(database, 'missing')).toBeUndefined()
    expect(await database.study.count({ where: { slug: 'missing' } })).toBe(0)
  })

  test('needs a human source, and human baselines', async () => {
    const source = (name: string, baseline?: string[]) => ({ source: name, label: name, clips: 1, baseline })
    const machines = [source('autoencoder'), source('lstm')]
    await expect(create('machines', { sources: machines })).rejects.toThrow(/no human source/)
    const crossed = [source('human'), source('autoencoder'), source('lstm', ['autoencoder'])]
    await expect(create('crossed', { sources: crossed })).rejects.toThrow(/"autoencoder" is .* not a human/)
  })

  test('needs pools that are large enough, of clips with audio of its length', async () => {
    const sources = ['human', 'lstm'].map((source) => ({ source, label: source, clips: 6 }))
    await expect(create('large', { sources })).rejects.toThrow(
      /"human" has clips of 5 piece\(s\).* 6 are wanted/,
    )
    await expect(create('short', { seconds: 20 })).rejects.toThrow(/"human" has clips of 0 piece/)
    await makeSources(database, { prefix: 'mute-', clips: 2 })
    await database.clip.updateMany({ where: { source: { name: 'mute-lstm' } }, data: { audio: null } })
    const mute = createStudy(database, exampleFile('mute', {}, 'mute-'), 'test')
    await expect(mute).rejects.toThrow(/"mute-lstm" has clips of 0 piece/)
  })
})

describe('a study goes', () => {
  const all: StudyStatus[] = ['draft', 'pilot', 'open', 'closed']
  const allowed = ['draft pilot', 'draft open', 'pilot open', 'pilot closed', 'open closed', 'closed open']
  const pairs = all.flatMap((from) => all.map((to) => [from, to] as const))

  test.each(pairs)('from %s to %s, or is told that it may not', async (from, to) => {
    const slug = `${from}-to-${to}`
    await create(slug)
    await waive(database, slug)
    await database.study.update({ where: { slug }, data: { status: from } })
    if (from === to || allowed.includes(`${from} ${to}`)) {
      expect(await setStatus(database, slug, to, 'test')).toMatchObject({ status: to })
      const changes = await database.change.count({ where: { subject: `study/${slug}`, action: to } })
      expect(changes).toBe(from === to ? 0 : 1)
    } else {
      await expect(setStatus(database, slug, to, 'test')).rejects.toThrow(
        `is ${from} and cannot become ${to}`,
      )
    }
  })

  test('nowhere where there is none', async () => {
    await expect(setStatus(database, 'nothing', 'open', 'test')).rejects.toThrow(/no study "nothing"/)
  })

  test('to open only while its pools still serve everyone', async () => {
    await makeSources(database, { prefix: 'shrinking-', clips: 2 })
    await createStudy(database, exampleFile('shrinking', {}, 'shrinking-'), 'test')
    await database.clip.deleteMany({ where: { source: { name: 'shrinking-lstm' }, name: '001' } })
    await expect(setStatus(database, 'shrinking', 'open', 'test')).rejects.toThrow(
      /"shrinking-lstm" has clips of 1/,
    )
  })

  test('to closed before or after a start that comes at the same moment, never between', async () => {
    await openStudy(database, 'closing')
    const starts = Array.from({ length: 20 }, () =>
      startRun(database, { slug: 'closing', kind: 'real', now }),
    )
    const closed = setStatus(database, 'closing', 'closed', 'test')
    await closed
    const begun = await database.respondent.count({ where: { version: { study: { slug: 'closing' } } } })
    const results = await Promise.all(starts)
    expect(results.filter(({ ok }) => ok)).toHaveLength(begun)
    expect(await database.respondent.count({ where: { version: { study: { slug: 'closing' } } } })).toBe(
      begun,
    )
  })
})

describe('looking a study up', () => {
  test.each(['nothing', '', 'First', "x' OR 1=1 --", 'a\0b', '\ud800', 'a'.repeat(101), '../first'])(
    'finds none called %j',
    async (slug) => {
      expect(await findStudy(database, slug)).toBeUndefined()
      expect(await findInvitation(database, slug)).toBeUndefined()
      expect(await startRun(database, { slug, kind: 'real', now })).toMatchObject({ ok: false, status: 404 })
    },
  )

  test('invites to a study that is open, and says what it will take', async () => {
    await create('inviting', { looks: 'open', questions: [{ id: 'age', text: 'Age?', type: 'text' }] })
    expect(await findInvitation(database, 'inviting')).toBeUndefined()
    await waive(database, 'inviting')
    await setStatus(database, 'inviting', 'open', 'test')
    expect(await findInvitation(database, 'inviting')).toEqual({
      slug: 'inviting',
      status: 'open',
      wording: {
        title: 'Man or machine?',
        introduction: 'You will hear short piano pieces.',
        question: 'How sure are you that this was made by a human or a computer?',
        ends: { low: 'surely a human', high: 'surely a computer' },
        contact: 'listening@example.org',
        consent: 'I take part of my own will.',
      },
      language: 'en',
      languages: ['en'],
      rules: { hear: 30, recognised: false, tags: [], comment: true },
      clips: 6,
      seconds: 30,
      minutes: 7,
      askQuestions: true,
      looksOpen: true,
      breakAfter: 0,
      ethics: null,
      minimumAge: null,
      keptDays: { answers: null, recruitment: null },
    })
    const said = {
      ethics: 'Board 2026-17',
      minimumAge: 18,
      retentionDays: 365,
      recruitment: { parameters: ['id'] },
      sources: [
        { source: 'human', label: 'Human', clips: 4 },
        { source: 'lstm', label: 'LSTM', clips: 5 },
      ],
    }
    await openStudy(database, 'saying', said)
    expect(await findInvitation(database, 'saying')).toMatchObject({
      breakAfter: 4,
      ethics: 'Board 2026-17',
      minimumAge: 18,
      keptDays: { answers: 365, recruitment: 90 },
    })
  })

  test('lists all, newest first, with real respondents alone', async () => {
    await openStudy(database, 'listed', { title: 'Listed' })
    await simulateStudy(database, 'listed', { respondents: 1, seed: 1, now })
    await startRun(database, { slug: 'listed', kind: 'preview', now })
    await startRun(database, { slug: 'listed', kind: 'real', now })
    const [newest, ...others] = await listStudies(database)
    expect(newest).toEqual({
      slug: 'listed',
      title: 'Listed',
      status: 'open',
      linkage: 'full',
      respondents: 1,
      finished: 0,
      ratings: 0,
      example: false,
    })
    expect(others.at(-1)?.slug).toBe('first')
  })
})
