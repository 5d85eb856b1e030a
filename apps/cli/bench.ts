/** Figures of speed, measured here and now: medians of repeated runs in this process. See docs/performance.md. */
import { execFile } from 'node:child_process'
import { readFile, readdir } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createClipMaker } from '@earshot/audio/clip'
import { excerpt } from '@earshot/music/excerpt'
import { readLpd5 } from '@earshot/music/lpd5'
import { readMidi } from '@earshot/music/midi'
import { perform } from '@earshot/music/notes'
import { lpd5Folder, root } from './env.ts'

interface Figure {
  figure: string
  name: string
  value: number | null
  unit: string
  peer: string
  peerValue: number | null
  /** More than 1 is better than the peer. */
  ratio: number | null
  goal: string
  holds: boolean | null
  machine: string
}

type Measured = Omit<Figure, 'figure' | 'ratio' | 'holds' | 'machine'>

const machine = `${String(cpus().length)} x ${cpus()[0]?.model.trim() ?? 'unknown'}, Node ${process.version}`
const run = promisify(execFile)

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? NaN
}

/** Processor seconds, user and system. */
const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/** P1: reading an LPD-5 song to its piano notes, against pypianoroll.load in Python where it is installed. */
async function readSongs(): Promise<Measured> {
  const about = {
    name: 'read an LPD-5 song to its piano notes',
    unit: 'ms a song',
    peer: 'pypianoroll.load',
    goal: '>= 5x',
  }
  const folder = lpd5Folder()
  if (!folder) return { ...about, value: null, peerValue: null }
  const files = (await readdir(folder, { recursive: true }))
    .filter((file) => file.endsWith('.npz'))
    .sort()
    .slice(0, 100)
  const paths = files.map((file) => join(folder, file))
  const songs = await Promise.all(paths.map((path) => readFile(path)))
  const times: number[] = []
  for (let round = 0; round < 6; round++) {
    const begun = performance.now()
    for (const song of songs) readLpd5(song)
    // The first round warms up.
    if (round > 0) times.push((performance.now() - begun) / songs.length)
  }
  return { ...about, value: median(times), peerValue: await pypianoroll(paths) }
}

async function pypianoroll(paths: string[]): Promise<number | null> {
  const script = `
import sys, time, pypianoroll
paths = sys.argv[1:]
times = []
for _ in range(4):
    begun = time.perf_counter()
    for path in paths: pypianoroll.load(path)
    times.append((time.perf_counter() - begun) / len(paths) * 1000)
print(sorted(times[1:])[1])`
  return run('python3', ['-c', script, ...paths]).then(
    ({ stdout }) => Number(stdout),
    () => null,
  )
}

/** P4: processor seconds for a minute of clip, warm: ten starter pieces, thirty seconds each. */
async function renderClips(): Promise<Measured> {
  const folder = join(root, 'content', 'starter')
  const names = (await readdir(folder)).filter((name) => name.endsWith('.mid'))
  const pieces = await Promise.all(
    names.map(async (name) => perform(readMidi(await readFile(join(folder, name))).score)),
  )
  const maker = createClipMaker()
  const times: number[] = []
  for (let round = 0; round < 3; round++) {
    for (const piece of pieces) {
      const begun = cpuSeconds()
      await maker.make(excerpt(piece, 0, 30))
      // The first round decodes the samples.
      if (round > 0) times.push(2 * (cpuSeconds() - begun))
    }
  }
  return {
    name: 'a minute of clip: notes to encoded audio, warm',
    value: median(times),
    unit: 'CPU s',
    peer: 'fluidsynth FluidR3_GM 44.1 kHz + lame 192',
    peerValue: null,
    goal: '<= 1x CPU',
  }
}

const figures: Record<string, () => Promise<Measured>> = { P1: readSongs, P4: renderClips }

/** Measures the figures named, or all, and prints a line each. Throws for a figure that is not known. */
export async function bench(wanted: string[]): Promise<void> {
  const unknown = wanted.find((figure) => !(figure in figures))
  if (unknown !== undefined)
    throw new Error(`There is no figure ${unknown}; there are ${Object.keys(figures).join(', ')}.`)
  for (const [figure, measure] of Object.entries(figures)) {
    if (wanted.length > 0 && !wanted.includes(figure)) continue
    const measured = await measure()
    const { value, peerValue, goal } = measured
    const ratio = value === null || peerValue === null ? null : peerValue / value
    const least = goal.startsWith('>=') ? Number.parseFloat(goal.slice(2)) : 1
    const line: Figure = {
      figure,
      ...measured,
      ratio,
      holds: ratio === null ? null : ratio >= least,
      machine,
    }
    process.stdout.write(`${JSON.stringify(line)}\n`)
  }
}
