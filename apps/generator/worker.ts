/** The job worker: takes jobs from the queue, one at a time, until it is closed. */
import type { Queue } from '@earshot/database/queue'
import { recoverJobs } from '@earshot/jobs/job-rows'
import { StoppedError } from '@earshot/jobs/work'
import { runJob } from '@earshot/workshop/jobs'
import type { Workshop } from '@earshot/workshop/workshop'
import type { FastifyBaseLogger } from 'fastify'

/** Starts working. Jobs whose process died on this machine are queued again first. */
export async function startWorker(
  workshop: Workshop,
  queue: Queue,
  log: Pick<FastifyBaseLogger, 'info' | 'warn'>,
  signal: AbortSignal,
): Promise<void> {
  for (const id of await recoverJobs(workshop.database)) {
    log.info({ job: id }, 'taking up a job whose process died')
    await queue.add(id)
  }
  await queue.work(async (id) => {
    log.info({ job: id }, 'job begins')
    try {
      await runJob(workshop, id, { signal, now: () => new Date(), onProgress: () => undefined })
      log.info({ job: id }, 'job done')
    } catch (error) {
      if (error instanceof StoppedError) log.info({ job: id }, `job ended: ${error.message}`)
      else log.warn({ job: id, err: error }, 'job failed')
    }
  })
}
