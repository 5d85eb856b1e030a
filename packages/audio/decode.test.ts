import { expect, test } from 'vitest'
import { decodeMp3 } from './decode.ts'
import { toDecibels } from './decibels.ts'
import { bitrates, codecDelay, openMp3Encoder } from './mp3.ts'
import { silence, type Stereo } from './stereo.ts'

const encode = await openMp3Encoder()

/** A second of a rising tone, another in each channel. */
function tones(): Stereo {
  const sound = silence(48_000)
  for (let i = 0; i < 48_000; i++) {
    sound.left[i] = 0.3 * Math.sin(i * 0.02 + (i / 4000) ** 2)
    sound.right[i] = 0.2 * Math.sin(i * 0.05 + (i / 3000) ** 2)
  }
  return sound
}

const audio = encode(tones(), 192)

/** Decibels by which what is left of `decoded` without `sound` x `scale` is below it. */
function fidelity(sound: Float32Array, decoded: Float32Array, scale: number): number {
  let [signal, noise] = [0, 0]
  for (let i = 2000; i < 40_000; i++) {
    signal += sound[i] ** 2
    noise += (decoded[i + codecDelay] / scale - sound[i]) ** 2
  }
  return toDecibels(Math.sqrt(signal / noise))
}

test.each(bitrates)('at %i kbit/s the sound comes back, delayed by encoder and decoder', async (bitrate) => {
  const bytes = encode(tones(), bitrate)
  const { left, right, sampleRate } = await decodeMp3(bytes)
  expect(sampleRate).toBe(48_000)
  expect(left).toHaveLength((bytes.length / (bitrate * 3)) * 1152)
  expect(right).toHaveLength(left.length)
  const scale = { 128: 0.95, 160: 0.95, 192: 0.97, 256: 1, 320: 1 }[bitrate]
  expect(fidelity(tones().left, left, scale)).toBeGreaterThan(25)
  expect(fidelity(tones().right, right, scale)).toBeGreaterThan(25)
})

test('a file decodes to the same samples each time, whatever was decoded before or is beside it', async () => {
  const first = await decodeMp3(audio)
  const [again, other] = await Promise.all([decodeMp3(audio), decodeMp3(encode(silence(20_000), 128))])
  expect(again).toEqual(first)
  expect(other.left.every((sample) => Math.abs(sample) < 1e-6)).toBe(true)
})

test('the samples stay as they are when others are decoded', async () => {
  const { left } = await decodeMp3(audio)
  const before = left.slice()
  await decodeMp3(encode(silence(48_000), 192))
  expect(left).toEqual(before)
})

test.each([
  ['nothing', new Uint8Array(0)],
  ['silence that is no file', new Uint8Array(5000)],
  ['other bytes', new Uint8Array(5000).map((_, i) => (i * 2_654_435_761) >>> 13)],
  ['a file cut within its first frame', audio.subarray(0, 100)],
])('%s is refused', async (_, bytes) => {
  await expect(decodeMp3(bytes)).rejects.toThrow('the MP3 cannot be decoded')
})
