/** P4, pools: clips a minute on two cores, memory of a thread, growth from 10 to 1,000 clips, and a pool built again. */
import { chmod, mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { openClipThreads } from '@earshot/audio/clip-threads'
import { importDataSet } from '@earshot/data-sets/import'
import { writeScore } from '@earshot/data-sets/score-file'
import { migrate } from '@earshot/database/schema-engine'
import { openServer } from '@earshot/database/server'
import { excerpt } from '@earshot/music/excerpt'
import { readMidi } from '@earshot/music/midi'
import { perform, type Performance, type Score } from '@earshot/music/notes'
import { buildPool } from '@earshot/workshop/pools/pools'
import { renderAll, type Music } from '@earshot/workshop/pools/renderings'
import { openWorkshop, type Workshop } from '@earshot/workshop/workshop'
import { lpd5Folder, starterFolder } from './env.ts'
import { cpuSeconds, note, type Measured } from './figure.ts'

const about = { peer: null, peerValue: null }
const work = { onProgress: () => undefined, signal: new AbortController().signal, now: () => new Date() }

/** What it took: seconds on the clock, and processor seconds of this process with its threads. */
async function timed(act: () => Promise<unknown>): Promise<{ wall: number; cpu: number }> {
  const [wall, cpu] = [performance.now(), cpuSeconds()]
  await act()
  return { wall: (performance.now() - wall) / 1000, cpu: cpuSeconds() - cpu }
}

export async function renderPools(): Promise<Measured[]> {
  const speed = await clipsAMinute()
  const folder = await mkdtemp(join(tmpdir(), 'earshot-bench-'))
  await chmod(folder, 0o755)
  const server = await openServer(folder)
  await migrate(server.url)
  const storageUrl = pathToFileURL(join(folder, 'files')).href
  const workshop = openWorkshop({ databaseUrl: server.url, storageUrl })
  try {
    return [...speed, ...(await growth(workshop)), ...(await builtAgain(workshop))]
  } finally {
    await workshop.close()
    await server.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function clipsAMinute(): Promise<Measured[]> {
  const names = (await readdir(starterFolder)).filter((name) => name.endsWith('.mid'))
  const pieces = await Promise.all(
    names.map(async (name) => perform(readMidi(await readFile(join(starterFolder, name))).score)),
  )
  const clips = [0, 30, 60].flatMap((from) => pieces.map((piece) => excerpt(piece, from, 30)))
  const one = openClipThreads({ threads: 1 })
  const make = (maker: typeof one, some: Performance[]) => () =>
    Promise.all(some.map((clip) => maker.make(clip)))
  const cold = await timed(make(one, clips.slice(0, 1)))
  await make(one, clips)()
  const memoryOfOne = process.memoryUsage().rss
  const two = openClipThreads({ threads: 2 })
  await make(two, clips)()
  const memory = (process.memoryUsage().rss - memoryOfOne) / 2 / 2 ** 20
  const warm = await timed(make(two, clips))
  await Promise.all([one.close(), two.close()])
  const count = clips.length
  note(
    `${String(count)} clips of 30 s by two threads: ${warm.wall.toFixed(1)} s, ${warm.cpu.toFixed(1)} CPU s`,
  )
  return [
    {
      part: ' pools',
      name: 'clips of 30 s a minute, of two cores for itself',
      value: (120 * count) / warm.cpu,
      unit: 'clips/min',
      ...about,
      goal: 'shown',
    },
    {
      part: ' pools now',
      name: 'the same beside what else ran',
      value: (60 * count) / warm.wall,
      unit: 'clips/min',
      ...about,
      goal: 'shown',
    },
    {
      part: ' pools cold',
      name: 'the first clip, with the start of its thread',
      value: cold.cpu,
      unit: 'CPU s',
      ...about,
      goal: 'shown',
    },
    {
      part: ' pools memory',
      name: 'memory of a thread that has rendered thirty clips',
      value: memory,
      unit: 'MB',
      ...about,
      goal: '<= 450 MB',
      holds: memory <= 450,
    },
  ]
}

/** Eight notes in two seconds, other ones for each index. */
function short(index: number): Score {
  const pitches = Array.from({ length: 8 }, (_, i) => 36 + ((index * (i + 3) + 7 * i) % 48))
  const notes = pitches.map((pitch, i) => ({
    start: i / 2,
    end: i / 2 + 0.5,
    pitch,
    velocity: 50 + ((index + i) % 60),
  }))
  return {
    notes: notes.map((one, i) =>
      i === 0 ? { ...one, pitch: 36 + (index % 48), velocity: 40 + Math.floor(index / 48) } : one,
    ),
    tempos: [{ at: 0, bpm: 120 }],
    meters: [{ at: 0, beats: 4, unit: 4 }],
    pedal: [],
    length: 4,
  }
}

async function growth(workshop: Workshop): Promise<Measured[]> {
  const music = (first: number, count: number): Promise<Music[]> =>
    Promise.all(
      Array.from({ length: count }, async (_, i) => ({
        title: String(first + i),
        notes: await workshop.storage.put(writeScore(short(first + i))),
      })),
    )
  const sound = { seconds: 2, fadeOut: 0.5 }
  const render = async (first: number, count: number) => {
    const some = await music(first, count)
    return timed(() => renderAll(workshop, some, sound, work))
  }
  // Warm, with all recordings that either needs.
  await render(0, 100)
  const few = await render(100, 10)
  const many = await render(110, 1000)
  const again = await render(110, 1000)
  const times = many.cpu / few.cpu
  note(
    `10, 1,000 and again 1,000 clips of 2 s: ${few.wall.toFixed(2)}, ${many.wall.toFixed(1)} and ${again.wall.toFixed(2)} s`,
  )
  return [
    {
      part: ' pools x100',
      name: 'CPU time of 1,000 clips of 2 s, as a multiple of that of 10',
      value: times,
      unit: 'x',
      ...about,
      goal: 'linear: <= 120x',
      holds: times <= 120,
    },
  ]
}

async function builtAgain(workshop: Workshop): Promise<Measured[]> {
  const lpd5 = lpd5Folder()
  const [paths, clips] = lpd5 ? [[lpd5], 100] : [[starterFolder], 8]
  await importDataSet(workshop, { paths, name: 'songs' }, work)
  const build = (name: string) =>
    timed(() => buildPool(workshop, { from: 'songs', name, clips, seed: 1 }, work))
  const first = await build('first')
  const again = await build('first')
  const cached = await build('second')
  note(
    `a pool of ${String(clips)} clips of 30 s: ${first.wall.toFixed(1)} s, again ${again.wall.toFixed(3)} s, under another name ${cached.wall.toFixed(2)} s`,
  )
  const line = (part: string, name: string, faster: number): Measured => ({
    part,
    name,
    value: faster,
    unit: 'x',
    ...about,
    goal: '>= 100x',
    holds: faster >= 100,
  })
  return [
    line(
      ' pools again',
      `a pool of ${String(clips)} clips built again: times faster`,
      first.wall / again.wall,
    ),
    line(' pools cached', 'the same under another name: times faster', first.wall / cached.wall),
  ]
}
