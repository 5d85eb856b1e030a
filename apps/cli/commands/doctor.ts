/** `earshot doctor`: what this machine has of what Earshot needs, and what would make it faster. */
import { readFileSync } from 'node:fs'
import { availableParallelism, freemem, totalmem } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { readEnvironment, root, type Environment } from '../env.ts'
import { createOutput, decimals, table } from '../output.ts'
import { chosenBackend, reportBackends, type BackendReport, type Chosen } from './doctor-backends.ts'
import {
  checkBrowser,
  checkGenerator,
  checkHome,
  checkPostgres,
  checkStorage,
  type Check,
} from './doctor-checks.ts'

export interface Diagnosis {
  /** Nothing is wrong that Earshot needs. */
  healthy: boolean
  earshot: string
  node: string
  platform: string
  cores: number
  /** In bytes. */
  memory: { total: number; free: number }
  backends: BackendReport[]
  chosen: Chosen
  checks: Check[]
}

export function doctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('say what this machine has, what computes and how fast, and what is wrong')
    .option('--json', 'print one JSON document')
    .action(async (options: { json?: boolean }) => {
      const diagnosis = await diagnose(readEnvironment())
      createOutput(options.json === true).result(diagnosis, told)
      const wrong = diagnosis.checks.filter(({ ok }) => ok === false).map(({ name }) => name)
      if (!diagnosis.chosen.name) wrong.unshift('backend')
      if (wrong.length > 0) throw new Error(`Something is wrong with: ${wrong.join(', ')}.`)
    })
}

/** Looks at everything; what fails is part of the answer. PostgreSQL is stopped again where it had to be started. */
export async function diagnose(environment: Environment): Promise<Diagnosis> {
  const backends = await reportBackends()
  const chosen = chosenBackend(backends, environment.backend)
  const home = await checkHome(environment)
  const checks = [
    home,
    await checkStorage(environment),
    home.ok === false && !environment.databaseUrl
      ? { name: 'PostgreSQL', ok: false, detail: 'needs the data folder' }
      : await checkPostgres(environment),
    await checkGenerator(environment),
    await checkBrowser(environment),
  ]
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  return {
    healthy: chosen.name !== null && checks.every(({ ok }) => ok !== false),
    earshot: version,
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    cores: availableParallelism(),
    memory: { total: totalmem(), free: freemem() },
    backends,
    chosen,
    checks,
  }
}

const gigabytes = (bytes: number): string => (bytes / 1e9).toFixed(1)
const marks = new Map([
  [true, 'ok'],
  [false, 'wrong'],
  [null, '–'],
])

function told({ earshot, node, platform, cores, memory, backends, chosen, checks }: Diagnosis): string {
  const state = ({ available, reason, version }: BackendReport): string =>
    available ? (version ? `TensorFlow ${version}` : 'can be used') : (reason ?? '')
  return [
    `Earshot ${earshot}, Node ${node}, ${platform}, ${String(cores)} cores, ${gigabytes(memory.total)} GB of memory (${gigabytes(memory.free)} free)`,
    '',
    table(
      ['backend', 'GFLOP/s', 'state'],
      backends.map((report) => [report.name, decimals(report.gigaflops, 1), state(report)]),
    ),
    `Earshot computes with ${chosen.name ?? 'nothing'}: ${chosen.reason}.`,
    '',
    table(
      ['check', 'state', 'found'],
      checks.map(({ name, ok, detail }) => [name, marks.get(ok) ?? '', detail]),
    ),
  ].join('\n')
}
