/** The survey: started by `npm start`, or for a leak check alone where none runs. */
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '@earshot/database/server'
import { isAlive } from '@earshot/jobs/job-rows'
import { stopIfAsked } from '@earshot/jobs/work'
import type { OpenSurvey, RunningSurvey } from '@earshot/leaks/survey'
import { z } from 'zod'
import { startService, type Service } from './processes.ts'
import { buildSurvey, nextBinary, surveyFolder } from './survey-build.ts'

const endWithParent = fileURLToPath(new URL('end-with-parent.mjs', import.meta.url))

/** A data folder that is open. */
interface SurveyHome {
  folder: string
  logs: string
  databaseUrl: string
  storageUrl: string
  secrets: { researcher: string; generator: string }
}

/** Starts the survey that was built; without a generator its staff pages are silent. */
export const startSurvey = (home: SurveyHome, port: number, generator?: string): Service =>
  startService('survey', ['--import', endWithParent, nextBinary, 'start', '-p', String(port)], {
    cwd: surveyFolder,
    log: join(home.logs, 'survey.log'),
    environment: {
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      DATABASE_URL: home.databaseUrl,
      STORAGE_URL: home.storageUrl,
      EARSHOT_SECRET: home.secrets.researcher,
      ...(generator === undefined
        ? {}
        : { GENERATOR_URL: generator, GENERATOR_TOKEN: home.secrets.generator }),
    },
  })

const runningSchema = z.object({ pid: z.int(), survey: z.url() })
const runningFile = (folder: string): string => join(folder, 'running.json')

/** Says in the data folder where the survey is, for commands beside it. */
export const announceSurvey = (folder: string, survey: string): Promise<void> =>
  writeFile(runningFile(folder), JSON.stringify({ pid: process.pid, survey }))

export const withdrawSurvey = (folder: string): Promise<void> => rm(runningFile(folder), { force: true })

/** The address of the survey that runs on a data folder; undefined where none answers. */
async function runningSurvey(folder: string): Promise<string | undefined> {
  const text = await readFile(runningFile(folder), 'utf8').catch(() => 'null')
  const { data } = runningSchema.safeParse(JSON.parse(text))
  if (!data || !isAlive(data.pid)) return undefined
  const healthy = await fetch(`${data.survey}/api/health`).catch(() => undefined)
  return healthy?.ok ? data.survey : undefined
}

/** The survey that runs on this data folder, else one that is built and started for the caller alone. */
export const surveyOf =
  (home: SurveyHome): OpenSurvey =>
  async (work): Promise<RunningSurvey> => {
    const running = await runningSurvey(home.folder)
    if (running !== undefined) return { url: running, close: () => Promise.resolve() }
    await buildSurvey(join(home.logs, 'build.log'), work.signal).catch((error: unknown) => {
      stopIfAsked(work)
      throw error
    })
    const port = await freePort()
    const url = `http://localhost:${String(port)}`
    const service = startSurvey(home, port)
    try {
      await service.ready(`${url}/api/health`)
    } catch (error) {
      await service.stop()
      throw error
    }
    return { url, close: () => service.stop() }
  }
