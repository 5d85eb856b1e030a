/** preview: how long one waits for the first second of a minute of sound, beside the whole clip that one would wait for. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createClipMaker } from '@earshot/audio/clip'
import { createPreviewer, type Previewer } from '@earshot/audio/preview'
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
  const cold = await repeated(() => firstSecond(createPreviewer(), music))
  const warmed = createPreviewer()
  const maker = createClipMaker()
  await Promise.all([firstSecond(warmed, music), maker.make(music, { seconds })])
  const warm = await repeated(() => firstSecond(warmed, music))
  const whole = await repeated(() => maker.make(music, { seconds }))
  const figure = { unit: 'ms', peer: 'the whole clip, warm', peerValue: whole, goal: '< 1000 ms' }
  return [
    { name: 'the first second of a minute of preview, cold', value: cold, ...figure },
    { name: 'the first second of a minute of preview, warm', value: warm, ...figure },
  ]
}

async function repeated(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const begun = performance.now()
    await work()
    times.push(performance.now() - begun)
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
