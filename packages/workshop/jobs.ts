/** Jobs: the work of the workshop as rows that pages and terminals can watch, cancel and take up again. */
import { hostname } from 'node:os'
import type { Database, Job, JobKind, Prisma } from '@earshot/database/database'
import { z } from 'zod'
import { importDataSet } from './data-sets.ts'
import { architectures, trainModel } from './models.ts'
import { buildPool } from './pools.ts'
import { StoppedError, WorkshopError, type Progress, type Work, type Workshop } from './workshop.ts'

const seed = z.int().nonnegative().max(0xffffffff)

/** What each kind of job is given. */
export const jobInputs = {
  import_data: z.strictObject({
    paths: z.array(z.string().min(1)).min(1),
    name: z.string().min(1),
    licence: z.string().optional(),
  }),
  train_model: z.strictObject({
    architecture: z.enum(architectures),
    data: z.string().min(1),
    name: z.string().min(1),
    options: z.record(z.string(), z.unknown()).default({}),
  }),
  build_pool: z.strictObject({
    from: z.string().min(1),
    name: z.string().min(1).optional(),
    clips: z.int().positive().max(10_000),
    seed,
    settings: z.record(z.string(), z.unknown()).optional(),
    timeStep: z.enum(['quarter', 'eighth', 'sixteenth']).optional(),
    skipBars: z.int().nonnegative().optional(),
    sound: z.record(z.string(), z.unknown()).optional(),
  }),
} satisfies Record<JobKind, z.ZodType>

export type JobInput<Kind extends JobKind> = z.input<(typeof jobInputs)[Kind]>

const work: Record<JobKind, (workshop: Workshop, input: unknown, work: Work) => Promise<object>> = {
  import_data: (workshop, input, hooks) => importDataSet(workshop, jobInputs.import_data.parse(input), hooks),
  train_model: (workshop, input, hooks) => trainModel(workshop, jobInputs.train_model.parse(input), hooks),
  build_pool: (workshop, input, hooks) => buildPool(workshop, jobInputs.build_pool.parse(input), hooks),
}

/** This process, as jobs name their worker. */
export const thisWorker = `${hostname()}:${String(process.pid)}`

/** Writes a job into the database. Throws WorkshopError for an input that does not fit its kind. */
export async function createJob(database: Database, kind: JobKind, input: unknown): Promise<Job> {
  const parsed = jobInputs[kind].safeParse(input)
  if (!parsed.success) throw new WorkshopError(`The job ${kind}: ${z.prettifyError(parsed.error)}`)
  return database.job.create({ data: { kind, input: parsed.data as Prisma.InputJsonObject } })
}

/** The reason of a signal that ends this process but not the job, which is taken up again after a restart. */
export const shutdown = Symbol('shutdown')

/** Progress is written at most so often; each writing is also the look whether the job was cancelled. */
const writeEveryMs = 500

/**
 * Does a job: runs its work, keeps its row up to date, and returns the result. Throws what the work throws, after the row
 * says "failed" with the reason; a cancelled job ends with StoppedError and leaves nothing behind.
 */
export async function runJob(
  workshop: Workshop,
  id: string,
  { onProgress, signal, now }: Work,
): Promise<unknown> {
  const { database } = workshop
  const claimed = await database.job.updateMany({
    where: { id, status: { in: ['queued', 'running'] } },
    data: { status: 'running', worker: thisWorker, startedAt: now() },
  })
  const job = await database.job.findUniqueOrThrow({ where: { id } })
  if (claimed.count === 0) throw new StoppedError(`the job is ${job.status}`)
  const cancelled = new AbortController()
  const watch = progressWriter(database, id, cancelled)
  try {
    const result = await work[job.kind](workshop, job.input, {
      now,
      signal: AbortSignal.any([signal, cancelled.signal]),
      onProgress: (progress) => {
        onProgress(progress)
        watch(progress)
      },
    })
    await finish(database, id, { status: 'done', result: result }, now())
    return result
  } catch (error) {
    const stopped = error instanceof StoppedError
    // The process ends, the job does not: it stays "running" until recoverJobs finds its worker gone.
    if (stopped && signal.reason === shutdown) throw error
    const reason = error instanceof Error ? error.message : String(error)
    await finish(database, id, stopped ? { status: 'cancelled' } : { status: 'failed', error: reason }, now())
    throw error
  }
}

function progressWriter(
  database: Database,
  id: string,
  cancelled: AbortController,
): (progress: Progress) => void {
  let last = 0
  return (progress) => {
    const at = performance.now()
    if (at - last < writeEveryMs && progress.done < progress.total) return
    last = at
    database.job
      .updateMany({ where: { id, status: 'running' }, data: { progress: { ...progress } } })
      .then(({ count }) => {
        if (count === 0) cancelled.abort()
      })
      .catch(() => undefined)
  }
}

const finish = (database: Database, id: string, data: Prisma.JobUpdateInput, at: Date) =>
  database.job.updateMany({ where: { id, status: 'running' }, data: { ...data, finishedAt: at } })

/** Cancels a job that is queued or running; false where it has ended already or there is none. */
export async function cancelJob(database: Database, id: string, at: Date): Promise<boolean> {
  const { count } = await database.job.updateMany({
    where: { id, status: { in: ['queued', 'running'] } },
    data: { status: 'cancelled', finishedAt: at },
  })
  return count > 0
}

/** Jobs of processes of this machine that have died, set back to "queued"; returns their ids. */
export async function recoverJobs(database: Database): Promise<string[]> {
  const running = await database.job.findMany({
    where: { status: 'running', worker: { startsWith: `${hostname()}:` } },
  })
  const lost = running.filter(({ worker }) => !isAlive(Number(worker?.split(':').at(-1)))).map(({ id }) => id)
  await database.job.updateMany({ where: { id: { in: lost } }, data: { status: 'queued' } })
  return lost
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
