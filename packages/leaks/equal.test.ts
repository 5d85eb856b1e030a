import { readFile } from 'node:fs/promises'
import { createClipMaker } from '@earshot/audio/clip'
import { decodeMp3 } from '@earshot/audio/decode'
import type { ClipSettingsInput } from '@earshot/audio/settings'
import { excerpt } from '@earshot/music/excerpt'
import { readMidi } from '@earshot/music/midi'
import { perform } from '@earshot/music/notes'
import { seeded } from '@earshot/random/random'
import { beforeAll, expect, test } from 'vitest'
import { clipTraits, type ClipTraits, type DeliveredClip } from './clip-traits.ts'
import { equalFindings } from './equal.ts'
import { readMp3 } from './mp3-file.ts'

const maker = createClipMaker()
const settings = { seconds: 5, fadeOut: 1.5 }
const songs = {
  human: ['bethena', 'maple-leaf-rag', 'satie-gymnopedie-no1'],
  lstm: ['debussy-arabesque-no1', 'the-easy-winners', 'solace'],
  vae: ['pineapple-rag', 'the-entertainer', 'peacherine-rag'],
}

async function render(song: string, changed: ClipSettingsInput = {}): Promise<Uint8Array> {
  const file = await readFile(new URL(`../../content/starter/${song}.mid`, import.meta.url))
  const performance = excerpt(perform(readMidi(file).score), 12, 5, 0.5)
  return (await maker.make(performance, { ...settings, ...changed })).audio
}

const rendered = new Map<string, Promise<Uint8Array>>()
/** Rendered once, whichever test asks. */
function plain(song: string): Promise<Uint8Array> {
  const audio = rendered.get(song) ?? render(song)
  rendered.set(song, audio)
  return audio
}

const headers = [
  ['content-type', 'audio/mpeg'],
  ['content-length', '120960'],
  ['date', ''],
] as const

const random = seeded(3)
const characters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const key = () => Array.from({ length: 22 }, () => characters[Math.floor(64 * random())]).join('')

async function deliver(
  source: string,
  song: string,
  audio: Uint8Array,
  unfaded: Uint8Array,
): Promise<DeliveredClip> {
  const keys = [key(), key(), key()]
  return {
    id: `${source} ${song}`,
    source,
    audio,
    sound: await decodeMp3(audio),
    unfaded: await decodeMp3(unfaded),
    status: 200,
    headers: headers.map(([name, value]) => [name, name === 'date' ? song : value] as const),
    keys,
    paths: keys.map((one) => `/api/clips/${one}`),
  }
}

const unfaded = new Map<string, Uint8Array>()
let clean: ClipTraits[]

async function traits(
  source: keyof typeof songs,
  changed?: ClipSettingsInput,
  edit = (audio: Uint8Array) => audio,
) {
  const clips: ClipTraits[] = []
  for (const song of songs[source]) {
    const reference = unfaded.get(song) ?? (await render(song, { fadeOut: 0 }))
    unfaded.set(song, reference)
    clips.push(
      clipTraits(
        await deliver(
          source,
          song,
          edit(changed ? await render(song, changed) : await plain(song)),
          reference,
        ),
      ),
    )
  }
  return clips
}

beforeAll(async () => {
  clean = [...(await traits('human')), ...(await traits('lstm')), ...(await traits('vae'))]
}, 120_000)

/** The clean clips with those of one source in another form. */
const planted = (changed: ClipTraits[]) => [
  ...clean.filter(({ source }) => source !== changed[0].source),
  ...changed,
]
const findings = (clips: ClipTraits[]) => equalFindings(clips, seeded(7))
const rules = (clips: ClipTraits[]) => findings(clips).map(({ rule }) => rule)
const without = (id: string) => clean.filter((clip) => clip.id !== id)
const oneChanged = (change: (clip: ClipTraits) => Partial<ClipTraits>) => [
  ...clean.slice(1),
  { ...clean[0], ...change(clean[0]) },
]

test('clips of one pipeline have no finding', () => {
  expect(findings(clean)).toEqual([])
  expect(findings(clean.slice(0, 1))).toEqual([])
})

test.each<[string, ClipSettingsInput, string[]]>([
  ['a longer fade', { fadeOut: 2.5 }, ['fade-out']],
  ['a shorter fade', { fadeOut: 1 }, ['fade-out']],
  ['no fade', { fadeOut: 0 }, ['fade-out']],
  ['1 dB louder', { loudness: -19 }, ['loudness']],
  ['20 ms later', { lead: 0.52 }, ['lead-in']],
  ['half a second longer', { seconds: 5.5 }, ['clip-bytes', 'clip-duration', 'frame-headers', 'fade-out']],
  ['another bitrate', { bitrate: 160 }, ['clip-bytes', 'frame-headers', 'silent-frames']],
])('one source with %s', async (_, changed, expected) => {
  const clips = planted(await traits('lstm', changed))
  const found = findings(clips)
  expect(found.map(({ rule }) => rule)).toEqual(expect.arrayContaining(expected))
  expect(found.length).toBeLessThanOrEqual(expected.length + 1)
  for (const finding of found) {
    expect(finding.blocks).toBe(true)
    expect(finding.message).toContain('all of "lstm"')
    expect(finding.clips).toEqual(songs.lstm.map((song) => `lstm ${song}`))
  }
})

