import { expect, test } from 'vitest'
import { fromDecibels } from './decibels.ts'
import { integratedLoudness } from './loudness.ts'

/** Parts of a sine, each [dBFS of its peak, seconds], one after another. */
function sine(parts: [level: number, seconds: number][], rate = 48_000, frequency = 1000): Float32Array {
  const lengths = parts.map(([, seconds]) => Math.round(seconds * rate))
  const channel = new Float32Array(lengths.reduce((sum, length) => sum + length, 0))
  let i = 0
  for (const [part, [level]] of parts.entries()) {
    const amplitude = fromDecibels(level)
    for (const end = i + lengths[part]; i < end; i++) {
      channel[i] = amplitude * Math.sin((2 * Math.PI * frequency * i) / rate)
    }
  }
  return channel
}

const stereo = (channel: Float32Array, rate = 48_000) => integratedLoudness([channel, channel], rate)

// The cases of EBU Tech 3341 (2016), table 1, that have one or two channels: each must be within 0.1 LU.
const cases: [name: string, parts: [number, number][], loudness: number][] = [
  ['1', [[-23, 20]], -23],
  ['2', [[-33, 20]], -33],
  [
    '3, the relative gate',
    [
      [-36, 10],
      [-23, 60],
      [-36, 10],
    ],
    -23,
  ],
  [
    '4, both gates',
    [
      [-72, 10],
      [-36, 10],
      [-23, 60],
      [-36, 10],
      [-72, 10],
    ],
    -23,
  ],
  [
    '5, nothing gated',
    [
      [-26, 20],
      [-20, 20.1],
      [-26, 20],
    ],
    -23,
  ],
]

test.each(cases)('EBU Tech 3341 case %s', (_, parts, loudness) => {
  expect(Math.abs(stereo(sine(parts)) - loudness)).toBeLessThan(0.1)
})

test('BS.1770: a 997 Hz sine at 0 dBFS in one channel is -3.01 LKFS, at any rate', () => {
  for (const rate of [32_000, 44_100, 48_000, 96_000]) {
    const channel = sine([[0, 5]], rate, 997)
    expect(integratedLoudness([channel, new Float32Array(channel.length)], rate)).toBeCloseTo(-3.01, 1)
  }
})

test('high sounds weigh more and low sounds less than 1 kHz', () => {
  const at = (frequency: number) => stereo(sine([[-20, 3]], 48_000, frequency)) - stereo(sine([[-20, 3]]))
  expect(at(10_000)).toBeGreaterThan(2.5)
  expect(at(10_000)).toBeLessThan(4)
  expect(at(20)).toBeLessThan(-10)
})

test('silence, what is below the absolute gate and what is shorter than a block have no loudness', () => {
  expect(stereo(new Float32Array(48_000))).toBe(-Infinity)
  expect(stereo(sine([[-75, 2]]))).toBe(-Infinity)
  expect(stereo(sine([[-20, 0.3]]))).toBe(-Infinity)
  expect(stereo(new Float32Array(0))).toBe(-Infinity)
})
