import { spawn } from 'node:child_process'
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { assertPlain } from '@earshot/audio/mp3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { childEnvironment, root } from './env.ts'
import { newHome, runToEnd, type Ended } from './terminal.ts'

let home = ''
const earshot = (...args: string[]): Promise<Ended> =>
  runToEnd('node', ['scripts/earshot.mjs', ...args], { EARSHOT_HOME: home })
const json = async (...args: string[]): Promise<unknown> =>
  JSON.parse((await earshot(...args, '--json')).output)

beforeAll(async () => {
  home = await newHome()
})
afterAll(() => rm(home, { recursive: true, force: true }))

test(
  'on an empty data folder, through npm, standard output is one JSON document',
  { timeout: 300_000 },
  async () => {
    const { code, output } = await runToEnd('npm', ['run', 'earshot', '--', 'study', 'list', '--json'], {
      EARSHOT_HOME: home,
    })
    expect(code).toBe(0)
    const { studies } = JSON.parse(output) as { studies: { slug: string; status: string }[] }
    expect(studies.map(({ slug, status }) => [slug, status])).toEqual(
      expect.arrayContaining([
        ['demo', 'open'],
        ['paper-2021', 'closed'],
      ]),
    )
    // The last one out has stopped PostgreSQL.
    await expect(readFile(join(home, 'postgres', 'postmaster.pid'))).rejects.toThrow('ENOENT')
  },
)

test("the paper's study prints the paper's Table 1", async () => {
  const { code, output } = await earshot('study', 'results', 'paper-2021')
  expect(code).toBe(0)
  for (const digits of [
    '2.40',
    '1.79',
    '70.37 %',
    '2.53',
    '1.66',
    '68.00 %',
    '2.67',
    '1.52',
    '64.81 %',
    '2.72',
    '2.13',
    '56.86 %',
    '4.02',
    '1.49',
    '16.36 %',
  ]) {
    expect(output).toContain(digits)
  }
  expect(output.split('\n').filter((line) => line.startsWith('Note:')).length).toBeGreaterThan(2)
  const { output: csv } = await earshot('study', 'results', 'paper-2021', '--csv')
  const lines = csv.trim().split('\n')
  expect(lines[0]).toBe('respondent,clip,source,position,rating,rt_ms')
  expect(lines).toHaveLength(291)
})

test('the names of the JSON stay', async () => {
  expect(await json('model', 'list')).toMatchObject({
    models: [
      { name: 'autoencoder-10', architecture: 'autoencoder', version: 1 },
      { name: 'autoencoder-256' },
      { name: 'deep-lstm-128' },
      { name: 'deep-lstm-256' },
      { name: 'lstm-128' },
      { name: 'lstm-256' },
    ],
  })
  expect(await json('data', 'show', 'starter')).toMatchObject({ name: 'starter', songs: 10 })
  expect(await json('study', 'results', 'demo')).toMatchObject({
    study: { slug: 'demo', status: 'open', linkage: 'full' },
    scope: 'real',
    sources: [
      { human: true, ratings: [0, 0, 0, 0, 0], n: 0, mean: null, pNatural: { all: null, decided: null } },
      {},
      {},
      {},
      {},
    ],
    analysis: null,
  })
})

test('songs go on from music that is given, and say how they repeat themselves', async () => {
  const generate = (name: string, ...more: string[]) =>
    json('model', 'generate', name, '--count', '1', '--seed', '1', '--out', join(home, 'songs'), ...more)
  const opening = ['--opening-of', join(root, 'content', 'starter', 'bethena.mid')]
  const [random, joplin] = [
    await generate('lstm-128', '--temperature', '1'),
    await generate('lstm-128', '--temperature', '1', ...opening),
  ]
  expect(joplin).toMatchObject({ files: [{ repetition: { tokens: 64 } }] })
  expect(joplin).not.toEqual(random)
  const mean = await generate('autoencoder-10', '--set', 'noise=none', '--set', 'sliders=[0]')
  expect(mean).toMatchObject({ files: [{ repetition: null }] })
  const wrong = ['model', 'generate', 'autoencoder-10', '--count', '1', '--seed', '1', '--out', home]
  const refused = await earshot(...wrong, '--set', 'noise=loud')
  expect(refused).toMatchObject({ code: 1, errors: expect.stringContaining('noise: ') as string })
})

test('a model goes out in another precision, comes back as its next version, and goes', async () => {
  const [file, card, curve] = ['x.safetensors.br', 'x.md', 'x.png'].map((name) => join(home, 'out', name))
  const exported = await json(
    ...['model', 'export', 'lstm-128@1', file ?? '', '--precision', 'float16', '--card', card ?? ''],
  )
  expect(exported).toMatchObject({ name: 'lstm-128', version: 1, precision: 'float16', files: [file] })
  expect((exported as { measurements: object }).measurements).toHaveProperty(
    'largest weight error in float16',
    expect.closeTo(0, 2),
  )
  expect(await readFile(card ?? '', 'utf8')).toContain('as float16')
  expect(await json('model', 'import', file ?? '')).toMatchObject({
    models: [{ name: 'lstm-128', version: 2 }],
  })
  const { output } = await earshot('model', 'show', 'lstm-128', '--curve', curve ?? '')
  for (const part of ['lstm-128@2', 'What differs from the paper', 'earshot model train lstm'])
    expect(output).toContain(part)
  expect((await readFile(curve ?? '')).subarray(1, 4).toString()).toBe('PNG')
  expect(await json('model', 'compare', 'lstm-128@1', 'lstm-128@2')).toMatchObject({
    models: [{ precision: 'int8' }, { precision: 'float16', songs: 128 }],
  })
  expect(await json('model', 'delete', 'lstm-128@2')).toMatchObject({ version: 2, deleted: true })
  const refused = await earshot('model', 'delete', 'lstm-128')
  expect(refused).toMatchObject({ code: 1, errors: expect.stringContaining('in the study "demo"') as string })
})

