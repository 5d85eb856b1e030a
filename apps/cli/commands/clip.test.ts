import { rm } from 'node:fs/promises'
import type { Work } from '@earshot/jobs/work'
import { showClip, type ClipView } from '@earshot/workshop/pools/clips'
import { showPool } from '@earshot/workshop/pools/pools'
import { reproduceClip, type Reproduction } from '@earshot/workshop/pools/reproduce'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readEnvironment } from '../env.ts'
import { withHome } from '../home.ts'
import { newHome, runToEnd, type Ended } from '../terminal.ts'

/** Two data folders, as two fresh clones would have them. */
const homes: string[] = []
beforeAll(async () => {
  homes.push(await newHome(), await newHome())
})
afterAll(() => Promise.all(homes.map((home) => rm(home, { recursive: true, force: true }))))

const earshot = (...args: string[]): Promise<Ended> =>
  runToEnd('node', ['scripts/earshot.mjs', 'clip', ...args], { EARSHOT_HOME: homes[0] ?? '' })

/** All clips of the first content of a data folder, and those named made again there. */
const lookInto = (home: string | undefined, again: string[]) =>
  withHome(
    readEnvironment({ EARSHOT_HOME: home }),
    () => undefined,
    async ({ workshop }) => {
      const pools = await Promise.all(pooled.map((name) => showPool(workshop, name)))
      const names = pools.flatMap(({ name, clips }) => clips.map((clip) => `${name}/${clip.name}`))
      const views = await Promise.all(names.map((name) => showClip(workshop, name)))
      const made: Reproduction[] = []
      for (const name of again) made.push(await reproduceClip(workshop, name, work))
      return { views, made }
    },
  )
const pooled = ['starter-human', 'autoencoder-10', 'autoencoder-256', 'lstm-128', 'lstm-256']
const work: Work = {
  onProgress: () => undefined,
  signal: new AbortController().signal,
  now: () => new Date(),
}

test(
  'clips of the first content have the same hashes in a fresh data folder, and are reproduced there',
  { timeout: 300_000 },
  async () => {
    const again = ['starter-human/001', 'autoencoder-10/002', 'lstm-128/002']
    const { views: here } = await lookInto(homes[0], [])
    const { views: there, made } = await lookInto(homes[1], again)
    const bytes = ({ pool, name, notes, audio, rendering, generated, human }: ClipView) => ({
      ...{ pool, name, notes, audio, rendering, generated, human },
    })
    expect(there).toHaveLength(10)
    expect(there.map(bytes)).toEqual(here.map(bytes))
    expect(there[0]?.id).not.toBe(here[0]?.id)
    expect(made).toMatchObject(again.map((clip) => ({ clip, reproduced: true })))
    const audio = made.map(({ steps }) => steps.find(({ step }) => step === 'audio')?.found)
    expect(audio).toEqual(
      again.map((clip) => here.find(({ pool, name }) => `${pool}/${name}` === clip)?.audio),
    )
  },
)

test('words say what a clip is, and which step differs', async () => {
  const shown = await earshot('show', 'lstm-128/002')
  for (const part of ['lstm-128@1', 'weights', '-20.0', 'LUFS', 'bitrate 192', 'temperature 1'])
    expect(shown.output).toContain(part)
  // What respondents would be given is lost; the clip can be made all the same.
  const clip = JSON.parse((await earshot('show', 'starter-human/001', '--json')).output) as ClipView
  const hash = clip.audio ?? ''
  await rm(`${homes[0] ?? ''}/files/${hash.slice(0, 2)}/${hash.slice(2, 4)}/${hash}`)
  const { code, output, errors } = await earshot('reproduce', 'starter-human/001')
  expect(code).toBe(1)
  expect(output).toMatch(/audio +agrees/)
  expect(output).toMatch(/file +differs/)
  expect(output).toContain('6 of 7 steps agree')
  expect(errors).toContain('The clip starter-human/001 is not reproduced to the byte.')
  const unknown = await earshot('show', 'lstm-128/999')
  expect(unknown).toMatchObject({ code: 1, output: '' })
  expect(unknown.errors).toContain('There is no clip "lstm-128/999"')
})
