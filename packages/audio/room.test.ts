import { expect, test } from 'vitest'
import { toDecibels } from './decibels.ts'
import { addRoom } from './room.ts'
import { sampleRate, silence, type Stereo } from './stereo.ts'

function impulse(seconds: number, at = 0): Stereo {
  const sound = silence(seconds * sampleRate)
  sound.left[at] = 1
  sound.right[at] = 1
  return sound
}

/** Root mean square of a channel from..to seconds, in dB. */
function level(channel: Float32Array, from: number, to: number): number {
  const part = channel.subarray(from * sampleRate, to * sampleRate)
  return toDecibels(Math.sqrt(part.reduce((sum, sample) => sum + sample ** 2, 0) / part.length))
}

/** What the room adds to a sound, at amount 1. */
function roomSound(sound: Stereo): Stereo {
  const both = { left: sound.left.slice(), right: sound.right.slice() }
  addRoom(both, 1)
  return {
    left: both.left.map((sample, i) => sample - sound.left[i]),
    right: both.right.map((sample, i) => sample - sound.right[i]),
  }
}

const answer = roomSound(impulse(2))

test('the room answers after 11 ms, and never before', () => {
  expect(answer.left.findIndex((sample) => sample !== 0)).toBe(521)
  expect(answer.right.findIndex((sample) => sample !== 0)).toBe(617)
})

test('it falls by 60 dB in about half a second, evenly, and to nothing', () => {
  for (const channel of [answer.left, answer.right]) {
    const levels = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6].map((at) => level(channel, at, at + 0.1))
    for (let i = 1; i < levels.length; i++) {
      expect(levels[i - 1] - levels[i]).toBeGreaterThan(10)
      expect(levels[i - 1] - levels[i]).toBeLessThan(16)
    }
    expect(channel.subarray(1.9 * sampleRate).every((sample) => sample === 0)).toBe(true)
  }
})

test('its two sides are unlike', () => {
  const product = answer.left.reduce((sum, sample, i) => sum + sample * answer.right[i], 0)
  const energy = answer.left.reduce((sum, sample) => sum + sample ** 2, 0)
  expect(Math.abs(product / energy)).toBeLessThan(0.3)
})

test('high sounds die sooner', () => {
  const after = (period: number) => {
    const sound = silence(sampleRate)
    for (let i = 0; i < 9600; i++) sound.left[i] = Math.sin((2 * Math.PI * i) / period)
    const { right } = roomSound(sound)
    return level(right, 0.4, 0.5) - level(right, 0.1, 0.2)
  }
  expect(after(6)).toBeLessThan(after(96) - 10)
})

test('at amount 1 it has the energy of the sound; at 0 the sound stays as it is', () => {
  const [sound, dry] = [impulse(2), impulse(2)]
  addRoom(sound, 1)
  const energy = sound.left.subarray(1).reduce((sum, sample) => sum + sample ** 2, 0)
  expect(energy).toBeCloseTo(1, 1)
  addRoom(dry, 0)
  expect(dry).toEqual(impulse(2))
})

test('what comes after a long silence sounds as it does at first', () => {
  const late = roomSound(impulse(8, 6 * sampleRate))
  const shifted = late.left.subarray(6 * sampleRate)
  const worst = shifted.reduce((most, sample, i) => Math.max(most, Math.abs(sample - answer.left[i])), 0)
  expect(worst).toBeLessThan(1e-6)
})
