import { spawnSync } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { importDataSet } from '@earshot/data-sets/import'
import { cancelJob, shutdown } from '@earshot/jobs/job-rows'
import type { Progress, Work } from '@earshot/jobs/work'
import { readArchive } from '@earshot/models/files/safetensors'
import { beforeAll, describe, expect, test } from 'vitest'
import { createJob, runJob } from '../jobs.ts'
import { showModel } from '../registry/models.ts'
import { findSearchToResume, type SearchReport } from './search-models.ts'
import { readTrials } from './search-trials.ts'
import { starter, testWork, testWorkshop } from '../test-workshop.ts'

const { workshop, database, url, folder } = await testWorkshop({ backend: 'wasm' })

const work = (
  onProgress: (progress: Progress) => void = () => undefined,
  signal = new AbortController().signal,
): Work => testWork({ onProgress, signal })

beforeAll(async () => {
  await importDataSet(workshop, { paths: [starter], name: 'starter' }, work())
})

/** The least with which held-out songs can be measured: chords of one octave are few. */
const small = {
  dense: 8,
  songs: 4,
  batchSize: 8,
  chords: 'pitch-classes',
  heldOut: { share: 0.3, songs: 1 },
}

/** A job that tries four small networks: all for an epoch, two for another, and one for two more. */
async function searchJob(name: string, changes: object = {}, more: object = {}): Promise<string> {
  const search = {
    architecture: 'lstm',
    method: 'successive-halving',
    trials: 4,
    epochs: 4,
    reduction: 2,
    ranges: {
      learningRate: { from: 1e-4, to: 0.03, scale: 'log' },
      layers: { choices: [[4], [8]] },
    },
    options: small,
    ...changes,
  }
  return (await createJob(database, 'search_models', { search, data: 'starter', name, ...more })).id
}

const run = (id: string, hooks = work()) => runJob(workshop, id, hooks) as Promise<SearchReport>

/** Does a job until its progress says something, and there ends the work in the way given. */
async function runUntil(id: string, text: string, stop: (controller: AbortController) => unknown) {
  const controller = new AbortController()
  let stopped = false
  const watch = (progress: Progress) => {
    if (stopped || !progress.text.includes(text)) return
    stopped = true
    stop(controller)
  }
  return run(id, work(watch, controller.signal))
}

/** The tensors of a model's file, as bytes. */
async function tensorsOf(name: string): Promise<[string, string][]> {
  const { file } = await showModel(workshop, name)
  const { tensors } = readArchive(await workshop.storage.get(file))
  return Array.from(tensors, ([key, { data }]) => [key, Buffer.from(data).toString('base64')])
}

/** All of a table but what it took. */
const table = ({ trials }: SearchReport) => trials.map(({ seconds: _, ...rest }) => rest)

const curvesOf = async (jobId: string) =>
  (await readTrials(workshop, jobId)).map(({ curve }) =>
    curve.map(({ epoch, loss, heldOut }) => [epoch, loss, heldOut]),
  )

async function files(): Promise<string[]> {
  const found = await readdir(join(folder, 'files'), { recursive: true, withFileTypes: true })
  return found.flatMap((entry) => (entry.isFile() ? [entry.name] : [])).sort()
}

let straight: SearchReport
let straightId = ''

