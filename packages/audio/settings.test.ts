import { expect, test } from 'vitest'
import { clipSettingsSchema, settingsHash } from './settings.ts'

test('the defaults', () => {
  expect(clipSettingsSchema.parse({})).toEqual({
    seconds: 30,
    lead: 0.5,
    fadeIn: 0.02,
    fadeOut: 2.5,
    loudness: -20,
    ceiling: -1,
    releaseNoise: 1,
    resonance: 0,
    room: 0.12,
    sampleRate: 48_000,
    bitrate: 192,
  })
})

test.each([
  ['seconds', { seconds: 0 }],
  ['seconds', { seconds: 2, fadeOut: 1.5 }],
  ['seconds', { seconds: NaN }],
  ['loudness', { loudness: 0 }],
  ['ceiling', { ceiling: 1 }],
  ['sampleRate', { sampleRate: 44_100 }],
  ['bitrate', { bitrate: 100 }],
  ['lead', { lead: -1 }],
  ['releaseNoise', { releaseNoise: -1 }],
  ['resonance', { resonance: 2 }],
  ['room', { room: NaN }],
])('%s out of range is refused by its name', (name, settings) => {
  const result = clipSettingsSchema.safeParse(settings)
  expect(result.error?.issues[0].path).toEqual([name])
})

test('a setting that does not exist is refused', () => {
  expect(clipSettingsSchema.safeParse({ length: 30 }).error?.issues[0].message).toContain('length')
})

test('the hash is that of the values, defaults included, in any order', () => {
  expect(settingsHash()).toMatch(/^[0-9a-f]{64}$/)
  expect(settingsHash({ bitrate: 192, seconds: 30 })).toBe(settingsHash())
  expect(settingsHash({ lead: 0.4, seconds: 20 })).toBe(settingsHash({ seconds: 20, lead: 0.4 }))
  const others = [
    { seconds: 29 },
    { lead: 0.6 },
    { fadeIn: 0 },
    { fadeOut: 2 },
    { loudness: -21 },
    { ceiling: -2 },
    { releaseNoise: 0 },
    { resonance: 0.5 },
    { room: 0 },
  ]
  const hashes = [{}, ...others, { bitrate: 256 } as const].map((settings) => settingsHash(settings))
  expect(new Set(hashes).size).toBe(11)
})
