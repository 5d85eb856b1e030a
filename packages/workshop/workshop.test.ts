import { join } from 'node:path'
import { clipSettingsSchema } from '@earshot/audio/settings'
import { readScore } from '@earshot/data-sets/score-file'
import { excerpt } from '@earshot/music/excerpt'
import { perform } from '@earshot/music/notes'
import { beforeAll, describe, expect, test } from 'vitest'
import { compareByName } from '@earshot/data-sets/comparison'
import { importDataSet } from '@earshot/data-sets/import'
import type { OriginalityReport } from '@earshot/data-sets/originality-check'
import { reportAbout, reportsAbout } from '@earshot/data-sets/originality-reports'
import { cancelJob, recoverJobs } from '@earshot/jobs/job-rows'
import { StoppedError, type Work } from '@earshot/jobs/work'
import { loadModel, saveModel } from '@earshot/models/files/weights'
import { checkByHashes } from './pools/hashed-check.ts'
import { createJob, runJob } from './jobs.ts'
import { generateSongs, listModels, showModel } from './registry/models.ts'
import { buildPool, dataSetOf, listPools, showPool } from './pools/pools.ts'
import { trainModel } from './training/train-model.ts'
import { starter, testWork, testWorkshop } from './test-workshop.ts'

const { workshop, database } = await testWorkshop()
const work = (signal = new AbortController().signal): Work => testWork({ signal })

beforeAll(async () => {
  await importDataSet(workshop, { paths: [starter], name: 'starter' }, work())
  await importDataSet(workshop, { paths: [join(starter, 'solace.mid')], name: 'one song' }, work())
})

const tiny = { layers: [8], dense: 8, epochs: 1, songs: 2 }

describe('models', () => {
  test('a training registers a model that generates the same songs again', async () => {
    const request = { architecture: 'lstm' as const, data: 'starter', name: 'tiny', options: tiny }
    const summary = await trainModel(workshop, request, work())
    expect(summary).toMatchObject({ name: 'tiny', architecture: 'lstm', songs: 2, epochs: 1 })
    expect((await listModels(workshop)).map(({ name }) => name)).toEqual(['tiny'])
    const { manifest } = await showModel(workshop, 'tiny')
    expect(manifest.data).toMatchObject({ name: 'starter', songs: [{}, {}] })
    const settings = { count: 2, seed: 5, temperature: 1, length: 16 }
    const songs = await generateSongs(workshop, 'tiny', settings)
    expect(songs).toHaveLength(2)
    expect(await generateSongs(workshop, 'tiny', settings)).toEqual(songs)
    // Step by step as all at once.
    const model = await loadModel(await workshop.storage.get(summary.file))
    expect(songs).toEqual(model.generate(settings))
    model.dispose()
  })

  test('what cannot be trained or generated is said in words', async () => {
    const request = (changes: object) => ({
      architecture: 'lstm' as const,
      data: 'starter',
      name: 'no',
      options: {},
      ...changes,
    })
    await expect(trainModel(workshop, request({ data: 'none' }), work())).rejects.toThrow(
      'no data set "none"',
    )
    await expect(trainModel(workshop, request({ options: { songs: 99 } }), work())).rejects.toThrow(
      /99 songs wanted, but only 9 fit, of 9 songs; 1 other is held out/,
    )
    await expect(trainModel(workshop, request({ options: { epochs: 0 } }), work())).rejects.toThrow(/epochs/)
    await expect(generateSongs(workshop, 'none', { count: 1, seed: 1 })).rejects.toThrow('no model "none"')
    await expect(generateSongs(workshop, 'tiny', { count: 1, seed: 1, topK: 3 })).rejects.toThrow(
      /temperature/,
    )
  })
})

