import { existsSync, readdirSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { installNative } from './install.mjs'
import { runOwnInstall } from './own-install.mjs'
import { runProgram } from './program.mjs'

let root: string
let said: string[]

/** Programs that stand in for those of the machine; each finds only what a shell needs. */
const programs = {
  npx: `
    place=node_modules/@tensorflow/tfjs-node
    mkdir -p $place/binding && echo '{}' > $place/package.json`,
  npm: 'exit 1',
  python3: `
    [ "$3" = --version ] && exit 0
    while [ "$1" != --target ]; do shift; done
    mkdir -p $2/tensorflow/include/tensorflow/c $2/numpy
    cd $2/tensorflow && touch libtensorflow_cc.so.2 libtensorflow_framework.so.2 include/tensorflow/c/c_api.h`,
  'g++': 'for file; do :; done; touch "$file"',
}

async function machineWith(changes: Partial<Record<keyof typeof programs, string | null>> = {}) {
  const bin = join(root, 'bin')
  await mkdir(bin)
  for (const [name, body] of Object.entries({ ...programs, ...changes })) {
    if (body === null) continue
    await writeFile(join(bin, name), `#!/bin/sh\nPATH=/usr/bin:/bin\n${body}\n`)
    await chmod(join(bin, name), 0o755)
  }
  return { PATH: bin }
}

const install = (env: Record<string, string>) =>
  installNative('cpu', { root, env, say: (text: string) => said.push(text) })

const folder = () => join(root, 'native', 'cpu')

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'earshot-install-'))
  said = []
  await mkdir(folder(), { recursive: true })
  await writeFile(join(folder(), 'package.json'), '{}')
})
afterEach(() => rm(root, { recursive: true }))

describe.skipIf(process.platform !== 'linux')(
  'npm run native (Linux) says in a line why it failed where',
  () => {
    test.each([
      [
        'pnpm fails',
        { npx: 'exit 1' },
        /^pnpm could not install @tensorflow\/tfjs-node \(the log is .*native\.log\)$/,
      ],
      ['there is no Python', { python3: null }, /^Python 3 was not found: install python3 with pip/],
      [
        'Python has neither pip nor venv',
        { python3: 'exit 1' },
        /^Python 3 has neither pip nor venv: install one/,
      ],
      [
        'pip fails',
        { python3: '[ "$3" = --version ]' },
        /^pip could not fetch tensorflow-cpu==2\.21\.0: it needs a connection.*\(the log is .*\)$/,
      ],
      [
        'the wheel is not as expected',
        { python3: `${programs.python3}; rm libtensorflow_cc.so.2` },
        /^The TensorFlow in .* has no libtensorflow_cc\.so\.2\.$/,
      ],
      ['there is no compiler', { 'g++': null }, /^The C\+\+ compiler g\+\+ was not found: install one/],
      ['the compiler is too old', { 'g++': 'exit 1' }, /^The binding did not compile: a compiler of C\+\+17/],
      [
        'what it made does not compute',
        {},
        /^The binding compiled and does not work: its process ended with 1/,
      ],
    ])('%s, and leaves nothing behind', async (_, changes, reason) => {
      expect(await install(await machineWith(changes))).toBe(false)
      const [failure, ...advice] = said.slice(-2)
      expect(failure.replace('The native backend cannot be installed: ', '')).toMatch(reason)
      expect(advice).toEqual(['Earshot works as before, without it. Try again with: npm run native'])
      expect(readdirSync(folder())).toEqual(['package.json'])
    })

    test('TF_PYTHON has no TensorFlow', async () => {
      const env = await machineWith({ npm: 'echo tried > ../../../../../tried' })
      expect(await install({ ...env, TF_PYTHON: '/bin/false' })).toBe(false)
      expect(said.join()).toContain('TF_PYTHON is /bin/false, which has no TensorFlow or does not run.')
      expect(existsSync(join(root, 'tried'))).toBe(false)
    })
  },
)

test.skipIf(existsSync('/dev/nvidiactl') || process.platform !== 'linux')(
  'npm run native:gpu fetches nothing where there is no NVIDIA GPU',
  async () => {
    const env = await machineWith({ npx: 'echo fetched > fetched' })
    expect(await installNative('gpu', { root, env, say: (text: string) => said.push(text) })).toBe(false)
    expect(said).toEqual([
      'The gpu backend cannot be installed: This machine has no NVIDIA GPU, or its driver is not loaded.',
      'Earshot works as before, without it. Try again with: npm run native:gpu',
    ])
  },
)

test("the package's own script that fails leaves the package as it was", async () => {
  const env = await machineWith({ npm: 'mkdir lib deps; echo changed > package.json; exit 1' })
  const log = join(root, 'log')
  expect(await runOwnInstall(folder(), { env, log })).toBe(false)
  expect(readdirSync(folder())).toEqual(['package.json'])
  expect(await readFile(join(folder(), 'package.json'), 'utf8')).toBe('{}')
})

test('a program that takes too long is ended with all that it started', { timeout: 9000 }, async () => {
  const options = { log: join(root, 'log'), seconds: 0.2, failed: 'It did not finish' }
  await expect(runProgram('sh', ['-c', 'sleep 60 & wait'], options)).rejects.toThrow(
    /^It did not finish \(the log is .*log\)$/,
  )
})
