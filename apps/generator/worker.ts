/** The job worker: takes jobs from the queue, one at a time, and without one helps others to render, until it is closed. Each hour it deletes what studies keep no longer. */
import type { Queue } from '@earshot/database/queue'
import { recoverJobs } from '@earshot/jobs/job-rows'
import { StoppedError } from '@earshot/jobs/work'
import { deleteOverdue } from '@earshot/study/retention'
import { runJob } from '@earshot/workshop/jobs'
import { helpRendering } from '@earshot/workshop/pools/rendering-help'
import type { Workshop } from '@earshot/workshop/workshop'
import type { FastifyBaseLogger } from 'fastify'

/**
 * Starts working. Jobs whose process died on this machine are queued again first. Once the signal is aborted no clip is
 * begun any more; `rendered` resolves when the last one is stored.
 */
export async function startWorker(
  workshop: Workshop,
  queue: Queue,
  log: Pick<FastifyBaseLogger, 'info' | 'warn'>,
  signal: AbortSignal,
): Promise<{ rendered: Promise<void> }> {
  for (const id of await recoverJobs(workshop.database)) {
    log.info({ job: id }, 'taking up a job whose process died')
    await queue.add(id)
  }
  let working = false
  await queue.work(async (id) => {
    working = true
    log.info({ job: id }, 'job begins')
    try {
      await runJob(workshop, id, { signal, now: () => new Date(), onProgress: () => undefined })
      log.info({ job: id }, 'job done')
    } catch (error) {
      if (error instanceof StoppedError) log.info({ job: id }, `job ended: ${error.message}`)
      else log.warn({ job: id, err: error }, 'job failed')
    } finally {
      working = false
    }
  })
  const forgetting = setInterval(() => void forget(workshop, log), hourMs)
  signal.addEventListener('abort', () => {
    clearInterval(forgetting)
  })
  void forget(workshop, log)
  const rendered = helpRendering(workshop, {
    signal,
    isFree: () => !working,
    onFailure: ({ key }, error) => {
      log.warn({ rendering: key, err: error }, 'rendering failed')
    },
  })
  return { rendered }
}

const hourMs = 3_600_000

/** Deletes what studies keep no longer, as they have promised their respondents. */
async function forget({ database }: Workshop, log: Pick<FastifyBaseLogger, 'info' | 'warn'>): Promise<void> {
  try {
    const { recruits, answers } = await deleteOverdue(database, new Date())
    if (recruits + answers > 0) log.info({ recruits, answers }, 'deleted what studies keep no longer')
  } catch (error) {
    log.warn({ err: error }, 'what studies keep no longer was not deleted; it is tried again in an hour')
  }
}