describe('pools', () => {
  test('human excerpts begin after the bars left out, and are the same again', async () => {
    const request = { from: 'starter', name: 'human', clips: 2, seed: 1, skipBars: 16 }
    const report = await buildPool(workshop, request, work())
    expect(report).toMatchObject({ name: 'human', kind: 'human', clips: 2, added: 2 })
    const pool = await showPool(workshop, 'human')
    expect(new Set(pool.clips.map(({ piece }) => piece)).size).toBe(2)
    for (const { provenance, audio, seconds } of pool.clips) {
      expect((provenance as { bar: number }).bar).toBeGreaterThan(16)
      expect(seconds).toBe(30)
      expect((await workshop.storage.get(audio ?? '')).length).toBe(720_576)
    }
    expect(await buildPool(workshop, request, work())).toMatchObject({ clips: 2, added: 0 })
    const more = await buildPool(workshop, { ...request, clips: 3 }, work())
    expect(more).toMatchObject({ clips: 3, added: 1 })
    const twin = await buildPool(workshop, { ...request, name: 'twin', clips: 3 }, work())
    expect(twin.added).toBe(3)
    const hashes = (clips: { notes: string | null; audio: string | null }[]) =>
      clips.map(({ notes, audio }) => [notes, audio])
    expect(hashes((await showPool(workshop, 'twin')).clips)).toEqual(
      hashes((await showPool(workshop, 'human')).clips),
    )
  })

  test('clips of a model know the model, the seed and the song', async () => {
    const settings = { temperature: 1.5 }
    const report = await buildPool(workshop, { from: 'tiny', clips: 2, seed: 9, settings }, work())
    expect(report).toMatchObject({ name: 'tiny', kind: 'generated', clips: 2 })
    const { clips } = await showPool(workshop, 'tiny')
    expect(clips[0]?.provenance).toMatchObject({
      model: 'tiny',
      settings: { seed: 9, temperature: 1.5, velocity: 80 },
    })
    expect(clips[0]?.encoding).toMatchObject({ kind: 'tokens', timeStep: 'quarter' })
    expect((await listPools(workshop)).map(({ name, clips: n }) => [name, n])).toEqual([
      ['human', 3],
      ['tiny', 2],
      ['twin', 3],
    ])
  })

  test('clips of a model are its songs of the seed', async () => {
    const { file } = await showModel(workshop, 'tiny')
    const model = await loadModel(await workshop.storage.get(file))
    // As many as are asked for, so that too few of them cannot be used.
    const songs = model.generate({ temperature: 1.5, seed: 9, velocity: 80, count: 8 })
    model.dispose()
    const { lead, seconds } = clipSettingsSchema.parse({})
    const { clips } = await showPool(workshop, 'tiny')
    for (const { piece, notes } of clips) {
      const song = songs.find((_, index) => piece === `tiny, song ${String(index + 1)} of seed 9`)
      if (!song) throw new Error(`${piece} is none of the songs`)
      const stored = readScore(await workshop.storage.get(notes ?? ''))
      const heard = excerpt(perform(song.score), 0, seconds, lead)
      expect(stored.notes.map(({ pitch }) => pitch)).toEqual(heard.notes.map(({ pitch }) => pitch))
    }
  })

  test('a job that is cancelled while songs are made ends soon, and leaves nothing', async () => {
    const settings = { temperature: 1, length: 10_000 }
    const input = { from: 'tiny', name: 'endless', clips: 200, seed: 1, settings }
    const { id } = await createJob(database, 'build_pool', input)
    let cancelledAt = Infinity
    const onProgress = ({ text }: { text: string }) => {
      if (cancelledAt !== Infinity || !/^making the music, \d+ %$/.test(text)) return
      cancelledAt = performance.now()
      void cancelJob(database, id, new Date())
    }
    await expect(runJob(workshop, id, { ...work(), onProgress })).rejects.toThrow(StoppedError)
    expect(performance.now() - cancelledAt).toBeLessThan(3000)
    expect(await database.job.findUnique({ where: { id } })).toMatchObject({ status: 'cancelled' })
    expect(await database.source.findUnique({ where: { name: 'endless' } })).toBeNull()
  })

  test('other settings under a name in use, an unknown origin, and too few songs are refused', async () => {
    const request = { from: 'starter', name: 'human', clips: 2, seed: 2 }
    await expect(buildPool(workshop, request, work())).rejects.toThrow('with other settings')
    await expect(buildPool(workshop, { ...request, from: 'nobody' }, work())).rejects.toThrow(
      'no model and no data set',
    )
    const many = { from: 'one song', name: 'many', clips: 2, seed: 2 }
    await expect(buildPool(workshop, many, work())).rejects.toThrow(/Only 1 of 2 clips/)
    expect(await database.source.findUnique({ where: { name: 'many' } })).toBeNull()
  })
})

test('the pool of an open study does not grow', async () => {
  const source = await database.source.findUniqueOrThrow({ where: { name: 'human' } })
  const study = await database.study.create({ data: { slug: 'running', status: 'open' } })
  const sources = { create: { sourceId: source.id, position: 0, label: 'Human', clips: 2 } }
  await database.studyVersion.create({ data: { studyId: study.id, number: 1, file: {}, hash: 'x', sources } })
  const request = { from: 'starter', name: 'human', seed: 1, skipBars: 16 }
  expect(await buildPool(workshop, { ...request, clips: 3 }, work())).toMatchObject({ clips: 3, added: 0 })
  await expect(buildPool(workshop, { ...request, clips: 4 }, work())).rejects.toThrow(
    'belongs to the study "running"',
  )
})

