import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ESLint } from 'eslint'
import tseslint from 'typescript-eslint'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')

/** Source files of the checkout, committed or new. */
const sources = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', 'apps', 'bench', 'packages', 'scripts'],
  {
    cwd: root,
    encoding: 'utf8',
  },
)
  .split('\n')
  .filter((file) => /\.(ts|tsx|js|mjs|cjs)$/.test(file))

const mayRead = [
  /^(apps\/[^/]+|bench)\/env\.ts$/,
  /\.test\.tsx?$/,
  /^scripts\/(native\/)?[^/]+\.mjs$/,
  // Sets what TensorFlow itself reads, before it is loaded; no setting of ours.
  /^packages\/models\/backend\/native-package\.ts$/,
  /^packages\/database\/test-/,
  /^apps\/[^/]+\/browser\//,
]

test('process.env stands in env.ts files only', () => {
  const readers = sources.filter((file) => readFileSync(join(root, file), 'utf8').includes('process.env'))
  expect(readers.filter((file) => !mayRead.some((allowed) => allowed.test(file)))).toEqual([])
  expect(readers).toContain('scripts/setup.mjs')
})

describe('lint', () => {
  const eslint = new ESLint({
    cwd: root,
    // Planted files lie on no disk, so rules that ask TypeScript cannot see them.
    overrideConfig: tseslint.configs.disableTypeChecked,
  })
  const rulesBroken = async (filePath: string, code: string) => {
    const [result] = await eslint.lintText(code, { filePath: join(root, filePath) })
    return result.messages.map(({ ruleId, message }) => ruleId ?? message)
  }

  test.each([
    ['packages/study/planted.ts', 'export const home = process.env.EARSHOT_HOME\n'],
    ['apps/survey/planted.tsx', "export const home = process['env'].EARSHOT_HOME\n"],
    ['packages/music/planted.ts', 'export const { env } = process\n'],
    [
      'apps/cli/planted.ts',
      "export { home }\nimport { env } from 'node:process'\nconst home = env.EARSHOT_HOME\n",
    ],
    ['apps/cli/env.ts', 'export const chance = Math.random()\n'],
    ['packages/models/planted.ts', 'export const chance = Math.random()\n'],
    ['packages/statistics/planted.ts', 'export const now = Date.now()\n'],
    ['packages/random/planted.ts', 'export const now = new Date()\n'],
    ['packages/study/rules.ts', 'export const now = new Date().getTime()\n'],
  ])('in %s refuses %s', async (file, code) => {
    expect(await rulesBroken(file, code)).toEqual(['no-restricted-syntax'])
  })

  test.each([
    ['apps/cli/env.ts', 'export const home = process.env.EARSHOT_HOME\n'],
    ['packages/study/planted.test.ts', 'export const songs = process.env.EARSHOT_LPD5\n'],
    ['packages/study/planted.ts', 'export const now = new Date()\n'],
    ['packages/study/rules.ts', "export const day = new Date('2021-06-01')\n"],
  ])('in %s allows %s', async (file, code) => {
    expect(await rulesBroken(file, code)).toEqual([])
  })

  test('keeps files and sockets out of pure packages', async () => {
    const code = "import { readFileSync } from 'node:fs'\nexport const read = readFileSync\n"
    expect(await rulesBroken('packages/music/planted.ts', code)).toEqual(['no-restricted-imports'])
    expect(await rulesBroken('packages/storage/planted.ts', code)).toEqual([])
  })

  test('keeps the console out of packages', async () => {
    expect(await rulesBroken('packages/audio/planted.ts', 'console.log(1)\n')).toEqual(['no-console'])
  })
})
