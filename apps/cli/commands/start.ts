import { join } from 'node:path'
import type { Command } from 'commander'
import { readerLeft } from '../closed-pipe.ts'
import { readEnvironment, root, type Environment } from '../env.ts'
import { loadFirstContent } from '../first-run.ts'
import { openHome, type Home } from '../home.ts'
import { requireFreePort, startService, type Service } from '../launch/processes.ts'
import { announceSurvey, startSurvey, withdrawSurvey } from '../launch/survey.ts'
import { buildSurvey } from '../launch/survey-build.ts'

export function startCommand(program: Command): void {
  program
    .command('start')
    .description('start Earshot: PostgreSQL, generator and survey, until Ctrl-C')
    .action(() => start(readEnvironment()))
}

/** Starts everything, says where it is, and waits for SIGINT, SIGTERM or the end of the process that asked for it. */
async function start(environment: Environment): Promise<void> {
  const stopping = new AbortController()
  const stopped = stopRequest().then(() => {
    stopping.abort()
  })
  await requireFreePort(environment.surveyPort, undefined, 'PORT')
  await requireFreePort(environment.generatorPort, environment.generatorHost, 'GENERATOR_PORT')
  const home = await openHome(environment, timedStep())
  const services: Service[] = []
  try {
    await Promise.race([stopped, bringUp(environment, home, services, stopping.signal)])
    await Promise.race([stopped, ...services.map(({ ended }) => ended)])
  } finally {
    stopping.abort()
    process.stderr.write('Stopping.\n')
    await withdrawSurvey(home.folder)
    await Promise.all(services.map((service) => service.stop()))
    await home.close()
  }
}

async function bringUp(
  environment: Environment,
  home: Home,
  services: Service[],
  signal: AbortSignal,
): Promise<void> {
  const step = timedStep()
  const build = buildSurvey(join(home.logs, 'build.log'), signal)
  step('the pages of the survey, and the first content')
  await Promise.all([
    build,
    loadFirstContent(
      home.workshop,
      (text) => {
        say(`  ${text}`)
      },
      signal,
    ),
  ])
  if (signal.aborted) return
  step('the generator and the survey')
  const { surveyPort, generatorPort, generatorHost } = environment
  const survey = `http://localhost:${String(surveyPort)}`
  const generator = `http://${generatorHost === '0.0.0.0' ? '127.0.0.1' : generatorHost}:${String(generatorPort)}`
  const ready = [
    launch(services, startGenerator(environment, home, survey), `${generator}/health`),
    launch(services, startSurvey(home, surveyPort, generator), `${survey}/api/health`),
  ]
  await Promise.all(ready)
  await announceSurvey(home.folder, survey)
  step(undefined)
  say(`
Listening test      ${survey}/s/demo
Example results     ${survey}/studies/paper-2021/results
For researchers     ${survey}/enter/${home.secrets.researcher}
Generator           ${generator}/docs (its secret is in ${join(home.folder, 'secrets.json')})
Logs                ${home.logs}
`)
  say(`Earshot is ready: ${survey}`)
}

function launch(services: Service[], service: Service, url: string): Promise<void> {
  services.push(service)
  return service.ready(url)
}

const startGenerator = (
  { backend, chromiumPath, generatorHost, generatorPort }: Environment,
  home: Home,
  survey: string,
): Service =>
  startService('generator', ['--import', 'tsx', 'server.ts'], {
    cwd: join(root, 'apps', 'generator'),
    log: join(home.logs, 'generator.log'),
    environment: {
      NODE_ENV: 'production',
      DATABASE_URL: home.databaseUrl,
      STORAGE_URL: home.storageUrl,
      GENERATOR_HOST: generatorHost,
      GENERATOR_PORT: String(generatorPort),
      GENERATOR_TOKEN: home.secrets.generator,
      SURVEY_URL: survey,
      ...(chromiumPath ? { CHROMIUM_PATH: chromiumPath } : {}),
      ...(backend ? { EARSHOT_BACKEND: backend } : {}),
    },
  })

/** Resolves when this process is asked to stop, or when the one that started it or reads its output is gone. */
function stopRequest(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        resolve()
      })
    }
    readerLeft.addEventListener('abort', () => {
      resolve()
    })
    const parent = process.ppid
    setInterval(() => {
      if (process.ppid !== parent) resolve()
    }, 500).unref()
  })
}

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

/** Says each step when it begins and how long the one before took. */
function timedStep(): (step: string | undefined) => void {
  let begun = performance.now()
  let current: string | undefined
  return (step) => {
    const now = performance.now()
    if (current !== undefined) say(`  ${current}: ${((now - begun) / 1000).toFixed(1)} s`)
    begun = now
    current = step
    if (step !== undefined) say(`${step} ...`)
  }
}
