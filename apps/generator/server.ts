/** Starts the generator: HTTP and the job worker, until SIGINT or SIGTERM. */
import { openQueue } from '@earshot/database/queue'
import { shutdown } from '@earshot/jobs/job-rows'
import { lintingThrough } from '@earshot/leaks/survey'
import { openWorkshop } from '@earshot/workshop/workshop'
import { pino } from 'pino'
import { buildApp } from './app.ts'
import { readEnvironment } from './env.ts'
import { startWorker } from './worker.ts'

const environment = readEnvironment()
const log = pino()
const { DATABASE_URL, STORAGE_URL, EARSHOT_BACKEND, GENERATOR_HOST, GENERATOR_PORT, GENERATOR_TOKEN } =
  environment
const { SURVEY_URL, CHROMIUM_PATH } = environment
const workshop = openWorkshop({
  databaseUrl: DATABASE_URL,
  storageUrl: STORAGE_URL,
  ...(EARSHOT_BACKEND ? { backend: EARSHOT_BACKEND } : {}),
  ...(SURVEY_URL ? { linting: lintingThrough(SURVEY_URL, CHROMIUM_PATH) } : {}),
})
const { name, reasons } = await workshop.backend()
log.info({ backend: name, reasons }, 'TensorFlow.js backend')

const queue = await openQueue(DATABASE_URL)
const app = await buildApp({ workshop, queue, token: GENERATOR_TOKEN, logger: log })
const stopping = new AbortController()
const { rendered } = await startWorker(workshop, queue, log, stopping.signal)
await app.listen({ host: GENERATOR_HOST, port: GENERATOR_PORT })

const stop = async () => {
  stopping.abort(shutdown)
  await app.close()
  await queue.close()
  await rendered
  await workshop.close()
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error(error)
        process.exit(1)
      },
    )
  })
}
