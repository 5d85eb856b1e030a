import { expect, test } from 'vitest'
import { toDecibels } from './decibels.ts'
import { integratedLoudness } from './loudness.ts'
import { fade, master } from './master.ts'
import { sampleRate, silence, type Stereo } from './stereo.ts'
import { truePeak } from './true-peak.ts'

const settings = { loudness: -20, ceiling: -1, delay: 0 }

/** Decaying tones, struck every `every` seconds: the rarer, the higher their peaks over their loudness. */
function struck(every: number, amplitude = 0.3, decay = 20): Stereo {
  const sound = silence(8 * sampleRate)
  for (let i = 0; i < sound.left.length; i++) {
    const since = (i / sampleRate) % every
    sound.left[i] = amplitude * Math.exp(-since * decay) * Math.sin(i * 0.06)
    sound.right[i] = amplitude * Math.exp(-since * decay) * Math.sin(i * 0.043)
  }
  return sound
}

const loudness = ({ left, right }: Stereo) => integratedLoudness([left, right], sampleRate)
const peak = ({ left, right }: Stereo) => toDecibels(truePeak([left, right]))

test.each([0.001, 0.3, 2])('a sound of amplitude %f comes out at the target, by gain alone', (amplitude) => {
  const sound = struck(0.25, amplitude)
  const report = master(sound, settings)
  expect(loudness(sound)).toBeCloseTo(-20, 3)
  expect(report.limited).toBe(false)
  expect(report.loudness).toBeCloseTo(-20, 3)
  expect(report.peak).toBeCloseTo(peak(sound), 6)
})

test('the delay of a decoder is part of the measure', () => {
  const sound = struck(0.7)
  master(sound, { ...settings, delay: 1105 })
  const decoded = silence(sound.left.length + 1105)
  decoded.left.set(sound.left, 1105)
  decoded.right.set(sound.right, 1105)
  expect(loudness(decoded)).toBeCloseTo(-20, 3)
})

test.each([-18, -12, -8])('at %i LUFS no true peak passes the ceiling', (target) => {
  const sound = struck(1, 0.3, 60)
  const report = master(sound, { ...settings, loudness: target })
  expect(report.limited).toBe(true)
  expect(peak(sound)).toBeLessThanOrEqual(-1 + 1e-4)
  expect(report.peak).toBeCloseTo(peak(sound), 6)
  expect(report.loudness).toBeCloseTo(loudness(sound), 6)
  expect(report.loudness).toBeLessThanOrEqual(target + 0.02)
})

test('a few loud notes are brought down without a loss of loudness', () => {
  const sound = struck(0.25, 0.3, 6)
  for (const at of [1, 4, 6]) for (let i = 0; i < 2000; i++) sound.left[at * sampleRate + i] *= 6
  const report = master(sound, settings)
  expect(report.limited).toBe(true)
  expect(loudness(sound)).toBeCloseTo(-20, 1)
  expect(peak(sound)).toBeLessThanOrEqual(-1 + 1e-4)
})

test('silence is refused', () => {
  expect(() => master(silence(sampleRate), settings)).toThrow('clip is silent')
  expect(() => master(struck(0.25, 1e-5), settings)).toThrow('clip is silent')
})

test('fades rise from and fall to nothing, and leave the middle alone', () => {
  const sound = silence(sampleRate)
  sound.left.fill(1)
  sound.right.fill(1)
  fade(sound, 0.1, 0.5)
  const { left } = sound
  expect([left[0], left[2400], left[4800], left[24_000], left[36_000], left[47_999]]).toEqual([
    0,
    0.5,
    1,
    1,
    expect.closeTo(0.5, 3),
    0,
  ])
  expect(sound.right).toEqual(left)
})
