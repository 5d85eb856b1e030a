import { hostname } from 'node:os'
import { testDatabase } from '@earshot/database/test-database'
import { afterAll, describe, expect, test } from 'vitest'
import { addJob, cancelJob, doJob, recoverJobs, requeueJob, shutdown } from './job-rows.ts'
import { StoppedError, type Work } from './work.ts'

const { database } = await testDatabase()
afterAll(() => database.$disconnect())

const hooks = (signal = new AbortController().signal): Work => ({
  onProgress: () => undefined,
  signal,
  now: () => new Date('2026-01-02T03:04:05Z'),
})
const input = (name: string) => ({ paths: ['/music'], name })
/** No process has this id: Linux ends at 4 million. */
const dead = `${hostname()}:99999999`
const status = async (id: string) => (await database.job.findUniqueOrThrow({ where: { id } })).status

describe('a job', () => {
  test('is done once, under its own id, and keeps its result', async () => {
    const job = await addJob(database, 'import_data', input('once'))
    const result = await doJob(
      database,
      job.id,
      (row, { id }) => Promise.resolve({ kind: row.kind, id }),
      hooks(),
    )
    expect(result).toEqual({ kind: 'import_data', id: job.id })
    expect(await database.job.findUnique({ where: { id: job.id } })).toMatchObject({ status: 'done', result })
    await expect(doJob(database, job.id, () => Promise.resolve({}), hooks())).rejects.toThrow(
      'the job is done',
    )
  })

  test('that fails says why', async () => {
    const job = await addJob(database, 'import_data', input('failing'))
    const failing = doJob(database, job.id, () => Promise.reject(new Error('no music')), hooks())
    await expect(failing).rejects.toThrow('no music')
    expect(await database.job.findUnique({ where: { id: job.id } })).toMatchObject({
      status: 'failed',
      error: 'no music',
    })
  })

  test('that is cancelled is told so, though it has no progress to tell', async () => {
    const job = await addJob(database, 'import_data', input('cancelled'))
    const working = doJob(
      database,
      job.id,
      async (_, { signal }) => {
        await cancelJob(database, job.id, new Date())
        await new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => {
            resolve()
          })
        })
        throw new StoppedError('stopped')
      },
      hooks(),
    )
    await expect(working).rejects.toThrow('stopped')
    expect(await status(job.id)).toBe('cancelled')
    expect(await cancelJob(database, job.id, new Date())).toBe(false)
  })

  test('that is cancelled and taken up again is left by who did it first', async () => {
    const job = await addJob(database, 'import_data', input('taken over'))
    const first = doJob(
      database,
      job.id,
      async (_, { signal, onProgress }) => {
        await cancelJob(database, job.id, new Date())
        expect(await requeueJob(database, job.id)).toBe(true)
        expect(await requeueJob(database, job.id)).toBe(false)
        const second = doJob(database, job.id, () => Promise.resolve({ by: 'the second' }), hooks())
        onProgress({ done: 1, total: 1, text: 'by the first' })
        await new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => {
            resolve()
          })
        })
        await second
        return { by: 'the first' }
      },
      hooks(),
    )
    await first
    expect(await database.job.findUnique({ where: { id: job.id } })).toMatchObject({
      status: 'done',
      result: { by: 'the second' },
    })
  })

  test('whose process ends stays open, and is taken up again', async () => {
    const job = await addJob(database, 'import_data', input('shut down'))
    const ending = new AbortController()
    const working = doJob(
      database,
      job.id,
      () => {
        ending.abort(shutdown)
        return Promise.reject(new StoppedError('stopped'))
      },
      hooks(ending.signal),
    )
    await expect(working).rejects.toThrow('stopped')
    expect(await status(job.id)).toBe('running')
    expect(await recoverJobs(database)).not.toContain(job.id)
    await database.job.update({ where: { id: job.id }, data: { worker: dead } })
    expect(await recoverJobs(database)).toEqual([job.id])
    expect(await status(job.id)).toBe('queued')
  })

  test('of a dead process is found by who asks for the same work, and by nobody else', async () => {
    const lost = await addJob(database, 'import_data', input('lost'))
    await database.job.update({ where: { id: lost.id }, data: { status: 'running', worker: dead } })
    const other = await addJob(database, 'import_data', input('another'))
    expect(other.id).not.toBe(lost.id)
    expect((await addJob(database, 'import_data', input('lost'))).id).toBe(lost.id)
    expect((await addJob(database, 'import_data', input('lost'))).id).not.toBe(lost.id)
  })
})
