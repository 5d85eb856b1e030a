import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { writeScore } from '@earshot/data-sets/score-file'
import { StoppedError, type Progress, type Work } from '@earshot/jobs/work'
import type { Score } from '@earshot/music/notes'
import { openStorage } from '@earshot/storage/storage'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { testWorkshop } from '../test-workshop.ts'
import { openWorkshop, type Workshop } from '../workshop.ts'
import type { Timing } from './render-task.ts'
import { helpRendering } from './rendering-help.ts'
import { look, recipeOf, take, taskOf, want } from './rendering-rows.ts'
import { renderAll, type Music } from './renderings.ts'

const { workshop, database, url, folder, storageUrl } = await testWorkshop()
const sound = { seconds: 2, fadeOut: 0.5 } as const
/** Death shows soon, so that a test need not wait for it. */
const quick: Timing = { leaseSeconds: 1.5, wantSeconds: 6, lookMs: 50 }

beforeEach(() => database.rendering.deleteMany())

/** Three notes, of which the first says which music it is. */
function score(pitch: number): Score {
  const note = (start: number, key: number) => ({ start, end: start + 1, pitch: key, velocity: 80 })
  return {
    notes: [note(1, pitch), note(2, 60), note(3, 64)],
    tempos: [{ at: 0, bpm: 120 }],
    meters: [{ at: 0, beats: 4, unit: 4 }],
    pedal: [],
    length: 4,
  }
}
const music = (first: number, count: number, { storage } = workshop): Promise<Music[]> =>
  Promise.all(
    Array.from({ length: count }, async (_, i) => ({
      title: `music ${String(first + i)}`,
      notes: await storage.put(writeScore(score(first + i))),
    })),
  )

function work(signal = new AbortController().signal) {
  const told: Progress[] = []
  const hooks: Work = { signal, now: () => new Date(), onProgress: (progress) => told.push(progress) }
  return { ...hooks, told }
}
/** Work that is cancelled once so many clips are rendered. */
const stoppingAt = (clips: number, leaving: AbortController): Work => ({
  ...work(leaving.signal),
  onProgress({ done }) {
    if (done >= clips) leaving.abort()
  },
})
/** The workshop, and how many clips were rendered with it. */
function countingRenders() {
  let renders = 0
  const make: Workshop['clips']['make'] = (...given) => {
    renders += 1
    return workshop.clips.make(...given)
  }
  return { counting: { ...workshop, clips: { ...workshop.clips, make } }, count: () => renders }
}
const wanted = () => database.rendering.count({ where: { audio: null } })
const key = ({ notes }: Music) => taskOf(recipeOf(sound), notes).key

describe('the cache', () => {
  test('notes are rendered once, for whatever builder and after a restart', async () => {
    const some = await music(40, 3)
    const first = work()
    const made = await renderAll(workshop, some, sound, first)
    expect(first.told.at(-1)).toMatchObject({ done: 3, total: 3 })
    expect(first.told.at(-1)?.text).toMatch(/^rendered 3 of 3, \d+ clips\/min, 0:00 left$/)
    const later = openWorkshop({ databaseUrl: url, storageUrl })
    const again = work()
    expect(await renderAll(later, [...some].reverse(), sound, again)).toEqual([...made].reverse())
    expect(again.told).toEqual([{ done: 3, total: 3, text: 'rendered 3 of 3, 3 from the cache' }])
    await later.close()
    for (const [index, { audio, report }] of made.entries()) {
      expect((await workshop.storage.get(audio)).length).toBe(report.bytes)
      const row = await database.rendering.findUniqueOrThrow({ where: { key: key(some[index]) } })
      expect(row).toMatchObject({ audio, worker: null, leasedUntil: null, wantedUntil: null, error: null })
    }
  })

  test('other settings are another file', async () => {
    const some = await music(40, 1)
    const [quiet] = await renderAll(workshop, some, { ...sound, loudness: -30 }, work())
    const [loud] = await renderAll(workshop, some, sound, work())
    expect(quiet?.audio).not.toBe(loud?.audio)
    expect(await database.rendering.count()).toBe(2)
  })

  test('the same music twice is rendered once', async () => {
    const [one] = await music(40, 1)
    const made = await renderAll(workshop, [one, one], sound, work())
    expect(made[0]).toEqual(made[1])
    expect(await database.rendering.count()).toBe(1)
  })

  test('a file that is missing or damaged is rendered again', async () => {
    const some = await music(40, 3)
    const made = await renderAll(workshop, some, sound, work())
    const [gone = '', hurt = ''] = made.map(({ audio }) => audio)
    await workshop.storage.remove(gone)
    const place = join(folder, 'files', hurt.slice(0, 2), hurt.slice(2, 4), hurt)
    await writeFile(place, 'not what it was')
    const again = work()
    expect(await renderAll(workshop, some, sound, again)).toEqual(made)
    expect(again.told[0]).toMatchObject({ done: 1, text: 'rendered 1 of 3, 1 from the cache' })
    for (const { audio } of made) await expect(workshop.storage.get(audio)).resolves.toBeDefined()
  })
})

