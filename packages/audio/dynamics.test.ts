import { expect, test } from 'vitest'
import { toDecibels } from './decibels.ts'
import { layerOf, recordedPitchOf, recordingGain } from './dynamics.ts'
import { attackLevels, layerCount, recordedPitches } from './levels.ts'

const velocities = Array.from({ length: 127 }, (_, i) => i + 1)

test('the table has a level for each recording, and each key grows louder over its layers', () => {
  expect(attackLevels.map((row) => row.length)).toEqual(recordedPitches.map(() => layerCount))
  for (const row of attackLevels) expect(row[15] - row[0]).toBeGreaterThan(10)
})

test('velocities 1 and 127 have the first and the last layer, and none skips a layer', () => {
  const layers = velocities.map(layerOf)
  expect([layers[0], layers[25], layers[26], layers[126]]).toEqual([1, 1, 2, 16])
  expect([...new Set(layers)]).toEqual(Array.from({ length: 16 }, (_, i) => i + 1))
})

test('every key is played from a recording at most a semitone away', () => {
  for (let pitch = 21; pitch <= 108; pitch++) {
    expect(recordedPitches).toContain(recordedPitchOf(pitch))
    expect(Math.abs(recordedPitchOf(pitch) - pitch)).toBeLessThanOrEqual(1)
  }
})

test('each step of velocity is louder on each recorded key, by less than a decibel and a half', () => {
  for (const [key, pitch] of recordedPitches.entries()) {
    const levels = velocities.map((velocity) => {
      const layer = layerOf(velocity)
      return attackLevels[key][layer - 1] + toDecibels(recordingGain(pitch, layer, velocity))
    })
    for (let i = 1; i < levels.length; i++) {
      expect(levels[i]).toBeGreaterThan(levels[i - 1])
      expect(levels[i] - levels[i - 1]).toBeLessThan(1.5)
    }
  }
})

test('a take is corrected by a few decibels, not by many', () => {
  for (const pitch of recordedPitches) {
    for (const velocity of velocities) {
      const tracking = toDecibels(0.27 + 0.73 * (velocity / 127) ** 2)
      const correction = toDecibels(recordingGain(pitch, layerOf(velocity), velocity)) - tracking
      expect(Math.abs(correction)).toBeLessThan(8)
    }
  }
})
