import { normal, seeded } from '@earshot/random/random'
import { expect, test } from 'vitest'
import { averageSpectrum, centroid, flatness, rolloff } from './spectrum.ts'

const sampleRate = 48_000
const sound = (at: (i: number) => number) => Float32Array.from({ length: 2 * sampleRate }, (_, i) => at(i))
const tone =
  (hertz: number, amplitude = 0.3) =>
  (i: number) =>
    amplitude * Math.sin((2 * Math.PI * hertz * i) / sampleRate)

test('a tone has its frequency as centroid and rolloff', () => {
  for (const hertz of [220, 997, 8000]) {
    const spectrum = averageSpectrum([sound(tone(hertz))], sampleRate)
    expect(centroid(spectrum)).toBeCloseTo(hertz, -1)
    expect(Math.abs((rolloff(spectrum, 0.85) ?? 0) - hertz)).toBeLessThan(2 * spectrum.width)
  }
})

test('two tones weigh by their power, in whichever channel they are', () => {
  // Twice the amplitude is four times the power: (4 x 1000 + 4000) / 5.
  const mixed = averageSpectrum([sound((i) => tone(1000, 0.4)(i) + tone(4000, 0.2)(i))], sampleRate)
  const apart = averageSpectrum([sound(tone(1000, 0.4)), sound(tone(4000, 0.2))], sampleRate)
  expect(centroid(mixed)).toBeCloseTo(1600, -1)
  expect(centroid(apart)).toBeCloseTo(1600, -1)
  expect(rolloff(mixed, 0.79)).toBeLessThan(1050)
  expect(rolloff(mixed, 0.85)).toBeGreaterThan(3950)
})

test('power agrees with a transform by its definition', () => {
  const random = seeded(5)
  const noise = Float32Array.from({ length: 4096 }, () => normal(random))
  const { power } = averageSpectrum([noise], sampleRate)
  for (const bin of [0, 1, 7, 100, 2048]) {
    let [real, imaginary] = [0, 0]
    for (let i = 0; i < 4096; i++) {
      const x = noise[i] * (0.5 - 0.5 * Math.cos((2 * Math.PI * i) / 4096))
      real += x * Math.cos((2 * Math.PI * bin * i) / 4096)
      imaginary += x * Math.sin((2 * Math.PI * bin * i) / 4096)
    }
    expect(power[bin] / (real ** 2 + imaginary ** 2)).toBeCloseTo(1, 6)
  }
})

test('noise is flat, a tone is not, silence has no spectrum', () => {
  const random = seeded(6)
  const noise = averageSpectrum([sound(() => 0.1 * normal(random))], sampleRate)
  expect(flatness(noise, 50, 16_000)).toBeGreaterThan(-0.5)
  expect((rolloff(noise, 0.85) ?? 0) / 20_400).toBeCloseTo(1, 1)
  expect(flatness(averageSpectrum([sound(tone(440))], sampleRate), 50, 16_000)).toBeLessThan(-30)
  const nothing = averageSpectrum([sound(() => 0)], sampleRate)
  expect([centroid(nothing), rolloff(nothing, 0.85), flatness(nothing, 50, 16_000)]).toEqual([
    null,
    null,
    null,
  ])
})
