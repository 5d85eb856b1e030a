import { expect, test } from 'vitest'
import { limit } from './limiter.ts'
import { sampleRate, type Stereo } from './stereo.ts'

/** Bursts of a sum of sines that pass 1 by far, the channels unlike each other. */
function bursts(frames: number): Stereo {
  const wave = (a: number, b: number) => (_: unknown, i: number) =>
    Math.sin(i * a) * Math.sin(i * b) * (i % 9000 < 1500 ? 3 : 0.4) + 0.3 * Math.sin(i * 1.9)
  return {
    left: Float32Array.from({ length: frames }, wave(0.071, 0.0023)),
    right: Float32Array.from({ length: frames }, wave(0.013, 0.0037)),
  }
}

const copy = ({ left, right }: Stereo): Stereo => ({ left: left.slice(), right: right.slice() })
const greatest = ({ left, right }: Stereo) =>
  Math.max(
    ...[left, right].map((channel) => channel.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0)),
  )

test.each([1, 100, 240, 481, 2000, 100_000])('no sample of %i frames passes the ceiling', (frames) => {
  for (const ceiling of [0.9, 0.5, 0.05]) {
    const sound = bursts(frames)
    limit(sound, ceiling)
    expect(greatest(sound)).toBeLessThanOrEqual(ceiling * (1 + 1e-6))
  }
})

test('a lone peak at any place is brought down to the ceiling, not further', () => {
  for (const at of [0, 1, 239, 240, 241, 1500, 2758, 2999]) {
    const sound = { left: new Float32Array(3000).fill(0.1), right: new Float32Array(3000).fill(0.1) }
    sound.right[at] = -4
    limit(sound, 0.8)
    expect(Math.abs(sound.right[at])).toBeLessThanOrEqual(0.8 * (1 + 1e-6))
    expect(Math.abs(sound.right[at])).toBeGreaterThan(0.7)
  }
})

test('both channels have one gain, without a step, and it is back near 1 half a second after the peak', () => {
  const sound = { left: new Float32Array(48_000).fill(0.1), right: new Float32Array(48_000).fill(0.2) }
  sound.left.fill(2, 10_000, 10_100)
  const before = copy(sound)
  limit(sound, 0.5)
  const gains = Array.from(sound.right, (sample, i) => sample / before.right[i])
  const steps = gains.slice(1).map((gain, i) => Math.abs(gain - gains[i]))
  const differences = gains.map((gain, i) => Math.abs(sound.left[i] / before.left[i] - gain))
  expect(steps.reduce((most, step) => Math.max(most, step), 0)).toBeLessThan(0.005)
  expect(differences.reduce((most, difference) => Math.max(most, difference), 0)).toBeLessThan(1e-5)
  expect(gains[5000]).toBeCloseTo(1, 6)
  expect(gains[10_100 + sampleRate / 2]).toBeGreaterThan(0.98)
})

test('what is below the ceiling stays as it is', () => {
  const sound = bursts(5000)
  const before = copy(sound)
  limit(sound, 10)
  expect(sound).toEqual(before)
})