test('a MIDI file becomes an MP3', async () => {
  const out = join(home, 'clips', 'clip.mp3')
  const report = await json('render', 'content/starter/solace.mid', '--out', out, '--seconds', '10')
  expect(report).toMatchObject({ file: out, seconds: 10 })
  expect(assertPlain(new Uint8Array(await readFile(out)))).toBeGreaterThan(400)
})

test('simulated respondents count among themselves alone', async () => {
  expect(await json('study', 'simulate', 'demo', '--respondents', '2', '--seed', '1')).toMatchObject({
    respondents: 2,
    ratings: 20,
  })
  const total = async (of: string) => {
    const { sources } = (await json('study', 'results', 'demo', '--of', of)) as { sources: { n: number }[] }
    return sources.reduce((sum, { n }) => sum + n, 0)
  }
  expect(await total('simulated')).toBe(20)
  expect(await total('real')).toBe(0)
})

describe('what is wrong is one sentence on standard error, and the exit code says so', () => {
  test.each([
    ['an unknown study', ['study', 'results', 'nobody', '--json'], /There is no study "nobody"/],
    [
      'a path that is not there',
      ['data', 'import', '/nowhere', '--name', 'x', '--json'],
      /no file or folder \/nowhere/,
    ],
    ['a missing option', ['data', 'import', '/nowhere'], /--name/],
    ['an unknown command', ['compose'], /unknown command/],
    [
      'a number that is none',
      ['study', 'simulate', 'demo', '--respondents', 'many', '--seed', '1'],
      /whole number/,
    ],
    [
      'an unknown architecture',
      ['model', 'train', 'gan', '--data', 'starter', '--name', 'x'],
      /autoencoder, lstm, deep-lstm/,
    ],
    [
      'too few songs',
      ['model', 'train', 'autoencoder', '--data', 'starter', '--songs', '256', '--name', 'x'],
      /256 songs wanted/,
    ],
    ['no model of that version', ['model', 'show', 'lstm-128@9'], /There is: lstm-128@1/],
    ['a file that is no model', ['model', 'import', 'package.json'], /package\.json: .*weights file/],
    ['Keras weights without a name', ['model', 'import', 'x.h5'], /--name/],
    ['no study file', ['study', 'create', '/nowhere.yaml'], /no file \/nowhere\.yaml/],
  ])('%s', async (_, args, message) => {
    const { code, output, errors } = await earshot(...args)
    expect(code).not.toBe(0)
    expect(output).toBe('')
    expect(errors).toMatch(message)
    expect(errors).not.toContain('    at ')
  })

  test('a wrong environment names the variable', async () => {
    const { code, errors } = await runToEnd('node', ['scripts/earshot.mjs', 'data', 'list'], {
      EARSHOT_HOME: home,
      PORT: 'many',
    })
    expect(code).toBe(1)
    expect(errors).toContain('PORT')
  })
})

test('every command has --help', async () => {
  const { output } = await earshot('--help')
  for (const command of ['data', 'model', 'render', 'pool', 'study', 'start'])
    expect(output).toContain(command)
  expect((await earshot('model', 'train', '--help')).output).toContain('--epochs')
})

describe('a closed pipe ends a command quietly, and its database is closed', () => {
  /** Runs a command whose reader leaves one of its pipes: at once, or after the first text. */
  async function left(pipe: 'stdout' | 'stderr', args: string[]) {
    const child = spawn('node', ['scripts/earshot.mjs', ...args], {
      cwd: root,
      env: childEnvironment({ EARSHOT_HOME: home }),
    })
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
    let errors = ''
    if (pipe === 'stdout') child.stdout.destroy()
    child.stderr.on('data', (text: Buffer) => {
      errors += text.toString()
      if (pipe === 'stderr') child.stderr.destroy()
    })
    const code = await ended
    expect(errors).not.toMatch(/EPIPE|Error| {4}at /)
    await expect(readFile(join(home, 'postgres', 'postmaster.pid'))).rejects.toThrow('ENOENT')
    return code
  }

  test('that of its result, after work that is done', async () => {
    expect(await left('stdout', ['model', 'list'])).toBe(0)
  })

  test('that of its progress, which stops the work', async () => {
    const out = join(home, 'never')
    const long = ['model', 'generate', 'lstm-128', '--count', '10000', '--seed', '1', '--length', '10000']
    expect(await left('stderr', [...long, '--out', out])).toBe(141)
    await expect(readdir(out)).rejects.toThrow('ENOENT')
  })
})

test('two commands at once share the data folder', async () => {
  const [one, two] = await Promise.all([json('data', 'list'), json('pool', 'list')])
  expect(one).toMatchObject({ dataSets: [{ name: 'starter' }] })
  expect((two as { pools: unknown[] }).pools.length).toBeGreaterThanOrEqual(9)
  await expect(readFile(join(home, 'postgres', 'postmaster.pid'))).rejects.toThrow('ENOENT')
})
