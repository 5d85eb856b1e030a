import { expect, test } from 'vitest'
import { encodeToTarget, measureMp3 } from './encode-to-target.ts'
import { openMp3Encoder, type EncodeMp3 } from './mp3.ts'
import { scale, silence, type Stereo } from './stereo.ts'

const encode = await openMp3Encoder()
const target = { loudness: -20, ceiling: -1, bitrate: 192 } as const

/** Clicks that decay, `every` seconds: the rarer, the higher their peaks over their loudness. */
function struck(every: number, decay: number): Stereo {
  const sound = silence(4 * 48_000)
  for (let i = 0; i < sound.left.length; i++) {
    const since = (i / 48_000) % every
    sound.left[i] = 0.3 * Math.exp(-since * decay) * Math.sin(i * 0.06)
    sound.right[i] = 0.3 * Math.exp(-since * decay) * Math.sin(i * 0.29)
  }
  return sound
}

test('the report is of the decoded file, encoded once where that is right, and the sound is left alone', async () => {
  const sound = struck(0.25, 10)
  const { audio, report } = await encodeToTarget(sound, target, encode)
  expect(sound).toEqual(struck(0.25, 10))
  expect(await measureMp3(audio)).toEqual({ loudness: report.loudness, peak: report.peak })
  expect(Math.abs(report.loudness + 20)).toBeLessThan(0.05)
  expect(report.peak).toBeLessThanOrEqual(-1)
  expect(report).toMatchObject({ encodings: 1, limited: false })
})

test.each([-0.7, 0.4])('an encoder that moves the level by %f dB is corrected', async (decibels) => {
  const moving: EncodeMp3 = (sound, bitrate) => {
    const moved = { left: sound.left.slice(), right: sound.right.slice() }
    scale(moved, 10 ** (decibels / 20))
    return encode(moved, bitrate)
  }
  const { report } = await encodeToTarget(struck(0.25, 10), target, moving)
  expect(Math.abs(report.loudness + 20)).toBeLessThan(0.05)
  expect(report.encodings).toBe(2)
})

/** Dull, spiky noise, which an encoder keeps only in its spectrum: its peaks come back elsewhere, and some higher. */
function noise(): Stereo {
  const sound = silence(4 * 48_000)
  let state = 1
  const next = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647 - 0.5
  for (const channel of [sound.left, sound.right]) {
    let [once, twice] = [0, 0]
    for (let i = 0; i < channel.length; i++) {
      once += 0.2 * (next() ** 5 - once)
      twice += 0.2 * (once - twice)
      channel[i] = twice
    }
  }
  return sound
}

test('peaks that pass the ceiling only once encoded are brought down', async () => {
  const { audio, report } = await encodeToTarget(noise(), { ...target, loudness: -11, bitrate: 320 }, encode)
  expect(report.limited).toBe(true)
  expect(report.encodings).toBeGreaterThan(1)
  expect(report.encodings).toBeLessThanOrEqual(4)
  expect((await measureMp3(audio)).peak).toBeLessThanOrEqual(-1)
  expect(Math.abs(report.loudness + 11)).toBeLessThan(0.1)
})

test('where the loudness cannot be had under the ceiling, the file keeps the ceiling and the report says how loud it is', async () => {
  const { audio, report } = await encodeToTarget(struck(1.9, 200), { ...target, loudness: -8 }, encode)
  expect(report.loudness).toBeLessThan(-8.1)
  expect(report.peak).toBeLessThanOrEqual(-1)
  expect(report.encodings).toBeLessThanOrEqual(4)
  expect((await measureMp3(audio)).loudness).toBe(report.loudness)
})

test('silence is refused', async () => {
  await expect(encodeToTarget(silence(48_000), target, encode)).rejects.toThrow('clip is silent')
})