describe('a search', () => {
  test('trains each trial as far as its loss allows, registers the best, and leaves no other file', async () => {
    const before = await files()
    straightId = await searchJob('straight')
    const texts: string[] = []
    straight = await run(
      straightId,
      work(({ text, done, total }) => {
        texts.push(text)
        expect(done).toBeLessThanOrEqual(total)
        expect(total).toBe(4 + 2 + 2)
      }),
    )
    expect(straight.trials.map(({ epochs }) => epochs)).toEqual([4, 2, 1, 1])
    expect(straight.trials.map(({ status }) => status)).toEqual(['ended', 'out', 'out', 'out'])
    expect(straight.trials.map(({ rung }) => rung)).toEqual([3, 2, 1, 1])
    expect(texts[0]).toMatch(/^trial 1 of 4, rung 1 of 3, epoch 1 of 1, loss \d/)
    expect(texts.at(-1)).toMatch(/rung 3 of 3, epoch 4 of 4, .*best \d\.\d{4} of trial \d, 0 s left$/)

    const [best, second] = straight.trials
    const { manifest, file } = await showModel(workshop, 'straight')
    expect(straight.model).toMatchObject({ name: 'straight', version: 1, file, heldOut: best?.heldOut })
    expect(best?.heldOut).toBeLessThanOrEqual(second?.heldOut ?? 0)
    expect(manifest.training.options).toMatchObject({
      learningRate: best?.options.learningRate,
      keep: 'held-out',
    })
    expect(manifest.architecture).toMatchObject({ layers: best?.options.layers })
    expect(manifest.measurements).toEqual({ 'search trials': 4, 'search trial': best?.trial })
    expect((await files()).filter((name) => !before.includes(name))).toEqual([file])
  })

  test('gives a trial the weights of the same training without a search', async () => {
    const [best] = straight.trials
    const options = { ...small, epochs: 4, keep: 'held-out' }
    const alone = {
      architecture: 'lstm',
      data: 'starter',
      name: 'alone',
      options: { ...options, ...best?.options },
    }
    await run((await createJob(database, 'train_model', alone)).id)
    expect(await tensorsOf('alone')).toEqual(await tensorsOf('straight'))
  })

  test.each([
    ['in its first rung', 'trial 3 of 4, rung 1'],
    ['in a later rung', 'rung 2 of 3'],
    ['in its last epoch', 'epoch 4 of 4'],
  ])('whose process ends %s goes on, to the same table and weights', async (_, text) => {
    const name = `interrupted-${text.replace(/\W+/g, '-')}`
    const id = await searchJob(name)
    const stopped = runUntil(id, text, (controller) => {
      controller.abort(shutdown)
    })
    await expect(stopped).rejects.toThrow('cancelled in trial')
    const report = await run(id)
    expect(table(report)).toEqual(table(straight))
    expect(await curvesOf(id)).toEqual(await curvesOf(straightId))
    expect(await tensorsOf(name)).toEqual(await tensorsOf('straight'))
    expect(await database.searchTrial.count({ where: { file: { not: null } } })).toBe(0)
  })

  test.skipIf(process.platform === 'win32')(
    'whose process is killed goes on from the last checkpoints',
    async () => {
      const id = await searchJob('killed', {}, { checkpointMinutes: 1e-6 })
      const at = (path: string) => JSON.stringify(new URL(path, import.meta.url).href)
      const script = `
      import { openWorkshop } from ${at('../workshop.ts')}
      import { runJob } from ${at('../jobs.ts')}
      const storageUrl = '${pathToFileURL(join(folder, 'files')).href}'
      const workshop = openWorkshop({ databaseUrl: '${url}', storageUrl, backend: 'wasm' })
      const onProgress = ({ text }) => text.includes('rung 2') && process.kill(process.pid, 'SIGKILL')
      const work = { onProgress, signal: new AbortController().signal, now: () => new Date('2026-01-02T03:04:05Z') }
      await runJob(workshop, '${id}', work)`
      const { signal } = spawnSync(
        process.execPath,
        ['--import', 'tsx', '--input-type=module', '--eval', script],
        { cwd: fileURLToPath(new URL('../../..', import.meta.url)) },
      )
      expect(signal).toBe('SIGKILL')
      expect(await database.job.findUniqueOrThrow({ where: { id } })).toMatchObject({ status: 'running' })
      expect(table(await run(id))).toEqual(table(straight))
      expect(await tensorsOf('killed')).toEqual(await tensorsOf('straight'))
    },
  )

  test('that is cancelled keeps its table, registers nothing, and can be taken up again', async () => {
    const id = await searchJob('cancelled')
    const report = await runUntil(id, 'rung 2 of 3', (controller) => {
      controller.abort()
    })
    expect(report).toMatchObject({ stopped: expect.stringMatching(/^cancelled/) as string, model: null })
    expect(report.trials).toHaveLength(4)
    await expect(showModel(workshop, 'cancelled')).rejects.toThrow('There is no model')
    // Two go on from their checkpoints; those of the others are gone.
    expect(await database.searchTrial.count({ where: { jobId: id, file: { not: null } } })).toBe(2)
    expect(await findSearchToResume(workshop, 'cancelled')).toBe(id)
    expect(table(await run(id))).toEqual(table(straight))
    await expect(findSearchToResume(workshop, 'cancelled')).rejects.toThrow('There is no unfinished search')
  })

  test('that is cancelled from elsewhere ends soon, and beside another does not disturb it', async () => {
    const long = await searchJob('long', { epochs: 4000 })
    const other = await searchJob('other')
    const [ended, report] = await Promise.all([
      runUntil(long, 'trial 1', () => cancelJob(database, long, new Date())),
      run(other),
    ])
    expect(ended.stopped).toMatch(/^cancelled in trial 1$/)
    expect((await database.job.findUniqueOrThrow({ where: { id: long } })).status).toBe('cancelled')
    expect(table(report)).toEqual(table(straight))
  })
})

