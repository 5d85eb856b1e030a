/** preview: how long one waits for the first second of a minute of sound, alone and beside a pool that is rendered, and for the whole clip. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createClipMaker } from '@earshot/audio/clip'
import { openClipThreads } from '@earshot/audio/clip-threads'
import { openPreviewThread } from '@earshot/audio/preview-thread'
import type { Previewer } from '@earshot/audio/preview'
import { excerpt } from '@earshot/music/excerpt'
import { readMidi } from '@earshot/music/midi'
import { perform, type Performance } from '@earshot/music/notes'
import { starterFolder } from './env.ts'
import { median, type Measured } from './figure.ts'

const seconds = 60
/** Bytes of a second at 192 kbit/s. */
const secondBytes = 24_000
const rounds = 5

export async function hearPreviews(): Promise<Measured[]> {
  const midi = await readFile(join(starterFolder, 'solace.mid'))
  const music = excerpt(perform(readMidi(midi).score), 0, seconds)
  const cold = await repeated(async () => {
    const thread = openPreviewThread()
    await firstSecond(thread.preview, music)
    return () => thread.close()
  })
  const warmed = openPreviewThread()
  const maker = createClipMaker()
  await Promise.all([firstSecond(warmed.preview, music), maker.make(music, { seconds })])
  const warm = await repeated(() => firstSecond(warmed.preview, music))
  const beside = await besideRendering(music, () => repeated(() => firstSecond(warmed.preview, music)))
  await warmed.close()
  const whole = await repeated(() => maker.make(music, { seconds }))
  const figure = { unit: 'ms', peer: 'the whole clip, warm', peerValue: whole, goal: '< 1000 ms' }
  return [
    { name: 'the first second of a minute of preview, cold', value: cold, ...figure },
    { name: 'the first second of a minute of preview, warm', value: warm, ...figure },
    {
      name: 'the first second of a minute of preview, warm, while all cores render',
      value: beside,
      ...figure,
    },
  ]
}

/** What `work` gives while the threads that render clips have all that they can do. */
async function besideRendering<T>(music: Performance, work: () => Promise<T>): Promise<T> {
  const threads = openClipThreads()
  let over = false
  const render = async () => {
    while (!over) await threads.make(music, { seconds })
  }
  const rendering = Array.from({ length: threads.size }, render)
  try {
    return await work()
  } finally {
    over = true
    await Promise.all(rendering)
    await threads.close()
  }
}

/** Median of milliseconds; what `work` returns to be done after it is not counted. */
async function repeated(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const begun = performance.now()
    const after = await work()
    times.push(performance.now() - begun)
    if (typeof after === 'function') await (after as () => Promise<void>)()
  }
  return median(times)
}

async function firstSecond(preview: Previewer, music: Performance): Promise<void> {
  const { parts } = await preview(music, { seconds })
  let sent = 0
  for await (const part of parts) {
    sent += part.length
    if (sent >= secondBytes) return
  }
}
