import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runToEnd } from '../terminal.ts'

const song = 'content/starter/the-entertainer.mid'
let folder = ''
const roll = (...args: string[]) =>
  runToEnd('node', ['scripts/earshot.mjs', 'roll', ...args], { EARSHOT_HOME: join(folder, 'home') })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-roll-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('a PNG of the size asked for, without a data folder', async () => {
  const out = join(folder, 'pictures', 'roll.png')
  const { code, output } = await roll(
    song,
    '--out',
    out,
    '--bars',
    '1-16',
    '--width',
    '600',
    '--dark',
    '--json',
  )
  expect(code).toBe(0)
  expect(JSON.parse(output)).toEqual({ file: out, width: 600, height: 400, warnings: [] })
  const png = await readFile(out)
  expect(png.subarray(1, 4).toString()).toBe('PNG')
  // Width and height stand in the header of a PNG, after its signature.
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([600, 400])
  expect(await readdir(folder)).toEqual(['pictures'])
})

test('an SVG of some bars, with a title', async () => {
  const out = join(folder, 'roll.svg')
  const { code } = await roll(song, '--out', out, '--bars', '5-8', '--title', 'Joplin & others')
  expect(code).toBe(0)
  const svg = await readFile(out, 'utf8')
  expect(svg).toContain('<title>Joplin &amp; others</title>')
  expect(svg).toContain('Piano roll of bars 5 to 8, ')
})

test.each([
  [[song, '--out', 'roll.gif'], 'must end in .svg or .png'],
  [
    [song, '--out', '/nowhere.svg', '--bars', '900-901'],
    'bars 900 to 901 cannot be shown: the piece has bars 1 to',
  ],
  [['README.md', '--out', '/nowhere.svg'], 'README.md'],
  [['content', '--out', '/nowhere.svg'], 'content is no file'],
  [['/dev/zero', '--out', '/nowhere.svg'], '/dev/zero is no file'],
])('refused: %j', async (args, reason) => {
  const { code, errors } = await roll(...args)
  expect(code).not.toBe(0)
  expect(errors).toContain(reason)
})