describe('a trial', () => {
  test('whose loss is no number is ranked last with the reason, and the others go on', async () => {
    // Adam moves every weight by the learning rate: through so many layers that overflows.
    const layers = Array<number>(14).fill(16)
    const id = await searchJob('exploding', {
      architecture: 'autoencoder',
      method: 'random',
      measure: 'training',
      ranges: { learningRate: { choices: [0.001, 1] } },
      options: { perBar: layers, perSong: layers, songs: 2, tempo: null, heldOut: null, batchSize: 16 },
    })
    const { trials, model } = await run(id)
    expect(new Set(trials.map(({ options }) => options.learningRate))).toEqual(new Set([0.001, 1]))
    for (const { options, status, rank, reason } of trials) {
      const isGood = options.learningRate === 0.001
      expect(status).toBe(isGood ? 'ended' : 'failed')
      expect(rank === null).toBe(!isGood)
      if (!isGood) expect(reason).toMatch(/^the loss was no number in epoch \d; a lower learning rate/)
    }
    expect(trials.map(({ rank }) => rank !== null)).toEqual(
      trials.map(({ rank }) => rank !== null).sort((a, b) => Number(b) - Number(a)),
    )
    expect(model).toMatchObject({ name: 'exploding', loss: trials[0]?.loss })
  })

  test('that all fail ends the search with their reasons', async () => {
    const id = await searchJob('too-large', {
      ranges: { dense: { choices: [999_999, 1_000_000] } },
      options: { songs: 4, heldOut: small.heldOut, chords: small.chords, layers: [4000] },
    })
    await expect(run(id)).rejects.toThrow(
      /^No trial of the search came to its end.\n {2}trial 1: this training needs/,
    )
    expect(await database.searchTrial.count({ where: { jobId: id, status: 'failed' } })).toBe(4)
  })
})

describe('a search is refused', () => {
  test('by field, before there is a job', async () => {
    await expect(searchJob('wrong', { ranges: { learningRate: { from: 1, to: 3 } } })).rejects.toThrow(
      /The job search_models: .*\n.*search\.ranges\.learningRate\.to/s,
    )
    await expect(searchJob('Wrong name')).rejects.toThrow('use small letters, digits and hyphens')
  })

  test('where the data have too few songs, before any trial', async () => {
    const id = await searchJob('hungry', { options: { songs: 400 } })
    await expect(run(id)).rejects.toThrow(/^400 songs wanted, but only \d+ fit/)
    expect(await database.searchTrial.count({ where: { jobId: id } })).toBe(0)
  })

  test('where the held-out songs have nothing that the network knows', async () => {
    const options = { ...small, chords: 'pitches', songs: 1 }
    const id = await searchJob('stranger', { options })
    await expect(run(id)).rejects.toThrow(/^the held-out songs have no chord of the training songs/)
  })

  test('where the data set has changed since it began', async () => {
    const name = 'growing'
    const some = [
      'bethena',
      'solace',
      'peacherine-rag',
      'maple-leaf-rag',
      'the-entertainer',
      'elite-syncopations',
    ]
    const paths = some.map((song) => join(starter, `${song}.mid`))
    await importDataSet(workshop, { paths, name }, work())
    const id = await searchJob(name, {}, { data: name })
    await runUntil(id, 'trial 2', (controller) => {
      controller.abort()
    })
    await importDataSet(workshop, { paths: [join(starter, 'pineapple-rag.mid')], name }, work())
    await expect(run(await findSearchToResume(workshop, name))).rejects.toThrow(
      /^The songs of the data set have changed since the search began/,
    )
  })
})