describe('shared work', () => {
  test('two builders of the same music render it once, and one who is cancelled takes nothing from the other', async () => {
    const some = await music(40, 12)
    const { counting, count } = countingRenders()
    const leaving = new AbortController()
    const leave = stoppingAt(2, leaving)
    const left = renderAll(counting, some, sound, leave, quick)
    const stayed = renderAll(counting, some, sound, work(), quick)
    await expect(left).rejects.toThrow(StoppedError)
    expect(await stayed).toHaveLength(12)
    expect(count()).toBe(12)
    expect(await wanted()).toBe(0)
    expect(await database.rendering.count()).toBe(12)
  })

  test('what a live worker renders is waited for; what a dead one left is taken when its lease is over', async () => {
    const some = await music(40, 2)
    const [task] = some.map(({ notes }) => taskOf(recipeOf(sound), notes))
    await want(database, [task], 60)
    expect(await take(database, task?.key ?? '', { worker: 'elsewhere:1:x', seconds: 1.5 })).toBe(true)
    expect(await take(database, task?.key ?? '', { worker: 'elsewhere:2:y', seconds: 1.5 })).toBe(false)
    const begun = performance.now()
    await renderAll(workshop, some, sound, work(), quick)
    expect(performance.now() - begun).toBeGreaterThan(1400)
  })

  test('a helper renders what is wanted, and only what it can render alike', async () => {
    const tasks = (await music(40, 2)).map(({ notes }) => taskOf(recipeOf(sound), notes))
    const [other] = (await music(50, 1)).map(({ notes }) =>
      taskOf({ ...recipeOf(sound), renderer: 99_999 }, notes),
    )
    await want(database, tasks, 60)
    await want(database, [other], 60)
    const leaving = new AbortController()
    const helper = { signal: leaving.signal, isFree: () => true, onFailure: () => undefined }
    const helping = helpRendering(workshop, helper, quick)
    const states = async () =>
      (
        await look(
          database,
          tasks.map((task) => task.key),
        )
      ).map(({ made }) => made !== null)
    await expect.poll(states, { timeout: 20_000 }).toEqual([true, true])
    leaving.abort()
    await helping
    expect(await database.rendering.findMany({ where: { audio: null } })).toMatchObject([
      { renderer: 99_999, worker: null },
    ])
  })

  test('a helper that fails says so in the row, which the builder then renders itself', async () => {
    const some = await music(40, 2)
    const tasks = some.map(({ notes }) => taskOf(recipeOf(sound), notes))
    await want(database, tasks, 60)
    // Its storage lies elsewhere, and has no notes.
    const lost = openWorkshop({ databaseUrl: url, storageUrl: pathToFileURL(join(folder, 'elsewhere')).href })
    const leaving = new AbortController()
    const failures: string[] = []
    const helping = helpRendering(
      lost,
      { signal: leaving.signal, isFree: () => true, onFailure: (task) => failures.push(task.key) },
      quick,
    )
    await expect.poll(() => failures.length, { timeout: 10_000 }).toBeGreaterThan(0)
    leaving.abort()
    await helping
    await lost.close()
    const failed = await database.rendering.findUniqueOrThrow({ where: { key: failures[0] ?? '' } })
    expect(failed).toMatchObject({ leasedUntil: null, audio: null })
    expect(failed.error).toMatch(/^.+:\d+:.+: The file .* is missing from the storage/)
    expect(await renderAll(workshop, some, sound, work(), quick)).toHaveLength(2)
    expect(await database.rendering.count({ where: { error: { not: null } } })).toBe(0)
  })

  test('what a builder that was killed had wanted is swept away', async () => {
    const tasks = (await music(40, 2)).map(({ notes }) => taskOf(recipeOf(sound), notes))
    await want(database, tasks, 0.1)
    await sleep(200)
    await renderAll(workshop, await music(60, 1), sound, work(), quick)
    expect(await wanted()).toBe(0)
    expect(await database.rendering.count()).toBe(1)
  })
})

