/** P4: processor seconds for a minute of clip, warm: the starter pieces, thirty seconds each. */
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createClipMaker } from '@earshot/audio/clip'
import { excerpt } from '@earshot/music/excerpt'
import { readMidi } from '@earshot/music/midi'
import { perform } from '@earshot/music/notes'
import { starterFolder } from './env.ts'
import { cpuSeconds, median, type Measured } from './figure.ts'

export async function renderClips(): Promise<Measured[]> {
  const names = (await readdir(starterFolder)).filter((name) => name.endsWith('.mid'))
  const pieces = await Promise.all(
    names.map(async (name) => perform(readMidi(await readFile(join(starterFolder, name))).score)),
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
  return [
    {
      name: 'a minute of clip: notes to encoded audio, warm',
      value: median(times),
      unit: 'CPU s',
      peer: 'fluidsynth FluidR3_GM 44.1 kHz + lame 192',
      peerValue: null,
      goal: '<= 1x CPU',
    },
  ]
}