describe('jobs', () => {
  const input = { paths: [starter], name: 'by job' }

  test('a job keeps its result, and is done once', async () => {
    const job = await createJob(database, 'import_data', input)
    expect(await runJob(workshop, job.id, work())).toMatchObject({ name: 'by job', added: 10 })
    expect(await database.job.findUniqueOrThrow({ where: { id: job.id } })).toMatchObject({
      status: 'done',
      result: { added: 10 },
    })
    await expect(runJob(workshop, job.id, work())).rejects.toThrow('the job is done')
  })

  test('a failed job keeps its reason', async () => {
    const job = await createJob(database, 'train_model', { architecture: 'lstm', data: 'none', name: 'x' })
    await expect(runJob(workshop, job.id, work())).rejects.toThrow('no data set')
    expect(await database.job.findUniqueOrThrow({ where: { id: job.id } })).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('no data set') as string,
    })
    await expect(createJob(database, 'build_pool', { from: 'x', clips: 0, seed: 1 })).rejects.toThrow(/clips/)
  })

  test('the job of a process that died is queued again', async () => {
    const { hostname } = await import('node:os')
    const dead = await createJob(database, 'import_data', { ...input, name: 'dead' })
    const alive = await createJob(database, 'import_data', { ...input, name: 'alive' })
    // No process has so large a number.
    await database.job.update({
      where: { id: dead.id },
      data: { status: 'running', worker: `${hostname()}:4194305` },
    })
    await database.job.update({
      where: { id: alive.id },
      data: { status: 'running', worker: `${hostname()}:${String(process.pid)}` },
    })
    expect(await recoverJobs(database)).toEqual([dead.id])
    expect(await runJob(workshop, dead.id, work())).toMatchObject({ name: 'dead' })
  })
})

describe('originality and distance', () => {
  test('clips that were made of the songs themselves are copies, unless they are human excerpts', async () => {
    const check = (pool: string) => runJob(workshop, pool, work())
    const human = await createJob(database, 'check_originality', { data: 'starter', pool: 'human' })
    const report = (await check(human.id)) as OriginalityReport
    expect(report).toMatchObject({ data: 'starter', pool: 'human', songs: 10, treatment: 'tokens quarter' })
    expect(report.baseline.scores.length).toBeGreaterThan(50)
    for (const clip of report.clips) expect(clip.verdict).not.toBe('copies')
    // A clip that claims to be generated, with the notes of a human one.
    const request = { architecture: 'lstm' as const, data: 'starter', name: 'well-read' }
    await trainModel(workshop, { ...request, options: { ...tiny, songs: 10, heldOut: null } }, work())
    const { id: modelId } = await showModel(workshop, 'well-read')
    const source = await database.source.create({
      data: { name: 'copyist', kind: 'generated', modelId, settings: {} },
    })
    const [original] = await database.clip.findMany({ where: { source: { name: 'human' } }, take: 1 })
    await database.clip.create({
      data: {
        sourceId: source.id,
        pieceId: original?.pieceId ?? '',
        name: '001',
        encoding: original?.encoding ?? {},
        provenance: {},
        notes: original?.notes ?? '',
        seconds: 30,
      },
    })
    const copyist = await createJob(database, 'check_originality', { data: 'starter', pool: 'copyist' })
    const found = (await check(copyist.id)) as OriginalityReport
    expect(found.clips).toMatchObject([{ verdict: 'copies', reason: null }])
    expect(found.clips[0]?.score).toBeLessThan(0.1)
    expect(await reportsAbout(workshop, 'starter')).toHaveLength(2)
    expect(await reportAbout(workshop, 'starter', 'copyist')).toMatchObject({ pool: 'copyist' })
    await expect(reportAbout(workshop, 'one song', 'copyist')).rejects.toThrow('was not compared')
  })

  test('two sets are compared by name, the same way again', async () => {
    const compare = () => compareByName(workshop, { a: 'starter', b: 'human' })
    const compared = await compare()
    expect(compared.a).toEqual({ name: 'starter', kind: 'data set', compared: 10, of: 10 })
    expect(compared.b.kind).toBe('pool')
    expect(await compare()).toEqual(compared)
    await expect(compareByName(workshop, { a: 'starter', b: 'none' })).rejects.toThrow('no pool "none"')
  })

  test("the data set of a pool is its own, or its model's", async () => {
    expect(await dataSetOf(workshop, 'human')).toBe('starter')
    expect(await dataSetOf(workshop, 'copyist')).toBe('starter')
    await expect(dataSetOf(workshop, 'none')).rejects.toThrow('no pool "none"')
  })

  test('where the songs are not, the hashes in the file of the model tell a copy', async () => {
    const report = await checkByHashes(workshop, 'copyist')
    expect(report).toMatchObject({
      model: 'well-read',
      clips: [{ name: '001', verdict: 'copies', reason: null }],
    })
    expect(report.clips[0]?.longest).toBeGreaterThan(20)
    await expect(checkByHashes(workshop, 'human')).rejects.toThrow('--data')
  })

  test('a model without hashes leaves its clips unchecked', async () => {
    const { file } = await showModel(workshop, 'well-read')
    const model = await loadModel(await workshop.storage.get(file))
    const bare = await workshop.storage.put(saveModel(model))
    model.dispose()
    await database.model.updateMany({ where: { name: 'well-read' }, data: { file: bare } })
    const { clips } = await checkByHashes(workshop, 'copyist')
    expect(clips).toMatchObject([
      { verdict: 'not checked', reason: expect.stringContaining('hashes') as string },
    ])
    await database.model.updateMany({ where: { name: 'well-read' }, data: { file } })
  })
})
