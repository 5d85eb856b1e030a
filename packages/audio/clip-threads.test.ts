import type { Worker } from 'node:worker_threads'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createClipMaker } from './clip.ts'
import { openClipThreads } from './clip-threads.ts'

const music = (pitch: number) => ({
  notes: [0, 0.4, 0.8].map((start) => ({ start, end: start + 0.3, pitch, velocity: 80 })),
  pedal: [],
  duration: 2,
})
const short = { seconds: 2, fadeOut: 0.5 } as const

/** Every thread that was started since the test began. */
const started: Worker[] = []
const watch = (worker: Worker) => started.push(worker)
beforeAll(() => void process.on('worker', watch))
afterAll(() => void process.off('worker', watch))
afterEach(() => void started.splice(0))

const threads = openClipThreads({ threads: 2 })
afterAll(() => threads.close())

test('a clip of a thread is that of this process, byte for byte, and starts one thread alone', async () => {
  const { audio, report } = await threads.make(music(60), short)
  const here = await createClipMaker().make(music(60), short)
  expect(Buffer.compare(audio, here.audio)).toBe(0)
  expect(report).toEqual(here.report)
  await threads.make(music(60), short)
  expect(started).toHaveLength(1)
})

test('many clips are made by as many threads as were asked for, each clip its own', async () => {
  const pitches = [48, 52, 55, 60, 64, 67]
  const together = await Promise.all(pitches.map((pitch) => threads.make(music(pitch), short)))
  expect(started).toHaveLength(1)
  for (const [index, pitch] of pitches.entries()) {
    const alone = await threads.make(music(pitch), short)
    expect(Buffer.compare(together[index]?.audio ?? new Uint8Array(), alone.audio)).toBe(0)
  }
})

test('what cannot be a clip is refused as by a maker without threads, and the threads live on', async () => {
  await expect(threads.make({ ...music(60), notes: [] }, short)).rejects.toThrow('clip is silent')
  await expect(threads.make(music(60), { seconds: -1 })).rejects.toThrow('seconds')
  await expect(threads.make(music(60.5), short)).rejects.toThrow(RangeError)
  expect((await threads.make(music(60), short)).report.notes).toBe(3)
  expect(started).toEqual([])
})

test('the clip of a thread that was killed is rendered by another', async () => {
  const few = openClipThreads({ threads: 1 })
  const first = few.make(music(60), short)
  const second = few.make(music(62), short)
  await expect.poll(() => started.length).toBe(1)
  await started[0]?.terminate()
  const { audio } = await first
  expect(Buffer.compare(audio, (await threads.make(music(60), short)).audio)).toBe(0)
  expect((await second).report.notes).toBe(3)
  expect(started).toHaveLength(2)
  await few.close()
})

test('a clip that every thread dies of is given up, in words', async () => {
  const few = openClipThreads({ threads: 1 })
  const kill = (worker: Worker) => void worker.once('online', () => void worker.terminate())
  process.on('worker', kill)
  await expect(few.make(music(60), short)).rejects.toThrow(
    /3 threads ended while they rendered it.*ended with code 1/,
  )
  process.off('worker', kill)
  expect(started).toHaveLength(3)
  expect((await few.make(music(60), short)).report.notes).toBe(3)
  await few.close()
})

test('closing ends all threads, and refuses what they were making and what is asked after', async () => {
  const few = openClipThreads({ threads: 2 })
  const making = Promise.allSettled([60, 62, 64].map((pitch) => few.make(music(pitch), short)))
  await expect.poll(() => started.length).toBe(2)
  const ended = Promise.all(started.map((worker) => new Promise((resolve) => worker.once('exit', resolve))))
  await few.close()
  await ended
  for (const result of await making)
    expect(result).toMatchObject({ reason: { message: expect.stringMatching(/are closed/) as string } })
  await expect(few.make(music(60), short)).rejects.toThrow('are closed')
})
