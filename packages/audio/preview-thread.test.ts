import { setTimeout as sleep } from 'node:timers/promises'
import type { Performance } from '@earshot/music/notes'
import { afterAll, expect, test } from 'vitest'
import { mp3Bytes } from './mp3.ts'
import { createPreviewer, type Previewer } from './preview.ts'
import { openPreviewThread } from './preview-thread.ts'
import { sampleRate } from './stereo.ts'

/** A note every quarter of a second. */
const scale = (seconds: number): Performance => ({
  notes: Array.from({ length: seconds * 4 }, (_, i) => ({
    start: i / 4,
    end: i / 4 + 0.2,
    pitch: 60 + (i % 12),
    velocity: 80,
  })),
  pedal: [],
  duration: seconds,
})

const thread = openPreviewThread()
afterAll(() => thread.close())

const bytesOf = (seconds: number) => mp3Bytes(seconds * sampleRate, 192)

async function allOf(parts: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = []
  for await (const part of parts) all.push(part)
  return Buffer.concat(all)
}

const heard = async (preview: Previewer, seconds: number): Promise<Buffer> =>
  allOf((await preview(scale(seconds), { seconds })).parts)

test('several at once have the bytes that they have without a thread', async () => {
  const plain = createPreviewer()
  const lengths = [5, 8, 12]
  const made = await Promise.all(lengths.map((seconds) => heard(thread.preview, seconds)))
  for (const [index, seconds] of lengths.entries())
    expect(made[index]?.equals(await heard(plain, seconds))).toBe(true)
})

test('other work goes on meanwhile', async () => {
  await heard(thread.preview, 5)
  let [ticks, over] = [0, false]
  const ticking = (async () => {
    while (!over) {
      await sleep(1)
      ticks++
    }
  })()
  const sound = await heard(thread.preview, 120)
  over = true
  await ticking
  expect(sound).toHaveLength(bytesOf(120))
  expect(ticks).toBeGreaterThan(100)
})

test('what cannot be played is refused before anything is sent, and settings in words', async () => {
  await expect(thread.preview({ notes: [], pedal: [], duration: 30 })).rejects.toThrow('clip is silent')
  await expect(thread.preview(scale(5), { seconds: -1 })).rejects.toMatchObject({ name: 'ZodError' })
})

test('one who has heard enough, or never begins to listen, ends nothing but their own', async () => {
  const { parts } = await thread.preview(scale(60), { seconds: 60 })
  await parts.next()
  await parts.return(undefined)
  expect(await parts.next()).toEqual({ done: true, value: undefined })
  const unheard = await thread.preview(scale(60), { seconds: 60 })
  await unheard.parts.return(undefined)
  expect(await heard(thread.preview, 5)).toHaveLength(bytesOf(5))
})

test('a thread that ends breaks its preview off, and the next is made by another', async () => {
  const mortal = openPreviewThread()
  const { parts } = await mortal.preview(scale(60), { seconds: 60 })
  await parts.next()
  await Promise.all([
    expect(allOf(parts)).rejects.toThrow('The preview broke off, since the thread that made it is gone'),
    mortal.close(),
  ])
  expect(await heard(mortal.preview, 5)).toHaveLength(bytesOf(5))
  await mortal.close()
})
