/** Jobs: long work as rows that pages and terminals can watch, cancel and take up again. */
import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { Database, Job, JobKind, Prisma } from '@earshot/database/database'
import { StoppedError, type Progress, type Work } from './work.ts'

/** This process, as jobs name their worker. */
export const thisWorker = `${hostname()}:${String(process.pid)}`

/** Writes a job into the database. The same work whose process died is taken up again instead. */
export async function addJob(database: Database, kind: JobKind, input: Prisma.InputJsonObject): Promise<Job> {
  const [lost] = await takeBack(database, { kind, input: { equals: input } })
  return lost ?? database.job.create({ data: { kind, input } })
}

/** The reason of a signal that ends this process but not the job, which is taken up again after a restart. */
export const shutdown = Symbol('shutdown')

/** Progress is written at most so often, and so often the job looks whether it was cancelled. */
const writeEveryMs = 500

/**
 * Does a job: runs `perform`, keeps the job's row up to date, and returns the result. Throws what the work throws, after
 * the row says "failed" with the reason; a cancelled job ends with StoppedError and leaves nothing behind.
 */
export async function doJob(
  database: Database,
  id: string,
  perform: (job: Job, work: Work) => Promise<object>,
  { onProgress, signal, now }: Work,
): Promise<unknown> {
  const claim = randomUUID()
  const claimed = await database.job.updateMany({
    where: { id, status: { in: ['queued', 'running'] } },
    data: { status: 'running', worker: thisWorker, claim, startedAt: now() },
  })
  const job = await database.job.findUniqueOrThrow({ where: { id } })
  if (claimed.count === 0) throw new StoppedError(`the job is ${job.status}`)
  const cancelled = new AbortController()
  const write = progressWriter(database, { id, claim })
  const look = setInterval(() => void lookAfter(database, { id, claim }, cancelled), writeEveryMs)
  try {
    const result = await perform(job, {
      id,
      now,
      signal: AbortSignal.any([signal, cancelled.signal]),
      onProgress: (progress) => {
        onProgress(progress)
        write(progress)
      },
    })
    await finish(database, { id, claim }, { status: 'done', result: result }, now())
    return result
  } catch (error) {
    const stopped = error instanceof StoppedError
    // The process ends, the job does not: it stays "running" until recoverJobs finds its worker gone.
    if (stopped && signal.reason === shutdown) throw error
    const reason = error instanceof Error ? error.message : String(error)
    const end = stopped ? ({ status: 'cancelled' } as const) : ({ status: 'failed', error: reason } as const)
    await finish(database, { id, claim }, end, now())
    throw error
  } finally {
    clearInterval(look)
  }
}

/** A job in the hands of one who does it. */
interface Claimed {
  id: string
  claim: string
}

/** Aborts the work of a job that was cancelled, also while it has no progress to tell. */
async function lookAfter(database: Database, job: Claimed, cancelled: AbortController): Promise<void> {
  const mine = await database.job.count({ where: { ...job, status: 'running' } }).catch(() => null)
  if (mine === 0) cancelled.abort()
}

function progressWriter(database: Database, job: Claimed): (progress: Progress) => void {
  let last = 0
  return (progress) => {
    const at = performance.now()
    if (at - last < writeEveryMs && progress.done < progress.total) return
    last = at
    database.job
      .updateMany({ where: { ...job, status: 'running' }, data: { progress: { ...progress } } })
      .catch(() => undefined)
  }
}

const finish = (database: Database, job: Claimed, data: Prisma.JobUpdateInput, at: Date) =>
  database.job.updateMany({ where: { ...job, status: 'running' }, data: { ...data, finishedAt: at } })

/** Cancels a job that is queued or running; false where it has ended already or there is none. */
export async function cancelJob(database: Database, id: string, at: Date): Promise<boolean> {
  const { count } = await database.job.updateMany({
    where: { id, status: { in: ['queued', 'running'] } },
    data: { status: 'cancelled', finishedAt: at },
  })
  return count > 0
}

/** Sets a job that ended, or whose process of this machine died, back to "queued"; false where it is being done or waits. */
export async function requeueJob(database: Database, id: string): Promise<boolean> {
  const [lost] = await takeBack(database, { id })
  if (lost) return true
  const { count } = await database.job.updateMany({
    where: { id, status: { in: ['cancelled', 'failed', 'done'] } },
    data: { status: 'queued', worker: null, error: null, finishedAt: null },
  })
  return count > 0
}

/** Jobs of processes of this machine that have died, set back to "queued"; returns their ids. */
export const recoverJobs = async (database: Database): Promise<string[]> =>
  (await takeBack(database, {})).map(({ id }) => id)

async function takeBack(database: Database, which: Prisma.JobWhereInput): Promise<Job[]> {
  const running = await database.job.findMany({
    where: { ...which, status: 'running', worker: { startsWith: `${hostname()}:` } },
    orderBy: { createdAt: 'asc' },
  })
  const taken: Job[] = []
  for (const job of running) {
    const { id, worker } = job
    if (isAlive(Number(worker?.split(':').at(-1)))) continue
    // Of two that find it at once one gets it.
    const { count } = await database.job.updateMany({
      where: { id, status: 'running', worker },
      data: { status: 'queued', worker: null },
    })
    if (count > 0) taken.push(job)
  }
  return taken
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