describe('what goes wrong', () => {
  test('a clip that cannot be rendered is named, nothing is left wanted, and a later try is free of it', async () => {
    const some = await music(40, 6)
    const lost = some[2]
    await workshop.storage.remove(lost.notes)
    await expect(renderAll(workshop, some, sound, work(), quick)).rejects.toThrow(
      /^The clip of "music 42" cannot be rendered: The file .* is missing/,
    )
    expect(await wanted()).toBe(0)
    await music(40, 6)
    expect(await renderAll(workshop, some, sound, work(), quick)).toHaveLength(6)
  })

  test('who is cancelled ends soon, leaves nothing wanted, and what was rendered counts', async () => {
    const some = await music(40, 40)
    const leaving = new AbortController()
    await expect(renderAll(workshop, some, sound, stoppingAt(4, leaving), quick)).rejects.toThrow(
      StoppedError,
    )
    expect(await wanted()).toBe(0)
    const kept = await database.rendering.count()
    expect(kept).toBeGreaterThanOrEqual(4)
    expect(kept).toBeLessThan(40)
    const again = work()
    await renderAll(workshop, some.slice(0, kept), sound, again)
    expect(again.told[0]?.text).toContain(`${String(kept)} from the cache`)
  })
})

describe('processes', () => {
  const processes: ChildProcess[] = []
  afterEach(async () => {
    for (const child of processes.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
  })

  const at = (file: string): string => pathToFileURL(fileURLToPath(new URL(file, import.meta.url))).href
  /** A process that renders the music, of which it is given the notes; `limit` is a command that limits it. */
  function builder(some: readonly Music[], { limit = 'true', timing = quick, files = storageUrl } = {}) {
    const script = `
      import { renderAll } from '${at('./renderings.ts')}'
      import { openWorkshop } from '${at('../workshop.ts')}'
      const workshop = openWorkshop({ databaseUrl: '${url}', storageUrl: '${files}' })
      const work = { signal: new AbortController().signal, now: () => new Date(), onProgress: ({ done }) => console.log('done', done) }
      await renderAll(workshop, ${JSON.stringify(some)}, ${JSON.stringify(sound)}, work, ${JSON.stringify(timing)}).catch(
        (error) => { console.log('failed:', error.message); process.exitCode = 1 })
      await workshop.close()`
    const node = `exec "${process.execPath}" --import tsx --input-type=module --eval "$1"`
    const cwd = fileURLToPath(new URL('../../..', import.meta.url))
    const child = spawn('bash', ['-c', `${limit}; ${node}`, 'bash', script], { cwd })
    processes.push(child)
    let output = ''
    child.stdout.on('data', (text: Buffer) => (output += text.toString()))
    child.stderr.on('data', (text: Buffer) => (output += text.toString()))
    return { child, output: () => output, ended: once(child, 'exit') }
  }

  test('the clips of a killed builder that were stored are not rendered again, and the others soon are', async () => {
    const some = await music(30, 60)
    const doomed = builder(some)
    await expect.poll(doomed.output, { timeout: 30_000 }).toMatch(/done [3-9]/)
    doomed.child.kill('SIGKILL')
    await doomed.ended
    const before = await database.rendering.count({ where: { audio: { not: null } } })
    expect(before).toBeGreaterThanOrEqual(3)
    expect(before).toBeLessThan(60)
    expect(await wanted()).toBe(60 - before)
    const again = work()
    expect(await renderAll(workshop, some, sound, again, quick)).toHaveLength(60)
    expect(again.told[0]?.text).toBe(`rendered ${String(before)} of 60, ${String(before)} from the cache`)
    expect(await wanted()).toBe(0)
  })

  test('of two builders one is killed: the other renders all, each clip once but those that were being rendered', async () => {
    const some = await music(30, 60)
    const doomed = builder(some)
    await expect.poll(doomed.output, { timeout: 30_000 }).toMatch(/done [1-9]/)
    const staying = renderAll(workshop, some, sound, work(), quick)
    doomed.child.kill('SIGKILL')
    expect(await staying).toHaveLength(60)
    expect(await database.rendering.count()).toBe(60)
  })

  test.skipIf(process.platform === 'win32')(
    'a full disk is told, and leaves neither a piece of a file nor a wanted row',
    async () => {
      const files = pathToFileURL(join(folder, 'small')).href
      const some = await music(30, 4, { ...workshop, storage: openStorage(files) })
      // A clip of 2 s has 48 kB.
      const full = builder(some, { limit: 'ulimit -f 40', files })
      const [code] = (await full.ended) as [number]
      expect(full.output()).toMatch(
        /failed: The clip of "music 3\d" cannot be rendered: No room is left for a file of 0\.0 MB/,
      )
      expect(code).toBe(1)
      const kept = (await readdir(join(folder, 'small'), { recursive: true, withFileTypes: true })).filter(
        (entry) => entry.isFile(),
      )
      expect(kept.map(({ name }) => name).sort()).toEqual(some.map(({ notes }) => notes).sort())
      expect(await database.rendering.count()).toBe(0)
    },
  )
})
