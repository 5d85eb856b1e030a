import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { decodeMp3 } from './decode.ts'
import { levelSeconds } from './level-sound.ts'
import { integratedLoudness } from './loudness.ts'

test('the sound by which the volume is set is as loud as clips are', async () => {
  const file = new URL('../../apps/survey/public/sounds/level.mp3', import.meta.url)
  const { left, right, sampleRate } = await decodeMp3(await readFile(file))
  expect(integratedLoudness([left, right], sampleRate)).toBeCloseTo(-20, 0)
  expect(left.length / sampleRate).toBeGreaterThan(levelSeconds - 0.1)
})
