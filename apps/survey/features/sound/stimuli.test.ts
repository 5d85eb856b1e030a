import { seeded } from '@earshot/random/random'
import { describe, expect, test } from 'vitest'
import { inverseFourier } from './fourier.ts'
import { checkRound, intervalTimes, roundSeconds, targets } from './stimuli.ts'

const rate = 32_768

/** The channels of an interval, from 0.1 s after its beginning to 0.1 s before its end. */
function interval(wav: Uint8Array, index: number): { left: number[]; right: number[] } {
  const view = new DataView(wav.buffer)
  const { start, end } = intervalTimes[index] ?? { start: 0, end: 0 }
  const frames = Array.from(
    { length: Math.round((end - start - 0.2) * rate) },
    (_, frame) => 44 + (Math.round((start + 0.1) * rate) + frame) * 4,
  )
  return {
    left: frames.map((place) => view.getInt16(place, true) / 32_767),
    right: frames.map((place) => view.getInt16(place + 2, true) / 32_767),
  }
}
const level = (samples: number[]) =>
  Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / samples.length)
const mixed = ({ left, right }: { left: number[]; right: number[] }) =>
  left.map((value, index) => (value + (right[index] ?? 0)) / 2)

/** Power of a channel around a frequency, by correlation with sines a few hertz apart. */
const powerNear = (samples: number[], hertz: number): number => {
  let power = 0
  for (let near = hertz - 20; near <= hertz + 20; near += 4) {
    let [real, imaginary] = [0, 0]
    for (const [index, value] of samples.entries()) {
      const angle = (2 * Math.PI * near * index) / rate
      real += value * Math.cos(angle)
      imaginary += value * Math.sin(angle)
    }
    power += (real * real + imaginary * imaginary) / samples.length ** 2
  }
  return power
}

test('the transform gives what the sum of its components gives', () => {
  const random = seeded(4)
  const components = Array.from({ length: 16 }, () => ({ magnitude: random(), phase: 6 * random() }))
  const fast = inverseFourier(32, (bin) => components[bin])
  for (const [sample, value] of fast.entries()) {
    const slow = components.reduce(
      (sum, { magnitude, phase }, bin) =>
        sum + magnitude * Math.cos((2 * Math.PI * bin * sample) / 32 + phase),
      0,
    )
    expect(value).toBeCloseTo(slow, 9)
  }
  expect(() => inverseFourier(12, () => undefined)).toThrow(RangeError)
})

test('each interval is to be found twice in six rounds', () => {
  for (let seed = 0; seed < 20; seed++) expect(targets(seeded(seed)).sort()).toEqual([0, 0, 1, 1, 2, 2])
  expect(new Set(Array.from({ length: 20 }, (_, seed) => targets(seeded(seed)).join())).size).toBeGreaterThan(
    10,
  )
})

describe('a round', () => {
  test.each(['huggins', 'antiphase'] as const)('of %s is a WAV file of its length', (kind) => {
    const wav = checkRound(kind, 1, seeded(1))
    expect(Buffer.from(wav.subarray(0, 4)).toString()).toBe('RIFF')
    expect(wav.length).toBe(44 + Math.round(roundSeconds * rate) * 4)
    // Between the intervals there is silence, and no interval begins with a click.
    const view = new DataView(wav.buffer)
    expect(view.getInt16(44 + Math.round(1.2 * rate) * 4, true)).toBe(0)
    for (const { start } of intervalTimes)
      expect(Math.abs(view.getInt16(44 + Math.round(start * rate) * 4, true))).toBeLessThan(10)
  })

  test('of Huggins’ pitch differs between the ears in the one interval, and only about 600 Hz', () => {
    const wav = checkRound('huggins', 2, seeded(9))
    for (const index of [0, 1]) {
      const { left, right } = interval(wav, index)
      expect(right).toEqual(left)
    }
    const target = interval(wav, 2)
    const difference = target.left.map((value, index) => value - (target.right[index] ?? 0))
    expect(powerNear(difference, 600)).toBeGreaterThan(100 * powerNear(difference, 900))
    // No ear alone can tell: both are as strong there as everywhere.
    for (const channel of [target.left, target.right])
      expect(powerNear(channel, 600) / powerNear(channel, 900)).toBeGreaterThan(0.2)
    expect(level(target.left)).toBeCloseTo(level(interval(wav, 0).left), 2)
  })

  test('of antiphase is softest at the one interval in headphones, and at another in a room', () => {
    for (let seed = 0; seed < 6; seed++) {
      const wav = checkRound('antiphase', 0, seeded(seed))
      const parts = [0, 1, 2].map((index) => interval(wav, index))
      const [softer, ...others] = parts.map(({ left }) => level(left))
      for (const other of others) expect(other / (softer ?? 1)).toBeCloseTo(2, 1)
      const inRoom = parts.map((part) => level(mixed(part)))
      expect(Math.min(...inRoom)).toBeCloseTo(0, 6)
      expect(inRoom[0]).toBeGreaterThan(0.01)
    }
  })
})
