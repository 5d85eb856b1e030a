import { execFile } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { ICruiseResult } from 'dependency-cruiser'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')

/** [file, what it imports, the rule that this breaks, if any]: one checkout holds them all. */
const planted: [string, string, string?][] = [
  ['packages/random/planted.ts', '@earshot/music/planted', 'arrows of packages/random'],
  ['packages/statistics/planted.ts', '@earshot/database/planted', 'arrows of packages/statistics'],
  ['packages/workshop/planted.ts', '@earshot/study/planted', 'arrows of packages/workshop'],
  ['packages/study/planted.ts', '@earshot/undeclared/planted', 'arrows of packages/study'],
  ['packages/audio/planted.ts', '../../apps/cli/planted.ts', 'arrows of packages/audio'],
  ['apps/survey/planted.tsx', '@earshot/models/planted', 'arrows of apps/survey'],
  ['apps/generator/planted.ts', '../survey/page.ts', 'arrows of apps/generator'],
  ['apps/cli/relative.ts', '../../packages/music/planted.ts', 'packages by name'],
  ['packages/helpers/planted.ts', '@earshot/random/seed', 'new folder without arrows'],
  ['packages/contract/first.ts', './second.ts', 'no cycles'],
  ['packages/contract/second.ts', './first.ts'],
  ['apps/cli/client.ts', '@earshot/database/generated/client', 'generated client'],
  ['apps/cli/tensor.ts', '@tensorflow/tfjs-core', 'TensorFlow.js'],
  ['packages/music/writer.ts', '@tonejs/midi', 'MIDI writer'],
  ['packages/study/query.ts', 'pg', 'database libraries'],
  ['packages/study/prisma.ts', '@prisma/client', 'database libraries'],
  ['apps/survey/results.tsx', 'chart.js', 'charts'],
  ['packages/music/planted.ts', '@earshot/random/seed'],
  ['packages/models/planted.ts', '@tensorflow/tfjs-core'],
  ['packages/music/midi.ts', '@tonejs/midi'],
  ['packages/database/planted.ts', './generated/client.ts'],
  ['packages/database/server.ts', 'pg'],
  ['apps/survey/results/histogram-chart.tsx', 'chart.js/auto'],
  ['apps/cli/planted.ts', '@earshot/workshop/planted'],
]

let checkout: string
let broken: { file: string; rule: string }[]

beforeAll(async () => {
  checkout = await mkdtemp(join(tmpdir(), 'earshot-arrows-'))
  await copyFile(join(root, 'tsconfig.base.json'), join(checkout, 'tsconfig.base.json'))
  for (const [file, module] of planted) await plant(file, `import '${module}'\n`)
  await plant('packages/random/seed.ts', 'export const seed = 1\n')
  await plant('packages/database/generated/client.ts', 'export const client = 1\n')
  await plant('apps/survey/page.ts', 'export const page = 1\n')
  await linkPackages()
  broken = await violations()
})

afterAll(() => rm(checkout, { recursive: true }))

async function plant(file: string, text: string): Promise<void> {
  await mkdir(join(checkout, dirname(file)), { recursive: true })
  await writeFile(join(checkout, file), text)
}

/** As pnpm links them, for every package to every importer. */
async function linkPackages(): Promise<void> {
  const names = new Set(
    planted.map(([file]) => /^packages\/([^/]+)/.exec(file)?.[1]).filter((name) => name !== undefined),
  )
  await mkdir(join(checkout, 'node_modules', '@earshot'), { recursive: true })
  for (const name of names) {
    await plant(
      `packages/${name}/package.json`,
      `{ "name": "@earshot/${name}", "exports": { "./*": "./*.ts" } }`,
    )
    await symlink(join(checkout, 'packages', name), join(checkout, 'node_modules', '@earshot', name))
  }
}

async function violations(): Promise<{ file: string; rule: string }[]> {
  const options = [
    '--config',
    join(root, '.dependency-cruiser.cjs'),
    '--output-type',
    'json',
    'packages',
    'apps',
  ]
  const { stdout } = await promisify(execFile)(join(root, 'node_modules', '.bin', 'depcruise'), options, {
    cwd: checkout,
  })
  const { summary } = JSON.parse(stdout) as ICruiseResult
  return summary.violations.map(({ from, rule }) => ({ file: from, rule: rule.name }))
}

test.each(planted)('%s importing %s', (file, _module, rule) => {
  const rules = broken.filter((violation) => violation.file === file).map((violation) => violation.rule)
  expect(rules).toEqual(rule === undefined ? [] : [rule])
})
