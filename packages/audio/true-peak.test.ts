import { expect, test } from 'vitest'
import { toDecibels } from './decibels.ts'
import { truePeak } from './true-peak.ts'

/** `amplitude` x a sine of `period` samples that begins at `phase` degrees. */
const sine = (amplitude: number, period: number, phase: number, length = 4800) =>
  Float32Array.from(
    { length },
    (_, i) => amplitude * Math.sin((2 * Math.PI * i) / period + (phase * Math.PI) / 180),
  )

// The sines of EBU Tech 3341 (2016), cases 15 to 19: within +0.2 and -0.4 dB.
const cases: [name: number, amplitude: number, period: number, phase: number, peak: number][] = [
  [15, 0.5, 4, 0, -6],
  [16, 0.5, 4, 45, -6],
  [17, 0.5, 6, 60, -6],
  [18, 0.5, 8, 67.5, -6],
  [19, 1.41, 4, 45, 3],
]

test.each(cases)('EBU Tech 3341 case %i', (_, amplitude, period, phase, peak) => {
  const found = toDecibels(truePeak([sine(amplitude, period, phase)]))
  expect(found).toBeGreaterThan(peak - 0.4)
  expect(found).toBeLessThan(peak + 0.2)
})

/**
 * Cases 20 to 23: at four times the rate a sine of a sixth of it (24 samples) and amplitude 0.5, in which one period is of
 * a quarter (16 samples) and amplitude 1; low-passed, and every fourth sample taken from `offset` on.
 */
function burst(offset: number): Float32Array {
  const [taps, before] = [64, 2400]
  const fine = Array.from({ length: 2 * before + 16 }, (_, i) => {
    const at = i - before
    if (at >= 0 && at < 16) return Math.sin((2 * Math.PI * at) / 16)
    return 0.5 * Math.sin((2 * Math.PI * (at < 0 ? at : at - 16)) / 24)
  })
  const kernel = Array.from({ length: 2 * taps + 1 }, (_, k) => {
    const x = (k - taps) / 4
    const window = 0.5 + 0.5 * Math.cos((Math.PI * (k - taps)) / (taps + 1))
    return (window * (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x))) / 4
  })
  const middle = Array.from({ length: 1000 }, (_, i) => taps + 100 + offset + 4 * i)
  return Float32Array.from(middle, (at) => kernel.reduce((sum, w, k) => sum + w * fine[at + k - taps], 0))
}

test.each([0, 1, 2, 3])('EBU Tech 3341 cases 20 to 23, %i samples off', (offset) => {
  const found = toDecibels(truePeak([burst(offset)]))
  expect(found).toBeGreaterThan(-0.4)
  expect(found).toBeLessThan(0.2)
})

test('a sine whose samples miss its peak by 3 dB is read by its peak, in whichever channel', () => {
  const between = sine(1, 4, 45)
  expect(between.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0)).toBeCloseTo(Math.SQRT1_2, 5)
  const quiet = sine(0.1, 50, 0)
  expect(truePeak([quiet, between])).toBeCloseTo(1, 1)
  expect(truePeak([quiet])).toBeCloseTo(0.1, 2)
})

test('a peak is found wherever it is, also at the very ends and after a louder beginning', () => {
  for (const at of [0, 5, 63, 64, 65, 500, 994, 999]) {
    const channel = new Float32Array(1000)
    channel[at] = -0.8
    expect(truePeak([channel])).toBeGreaterThanOrEqual(Math.fround(0.8))
    expect(truePeak([channel])).toBeLessThan(0.9)
  }
  const channel = sine(0.6, 50, 0)
  channel.set(sine(0.9, 4, 45, 100), 3000)
  expect(truePeak([channel])).toBeGreaterThan(0.85)
})

test('silence and nothing have no peak', () => {
  expect(truePeak([new Float32Array(100), new Float32Array(100)])).toBe(0)
  expect(truePeak([new Float32Array(0)])).toBe(0)
})
