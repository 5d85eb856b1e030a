import { expect, test } from 'vitest'
import type { Performance } from '@earshot/music/notes'
import { createClipMaker } from './clip.ts'
import { assertPlain } from './mp3.ts'
import { createPreviewer } from './preview.ts'

/** A note every quarter of a second, from `start` on. */
const scale = (start: number, seconds: number): Performance => ({
  notes: Array.from({ length: seconds * 4 }, (_, i) => ({
    start: start + i / 4,
    end: start + i / 4 + 0.2,
    pitch: 60 + (i % 12),
    velocity: 80,
  })),
  pedal: [],
  duration: start + seconds,
})

const preview = createPreviewer()

async function heard(performance: Performance, settings: Parameters<typeof preview>[1]) {
  const { bytes, parts } = await preview(performance, settings)
  const all: Uint8Array[] = []
  for await (const part of parts) all.push(part)
  return { bytes, parts: all, audio: new Uint8Array(Buffer.concat(all)) }
}

test.each([1.5, 4, 5, 12.3])('%f seconds have the length that was told before', async (seconds) => {
  const settings = { seconds, lead: 0.1, fadeOut: 0.5 }
  const { bytes, audio } = await heard(scale(3, 20), settings)
  expect(audio).toHaveLength(bytes)
  const clip = await createClipMaker().make(scale(3, 20), settings)
  expect(assertPlain(audio)).toBe(clip.audio.length / 576)
})

test('the first part comes before the rest is made, and nothing more is made for one who stops', async () => {
  const { bytes, parts } = await preview(scale(0, 200), { seconds: 200 })
  let sent = 0
  for await (const part of parts) {
    sent += part.length
    if (sent > 0) break
  }
  expect(sent).toBeGreaterThan(0)
  expect(sent).toBeLessThan(bytes / 50)
  expect(await parts.next()).toEqual({ done: true, value: undefined })
})

test('the same notes give the same bytes', async () => {
  const [one, other] = [await heard(scale(0, 9), { seconds: 8 }), await heard(scale(2, 9), { seconds: 8 })]
  expect(Buffer.compare(one.audio, other.audio)).toBe(0)
})

test('a clip without a sound is refused before anything is sent', async () => {
  await expect(preview({ notes: [], pedal: [], duration: 30 })).rejects.toThrow('clip is silent')
})
