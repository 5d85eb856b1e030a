/** The queue that generators share: pg-boss on Earshot's own PostgreSQL. What is queued is the id of a row of `job`. */
import PgBoss from 'pg-boss'

export interface Queue {
  /** Queues a job; resolves once it is stored. */
  add(job: string): Promise<void>
  /** Takes jobs one after another until the queue is closed. `work` must not throw. */
  work(work: (job: string) => Promise<void>): Promise<void>
  /** Takes no more, lets the job at hand end, and disconnects. */
  close(): Promise<void>
}

const queueName = 'jobs'
/** A job without news for this long was lost with its machine and is given to another. */
const longestHours = 12

/** Opens the queue on a migrated database; pg-boss keeps its tables in a schema of its own. */
export async function openQueue(url: string): Promise<Queue> {
  const boss = new PgBoss({ connectionString: url, application_name: 'earshot queue', max: 4 })
  // Connection trouble shows where the queue is used; an idle poll that fails is tried again.
  boss.on('error', () => undefined)
  await boss.start()
  await boss.createQueue(queueName)
  return {
    async add(job) {
      await boss.send(queueName, { job }, { retryLimit: 2, expireInHours: longestHours, singletonKey: job })
    },
    async work(work) {
      await boss.work<{ job: string }>(queueName, { pollingIntervalSeconds: 0.5 }, async ([message]) => {
        if (message) await work(message.data.job)
      })
    },
    close: () => boss.stop({ graceful: true, wait: true, timeout: 30_000 }),
  }
}
