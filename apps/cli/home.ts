/** The data folder: its PostgreSQL, its secrets, its first content. Whoever opens it does the set-up that is missing. */
import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { migrate } from '@earshot/database/schema-engine'
import { openServer } from '@earshot/database/server'
import { refreshSongs } from '@earshot/data-sets/refresh'
import { openWorkshop, type Workshop } from '@earshot/workshop/workshop'
import type { Environment } from './env.ts'
import { surveyOf } from './launch/survey.ts'
import { loadFirstContent, type Report } from './first-run.ts'

export interface Secrets {
  /** In the link that lets a researcher in. */
  researcher: string
  /** Of the generator's routes. */
  generator: string
}

export interface Home {
  folder: string
  logs: string
  databaseUrl: string
  storageUrl: string
  secrets: Secrets
  workshop: Workshop
  /** Disconnects, and stops the embedded PostgreSQL when nobody else uses it. */
  close(): Promise<void>
}

/** Opens a data folder: starts or joins its PostgreSQL and applies the migrations it lacks. */
export async function openHome(environment: Environment, report: Report): Promise<Home> {
  const { home: folder, storageUrl } = environment
  const logs = join(folder, 'logs')
  await mkdir(logs, { recursive: true })
  report('PostgreSQL')
  const server = await openServer(folder, environment.databaseUrl)
  try {
    report('migrations')
    await migrate(server.url)
    const secrets = await readSecrets(folder, environment)
    const place = { folder, logs, databaseUrl: server.url, storageUrl, secrets }
    const { chromiumPath } = environment
    const workshop = openWorkshop({
      databaseUrl: server.url,
      storageUrl,
      linting: { openSurvey: surveyOf(place), ...(chromiumPath ? { chromiumPath } : {}) },
      ...(environment.backend ? { backend: environment.backend } : {}),
    })
    const measured = await refreshSongs(workshop)
    if (measured > 0) report(`measured ${String(measured)} songs again`)
    const close = async () => {
      await workshop.close()
      await server.close()
    }
    return { ...place, workshop, close }
  } catch (error) {
    await server.close()
    throw error
  }
}

/** Opens a data folder with its first content, does something with it, and closes it. */
export async function withHome<T>(
  environment: Environment,
  report: Report,
  use: (home: Home) => Promise<T>,
): Promise<T> {
  const home = await openHome(environment, report)
  try {
    await loadFirstContent(home.workshop, report)
    return await use(home)
  } finally {
    await home.close()
  }
}

async function readSecrets(folder: string, { generatorToken }: Environment): Promise<Secrets> {
  const file = join(folder, 'secrets.json')
  const secret = () => randomBytes(24).toString('base64url')
  const known = await readFile(file, 'utf8').then(
    (text) => JSON.parse(text) as Secrets,
    () => undefined,
  )
  const secrets = known ?? { researcher: secret(), generator: secret() }
  if (!known) await writeFile(file, JSON.stringify(secrets, null, 2), { mode: 0o600 })
  return { ...secrets, generator: generatorToken ?? secrets.generator }
}