/** Two sources of one size: the middle of all clips lies between them, and neither is off it. */
test.each<[string, ClipSettingsInput, string, string]>([
  ['a fade that is 0.2 s longer', { fadeOut: 1.7 }, 'fade-out', '1.7500 s in the middle (all of "lstm")'],
  ['0.15 LU more', { loudness: -19.85 }, 'loudness', '-19.850 LUFS in the middle (all of "lstm")'],
  ['a lead that is 0.5 ms longer', { lead: 0.5005 }, 'lead-in', '0.0005 s in the middle (all of "lstm")'],
])('one source of two with %s', async (_, changed, rule, told) => {
  const clips = [...(await traits('human')), ...(await traits('lstm', changed))]
  const found = findings(clips)
  expect(found.map((finding) => finding.rule)).toEqual([rule])
  expect(found[0]).toMatchObject({ blocks: true })
  expect(found[0].message).toContain(told)
})

test('soft high notes that begin to sound later are no finding', () => {
  const late = clean.map((clip, i) => ({ ...clip, firstSound: 0.52 + (i % 2) * 0.01 }))
  expect(findings(late)).toEqual([])
})

const joined = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts))
const latin1 = (text: string, length: number) => {
  const bytes = new Uint8Array(length)
  bytes.set(Buffer.from(text, 'latin1'))
  return bytes
}
const id3v2 = joined(latin1('ID3\x04\0\0\0\0\0\x20', 10), latin1('TIT2', 32))
const written = (text: string, offset: number) => (audio: Uint8Array) => {
  const copy = audio.slice()
  copy.set(Buffer.from(text, 'latin1'), offset)
  return copy
}
const renamed = (audio: Uint8Array) =>
  new Uint8Array(
    Buffer.from(Buffer.from(audio).toString('latin1').replaceAll('LAME3.100', 'LAME3.98r'), 'latin1'),
  )

test.each<[string, (audio: Uint8Array) => Uint8Array, string, string]>([
  ['an ID3v2 tag', (audio) => joined(id3v2, audio), 'tags', 'ID3v2'],
  ['an ID3v1 tag', (audio) => joined(audio, latin1('TAGSong', 128)), 'tags', 'ID3v1'],
  ['an APE tag', (audio) => joined(audio, latin1('APETAGEX', 32)), 'tags', 'APE'],
  ['a Xing header', written('Xing', 36), 'tags', 'Xing'],
  ['bytes after the frames', (audio) => joined(audio, new Uint8Array(10)), 'bytes-outside-frames', '10'],
  [
    'a copyright bit in one frame',
    (audio) => written(String.fromCharCode(audio[3] | 8), 576 * 9 + 3)(audio),
    'frame-headers',
    'x 1',
  ],
  ['another encoder', renamed, 'encoder', 'LAME3.98r'],
  ['other bytes for silence', renamed, 'silent-frames', 'kind B'],
])('one clip with %s', async (_, edit, rule, value) => {
  const audio = edit(await plain('solace'))
  const reference = unfaded.get('solace') ?? audio
  const clip = clipTraits(await deliver('lstm', 'solace', audio, reference))
  const found = findings([...without('lstm solace'), clip]).filter((finding) => finding.rule === rule)
  expect(found).toHaveLength(1)
  expect(found[0]).toMatchObject({ blocks: true, clips: ['lstm solace'] })
  expect(found[0].message).toContain('1 of 3 of "lstm"')
  expect(found[0].message).toContain(value)
})

test('one clip of another encoder, with the same length, bitrate and frames, also where its headers are made the same', async () => {
  // The clip as this pipeline makes it, decoded and encoded by Shine: ffmpeg -c:a libshine -b:a 192k -write_xing 0.
  const audio = new Uint8Array(
    await readFile(new URL('fixtures/the-easy-winners.shine.mp3', import.meta.url)),
  )
  const disguised = audio.slice()
  for (const { offset } of readMp3(audio).frames) disguised[offset + 3] |= 0x40
  const reference = unfaded.get('the-easy-winners') ?? audio
  for (const [bytes, expected] of [
    [audio, ['frame-headers', 'bit-reservoir', 'silent-frames', 'loudness', 'lead-in']],
    [disguised, ['bit-reservoir', 'silent-frames', 'loudness', 'lead-in']],
  ] as const) {
    const clip = clipTraits(await deliver('lstm', 'the-easy-winners', bytes, reference))
    const found = findings([...without('lstm the-easy-winners'), clip])
    expect(found.map(({ rule }) => rule)).toEqual(expected)
    for (const finding of found)
      expect(finding).toMatchObject({ blocks: true, clips: ['lstm the-easy-winners'] })
  }
})

