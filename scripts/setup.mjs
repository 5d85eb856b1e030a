/**
 * What every other script does first: checks Node, installs packages where they are missing or changed, and generates the
 * database client. Plain Node: it runs before anything is installed. Nothing is ever written to standard output.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runLogged } from './command.mjs'
import { withLock } from './lock.mjs'

const repository = fileURLToPath(new URL('..', import.meta.url))

/** Why this Node will not do, as a sentence with what to do about it, or undefined. */
export function nodeProblem(version) {
  const [major, minor] = version.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return undefined
  return `Earshot needs Node 20.19 or newer, and this is Node ${version}: install a newer one from https://nodejs.org and try again.`
}

/**
 * Makes the checkout ready to run. Steps go to `onStep`, by default as lines on standard error, or nowhere if `quiet`.
 * Resolves to the seconds that installing took, downloads included (0 where nothing was to install); where set-up cannot
 * be done it says why and ends the process.
 */
export async function setUp({
  quiet = false,
  onStep = quiet ? () => undefined : logStep,
  root = repository,
} = {}) {
  try {
    const problem = nodeProblem(process.versions.node)
    if (problem) throw new Error(problem)
    if (isInstalled(root) && isGenerated(root)) return { installSeconds: 0 }
    return await withLock(join(root, '.earshot', 'setup.lock'), async () => {
      const installSeconds = isInstalled(root) ? 0 : await install(root, onStep)
      if (!isGenerated(root)) await generate(root, onStep)
      return { installSeconds }
    })
  } catch (error) {
    process.stderr.write(`${error.message}\n`)
    process.exit(1)
  }
}

const logStep = (text) => process.stderr.write(`${text}\n`)
const logFile = (root) => join(process.env.EARSHOT_HOME ?? join(root, '.earshot'), 'logs', 'setup.log')

const installStamp = (root) => join(root, 'node_modules', '.earshot-install')
const generatedStamp = (root) => join(root, 'packages', 'database', 'generated', '.earshot-generated')

const isInstalled = (root) => isStamped(installStamp(root), () => installState(root))
const isGenerated = (root) => isStamped(generatedStamp(root), () => schemaState(root))

function isStamped(stamp, state) {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === state()
}

/** Everything that decides what is installed; PostgreSQL and esbuild come as binaries for one platform. */
function installState(root) {
  const members = ['apps', 'packages'].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => join(folder, name, 'package.json')),
  )
  const files = ['package.json', 'pnpm-workspace.yaml', 'pnpm-lock.yaml', ...members]
  return hash([process.platform, process.arch, ...files.map((file) => contents(join(root, file)))])
}

function schemaState(root) {
  const files = [
    'prisma/schema.prisma',
    'packages/database/prisma.config.ts',
    'packages/database/node_modules/prisma/package.json',
  ]
  return hash(files.map((file) => contents(join(root, file))))
}

const contents = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '')
const hash = (parts) => createHash('sha256').update(JSON.stringify(parts)).digest('hex')

/** The log needs pnpm's words even where npm is told to be silent, as `npm run --silent` does. */
const talkative = ['--reporter=append-only', '--loglevel=info']

/** Installs what the lock file in `folder` names. Throws with the end of pnpm's output where it fails. */
export const installPackages = (folder, { env = process.env, ...options }) =>
  runLogged('npx', ['--yes', 'pnpm@10', 'install', '--frozen-lockfile', ...talkative], {
    ...options,
    cwd: folder,
    // pnpm asks nobody under CI, and leaves out what the scripts themselves need under NODE_ENV=production.
    env: { ...env, CI: 'true', NODE_ENV: 'development', npm_config_loglevel: 'warn' },
  })

async function install(root, onStep) {
  onStep('Installing packages')
  const start = performance.now()
  await installPackages(root, { log: logFile(root), onLine: progress(onStep) })
  writeFileSync(installStamp(root), installState(root))
  return (performance.now() - start) / 1000
}

/** Turns pnpm's progress lines into a step now and then. */
function progress(onStep) {
  let last = performance.now()
  return (line) => {
    const found = /resolved (\d+), reused (\d+), downloaded (\d+)/.exec(line)
    if (!found || performance.now() - last < 5000) return
    last = performance.now()
    onStep(`Installing packages: ${Number(found[2]) + Number(found[3])} of ${found[1]}`)
  }
}

async function generate(root, onStep) {
  onStep('Generating the database client')
  const folder = join(root, 'packages', 'database')
  await runLogged(join(folder, 'node_modules', '.bin', 'prisma'), ['generate'], {
    cwd: folder,
    // `generate` never runs the schema engine, but would download it if this did not name a program.
    env: {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
    },
    log: logFile(root),
  })
  writeFileSync(generatedStamp(root), schemaState(root))
}
