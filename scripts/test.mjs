/**
 * `npm test`: everything that has to be green, with its own set-up. Every step runs even where one before it failed; the
 * last line is `N passed, N failed`, in which each static check counts as one test. `npm test -- PATTERN` runs only the
 * tests whose file matches.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { spawnGroup, waitFor } from './command.mjs'
import { isNativeInstalled } from './native/installed.mjs'
import { setUp } from './setup.mjs'
import { summarise } from './test-report.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const survey = join(root, 'apps', 'survey')

/** Commands of each check, run one after another. The survey's types include those that Next makes of its routes. */
const checks = [
  { name: 'Format', commands: [['prettier', '--check', '--log-level', 'warn', '.']] },
  {
    name: 'Import arrows',
    commands: [['depcruise', '--output-type', 'err-long', 'packages', 'apps', 'bench', 'scripts']],
  },
  { name: 'Types', commands: [['tsc', '-p', root]] },
  {
    name: 'Types of the survey',
    commands: [
      ['next', 'typegen'],
      ['tsc', '-p', '.'],
    ],
    folder: survey,
  },
  {
    name: 'Lint',
    // In three parts: the types of everything at once do not fit into the memory that Node takes.
    commands: [
      ['eslint', '--max-warnings', '0', 'packages'],
      ['eslint', '--max-warnings', '0', 'apps/survey'],
      [
        'eslint',
        '--max-warnings',
        '0',
        '--ignore-pattern',
        'packages/',
        '--ignore-pattern',
        'apps/survey/',
        '.',
      ],
    ],
  },
]

const suites = [
  {
    name: 'Unit and database tests',
    projects: ['unit', 'database', ...(isNativeInstalled() ? ['native'] : [])],
  },
  { name: 'Browser tests', projects: ['browser'] },
]

const total = { passed: 0, failed: 0, skipped: [] }
const patterns = process.argv.slice(2)

await setUp()
if (!isNativeInstalled())
  total.skipped.push('the tests of models on the native backend (npm run native installs it)')
if (patterns.length > 0) {
  await runSuite({
    name: `Tests of ${patterns.join(', ')}`,
    projects: suites.flatMap(({ projects }) => projects),
  })
} else {
  for (const check of checks) await runCheck(check)
  for (const suite of suites) await runSuite(suite)
}
conclude()

async function runCheck({ name, commands, folder = root }) {
  heading(name)
  for (const command of commands) {
    if ((await run(command, folder)) === 0) continue
    total.failed++
    return
  }
  total.passed++
}

async function runSuite({ name, projects }) {
  heading(name)
  const folder = mkdtempSync(join(tmpdir(), 'earshot-test-report-'))
  const file = join(folder, 'report.json')
  const options = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const code = await run(
    ['vitest', 'run', ...patterns, ...options, ...projects.flatMap((project) => ['--project', project])],
    root,
  )
  const { passed, failed, skipped } = readReport(file)
  rmSync(folder, { recursive: true })
  total.passed += passed
  // Vitest also fails for errors outside tests; that must not be lost.
  total.failed += code === 0 ? failed : Math.max(failed, 1)
  total.skipped.push(...skipped)
}

function readReport(file) {
  try {
    return summarise(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return { passed: 0, failed: 1, skipped: [] }
  }
}

function conclude() {
  heading('Summary')
  for (const name of total.skipped) console.log(`skipped: ${name}`)
  console.log(`${total.passed} passed, ${total.failed} failed`)
  process.exitCode = total.failed === 0 ? 0 : 1
}

function heading(text) {
  console.log(`\n── ${text}`)
}

/** Runs an installed tool of the root's or the folder's own; a time zone with odd minutes shows up local time. */
function run([tool, ...args], folder) {
  const env = { ...process.env, TZ: 'Asia/Kathmandu', NEXT_TELEMETRY_DISABLED: '1' }
  const bins = [folder, root].map((place) => join(place, 'node_modules', '.bin', tool))
  const bin = bins.find((path) => existsSync(path)) ?? tool
  return waitFor(spawnGroup(bin, args, { cwd: folder, env, stdio: 'inherit' }))
}
