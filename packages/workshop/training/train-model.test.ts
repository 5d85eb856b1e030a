import { execFileSync, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { importDataSet } from '@earshot/data-sets/import'
import { cancelJob, requeueJob, shutdown } from '@earshot/jobs/job-rows'
import type { Progress, Work } from '@earshot/jobs/work'
import { readArchive } from '@earshot/models/files/safetensors'
import { beforeAll, describe, expect, test } from 'vitest'
import { createJob, runJob } from '../jobs.ts'
import { showModel } from '../registry/models.ts'
import { trainingHooks } from './training-hooks.ts'
import { forgetTrainings } from './forget-trainings.ts'
import { findTrainingToResume, type TrainingReport } from './train-model.ts'
import { starter, testWork, testWorkshop } from '../test-workshop.ts'

const { workshop, database, url, folder } = await testWorkshop({ backend: 'wasm' })

const work = (
  onProgress: (progress: Progress) => void = () => undefined,
  signal = new AbortController().signal,
): Work => testWork({ onProgress, signal })

beforeAll(async () => {
  await importDataSet(workshop, { paths: [starter], name: 'starter' }, work())
})

/** A job that trains a small network for six epochs of a few batches. */
const trainingJob = async (name: string, options: object = {}, more: object = {}) => {
  const small = {
    layers: [8],
    dense: 8,
    songs: 3,
    epochs: 6,
    batchSize: 4,
    heldOut: { songs: 1 },
    ...options,
  }
  return (
    await createJob(database, 'train_model', {
      architecture: 'lstm',
      data: 'starter',
      name,
      options: small,
      ...more,
    })
  ).id
}

const run = (id: string, hooks = work()) => runJob(workshop, id, hooks) as Promise<TrainingReport>

/** The tensors of a model's file, as bytes. */
async function tensorsOf(name: string): Promise<[string, string][]> {
  const { file } = await showModel(workshop, name)
  const { tensors } = readArchive(await workshop.storage.get(file))
  return Array.from(tensors, ([key, { data }]) => [key, Buffer.from(data).toString('base64')])
}

/** Runs a job until an epoch, and there ends the process of the work in the way given. */
async function runUntil(id: string, epoch: string, stop: (controller: AbortController) => unknown) {
  const controller = new AbortController()
  const watch = ({ text }: Progress) => {
    if (text.startsWith(`epoch ${epoch} of`)) stop(controller)
  }
  return run(id, work(watch, controller.signal))
}

const root = fileURLToPath(new URL('../../..', import.meta.url))
const asModule = ['--import', 'tsx', '--input-type=module', '--eval']

/** The source of a process that does a job, and prints its progress and its end. */
function scriptOf(id: string): string {
  const at = (path: string) => JSON.stringify(new URL(path, import.meta.url).href)
  return `
    import { openWorkshop } from ${at('../workshop.ts')}
    import { runJob } from ${at('../jobs.ts')}
    const storageUrl = '${pathToFileURL(join(folder, 'files')).href}'
    const workshop = openWorkshop({ databaseUrl: '${url}', storageUrl, backend: 'wasm' })
    const onProgress = ({ text }) => console.log(text)
    const work = { onProgress, signal: new AbortController().signal, now: () => new Date() }
    await runJob(workshop, '${id}', work).then(() => console.log('trained'), (error) => console.log(error.message))
    await workshop.close()`
}

describe('a training', () => {
  test('whose process ends goes on from its checkpoint, to the same weights', async () => {
    const straight = await trainingJob('straight')
    await run(straight)
    const id = await trainingJob('interrupted')
    await expect(
      runUntil(id, '4', (controller) => {
        controller.abort(shutdown)
      }),
    ).rejects.toThrow('training was paused in epoch 4 of 6')
    expect(await database.checkpoint.count({ where: { jobId: id } })).toBe(1)
    const report = await run(id)
    expect(report).toMatchObject({ name: 'interrupted', version: 1, epochs: 6, stopped: null })
    expect(await tensorsOf('interrupted')).toEqual(await tensorsOf('straight'))
    expect((await showModel(workshop, 'interrupted')).manifest.training.resumed).toBe(1)
    expect(await database.checkpoint.count()).toBe(0)
    const curves = await Promise.all(
      [straight, id].map((jobId) =>
        database.curvePoint.findMany({
          where: { jobId },
          orderBy: { epoch: 'asc' },
          select: { epoch: true, loss: true, heldOut: true },
        }),
      ),
    )
    expect(curves[0]).toHaveLength(6)
    expect(curves[1]).toEqual(curves[0])
  })

  test('whose process is killed goes on from its last checkpoint, to the same weights', async () => {
    const id = await trainingJob('killed', {}, { checkpointMinutes: 1e-6 })
    const child = spawn(process.execPath, [...asModule, scriptOf(id)], { cwd: root })
    const ended = once(child, 'exit')
    let said = ''
    child.stdout.on('data', (text: Buffer) => {
      said += text.toString()
      if (said.includes('epoch 4 of 6')) child.kill('SIGKILL')
    })
    expect(await ended).toEqual([null, 'SIGKILL'])
    expect(await database.job.findUniqueOrThrow({ where: { id } })).toMatchObject({ status: 'running' })
    expect(await database.checkpoint.count({ where: { jobId: id } })).toBe(1)
    expect(await findTrainingToResume(workshop, 'killed')).toBe(id)
    expect(await run(id)).toMatchObject({ name: 'killed', epochs: 6, stopped: null })
    expect(await tensorsOf('killed')).toEqual(await tensorsOf('straight'))
    expect((await showModel(workshop, 'killed')).manifest.training.resumed).toBe(1)
  })

  test('that is stopped keeps the best so far, and can be taken up again', async () => {
    const id = await trainingJob('stopped')
    const report = await runUntil(id, '3', (controller) => {
      controller.abort()
    })
    expect(report).toMatchObject({ version: 1, stopped: 'cancelled in epoch 3 of 6' })
    expect(await findTrainingToResume(workshop, 'stopped')).toBe(id)
    expect(await run(id)).toMatchObject({ version: 2, epochs: 6, stopped: null })
    expect(await tensorsOf('stopped')).toEqual(await tensorsOf('straight'))
    await expect(findTrainingToResume(workshop, 'stopped')).rejects.toThrow(
      'There is no unfinished training of "stopped"',
    )
  })

  test('that is stopped while its songs are read leaves nothing, and can be done again', async () => {
    const id = await trainingJob('not-read')
    await expect(run(id, work(undefined, AbortSignal.abort()))).rejects.toThrow('while the songs were read')
    expect(await database.job.findUnique({ where: { id } })).toMatchObject({ status: 'cancelled' })
    await expect(showModel(workshop, 'not-read')).rejects.toThrow('no model')
    expect(await requeueJob(database, id)).toBe(true)
    expect(await run(id)).toMatchObject({ name: 'not-read', stopped: null })
  })

  test('names the song that cannot be read', async () => {
    const songs = await database.song.findMany({ where: { dataSet: { name: 'starter' } } })
    const files = new Map<string, Uint8Array>()
    for (const { notes } of songs) {
      files.set(notes, await workshop.storage.get(notes))
      await workshop.storage.remove(notes)
    }
    const failing = run(await trainingJob('unread'))
    await expect(failing).rejects.toThrow(
      /The notes of the song "[^"]+" \(.+\) of the data set "starter" cannot/,
    )
    await expect(failing).rejects.not.toThrow('held out')
    for (const bytes of files.values()) await workshop.storage.put(bytes)
  })

  test('that is cancelled from elsewhere ends within a second or so', async () => {
    const id = await trainingJob('cancelled', { epochs: 5000 })
    let cancelled = false
    const report = await runUntil(id, '2', () => {
      if (!cancelled) void cancelJob(database, id, new Date())
      cancelled = true
    })
    expect(report.stopped).toMatch(/^cancelled in epoch \d+ of 5000$/)
    expect((await database.job.findUniqueOrThrow({ where: { id } })).status).toBe('cancelled')
    expect(await cancelJob(database, id, new Date())).toBe(false)
  })

  test('that ends by itself keeps no checkpoint, since it would end so again', async () => {
    const patience = {
      heldOut: { share: 0.3, songs: 3 },
      songs: null,
      patience: 1,
      learningRate: 1,
      epochs: 50,
    }
    const id = await trainingJob('impatient', patience, { checkpointMinutes: 1e-6 })
    const report = await run(id)
    expect(report.stopped).toMatch(/^the held-out loss (has not fallen since|was no number)/)
    expect(report.resumable).toBe(false)
    expect(await database.checkpoint.count({ where: { jobId: id } })).toBe(0)
    await expect(findTrainingToResume(workshop, 'impatient')).rejects.toThrow('no unfinished training')
  })

  test('loses no point of its curve for a database that was away for a while', async () => {
    const jobId = randomUUID()
    const { hooks, written } = await trainingHooks(workshop, {}, { ...work(), id: jobId })
    const point = { loss: 2, heldOut: null, seconds: 1 }
    // Without its job a point is refused, as all are while the database starts again.
    hooks.onEpoch?.(1, point)
    await written()
    await database.job.create({ data: { id: jobId, kind: 'train_model', input: {} } })
    hooks.onEpoch?.(2, { ...point, loss: 1 })
    await written()
    const kept = await database.curvePoint.findMany({ where: { jobId }, orderBy: { epoch: 'asc' } })
    expect(kept.map(({ epoch, loss }) => [epoch, loss])).toEqual([
      [1, 2],
      [2, 1],
    ])
    await database.job.delete({ where: { id: jobId } })
  })

  test('is forgotten with all that it keeps beside its model, but not while it runs', async () => {
    const id = await trainingJob('keeping', {}, { snapshotEpochs: 2 })
    let refused: Promise<unknown> | undefined
    await runUntil(id, '5', (controller) => {
      refused ??= expect(forgetTrainings(workshop, 'keeping', work())).rejects.toThrow(`its job is ${id}`)
      controller.abort()
    })
    await refused
    const files = [
      ...(await database.snapshot.findMany({ where: { jobId: id } })),
      ...(await database.checkpoint.findMany({ where: { jobId: id } })),
    ].map(({ file }) => file)
    expect(files).toHaveLength(3)
    expect(await forgetTrainings(workshop, 'keeping', work())).toMatchObject({ snapshots: 2, checkpoints: 1 })
    for (const file of files) expect(await workshop.storage.size(file)).toBeNull()
    expect(await showModel(workshop, 'keeping')).toMatchObject({ version: 1 })
    // One whose process was killed is given up: nothing takes it up again.
    await database.job.update({
      where: { id },
      data: { status: 'running', worker: `${hostname()}:999999999`, finishedAt: null },
    })
    expect(await forgetTrainings(workshop, 'keeping', work())).toMatchObject({ snapshots: 0, bytes: 0 })
    expect(await database.job.findUniqueOrThrow({ where: { id } })).toMatchObject({ status: 'cancelled' })
  })

  test('beside another gives what it gives alone', async () => {
    const ids = [await trainingJob('one'), await trainingJob('two', { seed: 2 })]
    await Promise.all(ids.map((id) => run(id)))
    expect(await tensorsOf('one')).toEqual(await tensorsOf('straight'))
    expect(await tensorsOf('two')).not.toEqual(await tensorsOf('straight'))
  })

  test.skipIf(process.platform === 'win32')(
    'without room on the disk ends in words and leaves nothing behind',
    async () => {
      const id = await trainingJob('roomless', {}, { checkpointMinutes: 1e-6 })
      const files = async () => {
        const found = await readdir(join(folder, 'files'), { recursive: true, withFileTypes: true })
        return found.flatMap((entry) => (entry.isFile() ? [entry.name] : [])).sort()
      }
      const before = await files()
      // The same work in a process whose files may have 8 kB: a checkpoint has more.
      const node = `exec "${process.execPath}" ${asModule.join(' ')} "$1"`
      const said = execFileSync('bash', ['-c', `ulimit -f 8; ${node}`, 'bash', scriptOf(id)], {
        cwd: root,
        encoding: 'utf8',
      })
      expect(said.trim().split('\n').at(-1)).toMatch(/^No room is left for a file of/)
      expect(await files()).toEqual(before)
      expect(await database.checkpoint.count({ where: { jobId: id } })).toBe(0)
      expect(await database.job.findUniqueOrThrow({ where: { id } })).toMatchObject({ status: 'failed' })
    },
  )

  test('refuses what there are too few songs for, and says how many there are', async () => {
    const preset = { architecture: 'autoencoder-256', data: 'starter', name: 'autoencoder-256' }
    const { id } = await createJob(database, 'train_model', preset)
    await expect(run(id)).rejects.toThrow(
      /^256 songs wanted, but only \d+ fit, of \d+ songs: .*tempo outside 110\.\.130/,
    )
  })
})