test('one clip among nine that is 0.2 LU quieter', () => {
  const found = findings(oneChanged(({ loudness }) => ({ loudness: loudness - 0.2 })))
  expect(found).toMatchObject([{ rule: 'loudness', clips: [clean[0].id] }])
})

test('a header more, another value and another order, but not the date', () => {
  expect(rules(oneChanged((clip) => ({ headers: [...clip.headers, ['x-cache', 'HIT']] })))).toEqual([
    'response-headers',
    'header-order',
  ])
  expect(rules(oneChanged((clip) => ({ headers: clip.headers.toReversed() })))).toEqual(['header-order'])
  expect(rules(oneChanged((clip) => ({ headers: clip.headers.map(([name]) => [name, 'x']) })))).toEqual([
    'response-headers',
    'response-headers',
  ])
  expect(rules(oneChanged(() => ({ status: 206 })))).toEqual(['response-status'])
})

const keyed = (change: (key: string, source: string) => string) =>
  clean.map((clip) => {
    const keys = clip.keys.map((one) => change(one, clip.source))
    return { ...clip, keys, paths: keys.map((one) => `/api/clips/${one}`) }
  })
const only = (source: string, changed: string, one: string, of: string) => (of === source ? changed : one)
const hexadecimal = () => Array.from({ length: 22 }, () => Math.floor(16 * random()).toString(16)).join('')

test.each<[string, (key: string, source: string) => string, string[]]>([
  [
    'a longer key',
    (key, source) => only('vae', `g-${key}`, key, source),
    ['key-length', 'key-characters', 'key-order'],
  ],
  [
    'a prefix',
    (key, source) => only('vae', `g-${key.slice(2)}`, key, source),
    ['key-characters', 'key-order'],
  ],
  [
    'a suffix',
    (key, source) => only('vae', `${key.slice(1)}7`, key, source),
    ['key-characters', 'key-order'],
  ],
  [
    'hexadecimal digits',
    (key, source) => only('vae', hexadecimal(), key, source),
    ['key-alphabet', 'key-order'],
  ],
  [
    'the source as a first letter',
    (key, source) => `${source[0]}${key.slice(1)}`,
    ['key-characters', 'key-order'],
  ],
])('keys of one source with %s', (_, change, expected) => {
  const found = rules(keyed(change))
  expect(expected).toEqual(expect.arrayContaining(found))
  expect(found).toContain(expected[0])
})

/** Ten clips with a key each, as of the demonstration. */
const few = (change: (key: string, source: string) => string) =>
  [4, 2, 2, 2].flatMap((count, i) => {
    const source = ['human', 'small', 'large', 'lstm'][i]
    return Array.from({ length: count }, (_, n) => {
      const one = change(key(), source)
      return { ...clean[0], id: `${source} ${n}`, source, keys: [one], paths: [`/api/clips/${one}`] }
    })
  })

test.each<[string, (key: string, source: string) => string, string]>([
  [
    'of generated clips',
    (one, source) => (source === 'human' ? one : `ai-${one.slice(3)}`),
    '"small", "large", "lstm" begin',
  ],
  [
    'of each source',
    (one, source) => `${source.slice(0, 4)}${one.slice(4)}`,
    'All keys of "small" begin with the same 4',
  ],
  [
    'of two clips, at the end',
    (one, source) => only('lstm', `${one.slice(4)}-xyz`, one, source),
    'All keys of "lstm" end',
  ],
])('a few keys with the same characters %s', (_, change, told) => {
  const found = findings(few(change)).filter(({ rule }) => rule === 'key-characters')
  expect(found.map(({ message }) => message).join('\n')).toContain(told)
})

test('a few random keys have no finding, nor have keys that all begin alike', () => {
  for (let i = 0; i < 50; i++) expect(rules(few((one) => one))).toEqual([])
  for (let i = 0; i < 20; i++) expect(rules(few((one) => `clip-${one}`))).toEqual([])
})

test('another address for one clip', () => {
  expect(rules(oneChanged(({ keys }) => ({ paths: keys.map((one) => `/api/ai/${one}`) })))).toEqual([
    'clip-address',
  ])
})

test('random keys have no finding, whatever the alphabet', () => {
  for (let i = 0; i < 20; i++) expect(rules(keyed(() => key()))).toEqual([])
  for (let i = 0; i < 20; i++) expect(rules(keyed(hexadecimal))).toEqual([])
})

test('a clip whose notes are not known says that its fade was not measured, and does not block', () => {
  expect(findings(oneChanged(() => ({ fade: null })))).toMatchObject([
    { rule: 'fade-unmeasured', blocks: false },
  ])
})
