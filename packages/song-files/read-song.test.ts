import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { noteHash } from '@earshot/music/hash'
import { writeMidi } from '@earshot/music/midi'
import type { Score } from '@earshot/music/notes'
import { strToU8, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { readSong, SongError, type ReadSong } from './read-song.ts'
import { openSongFiles } from './song-files.ts'

const file = (path: string) => new Uint8Array(readFileSync(new URL(path, import.meta.url)))
const roll = (name: string) => file(`../music/fixtures/${name}.npz`)
const starter = new URL('../../content/starter/', import.meta.url)
const satie = file('../../content/starter/satie-gymnopedie-no1.mid')
const minuet = file('fixtures/minuet.musicxml')
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const md5 = '0123456789abcdef0123456789abcdef'

const score = (notes: Score['notes'], length: number): Score => ({
  notes,
  tempos: [{ at: 0, bpm: 120 }],
  meters: [{ at: 0, beats: 4, unit: 4 }],
  pedal: [],
  length,
})
const note = { start: 0, end: 1, pitch: 60, velocity: 80 }

test.each(readdirSync(starter).filter((name) => name.endsWith('.mid')))('%s', async (name) => {
  const bytes = file(`../../content/starter/${name}`)
  const song = await readSong(name, bytes)
  expect(song.score.notes.length).toBeGreaterThan(100)
  expect(song).toMatchObject({
    format: 'midi',
    identity: sha256(bytes),
    content: sha256(bytes),
    warnings: [],
  })
})

describe('identity and title', () => {
  test('a title is cut between characters', async () => {
    const long = writeMidi(score([note], 1), { title: `${'a'.repeat(199)}\u{1f600}` })
    expect((await readSong('a.mid', long)).title).toBe('a'.repeat(199))
    const scored = new TextDecoder()
      .decode(minuet)
      .replace(/(<work-title>)[^<]*/, `$1${'b'.repeat(199)}\u{1f600}`)
    expect((await readSong('b.musicxml', strToU8(scored))).title).toBe('b'.repeat(199))
  })

  test('the reason of a refusal can be kept as text', async () => {
    const bytes = zipSync({ 'info.json': strToU8('\0 is no JSON') })
    await expect(readSong('a.npz', bytes)).rejects.toMatchObject({
      reason: expect.stringContaining('"\ufffd is no JSON"') as string,
    })
  })

  test.each([
    [`A/B/C/${md5}.npz`, md5, md5],
    [`archive.tar.gz/${md5.toUpperCase()}.npz`, md5, md5.toUpperCase()],
    [`${md5}0.npz`, sha256(roll('lpd5-zip64')), `${md5}0`],
    ['folder\\song.npz', sha256(roll('lpd5-zip64')), 'song'],
  ])('%s', async (name, identity, title) => {
    const song = await readSong(name, roll('lpd5-zip64'))
    expect(song).toMatchObject({ identity, title, content: sha256(roll('lpd5-zip64')), format: 'lpd5' })
  })

  test('the title of a MIDI file or a score, or else the name of the file', async () => {
    const titled = await readSong('a.mid', writeMidi(score([note], 1), { title: 'Für Elise' }))
    expect([titled.title, (await readSong('b.musicxml', minuet)).title]).toEqual([
      'Für Elise',
      'Minuet & Trio',
    ])
    expect((await readSong('c.mid', writeMidi(score([note], 1)))).title).toBe('c')
  })
})

test.each([
  ['a.npz', satie, 'midi'],
  ['a', minuet, 'musicxml'],
  ['a.mid', roll('pypianoroll-bare'), 'lpd5'],
  ['a.xml', minuet, 'musicxml'],
  ['a.mei', file('fixtures/scale.mei'), 'musicxml'],
])('%s is read by what it holds', async (name, bytes, format) => {
  expect((await readSong(name, bytes)).format).toBe(format)
})

describe('options', () => {
  const velocities = ({ score: { notes } }: ReadSong) => notes.map(({ velocity }) => velocity)

  test("velocities of the file, or one for all; where a roll has only on and off, the pianist's 80", async () => {
    expect(velocities(await readSong('a.npz', roll('lpd5-zip64')))).toEqual([100, 80, 1, 70])
    expect(velocities(await readSong('a.npz', roll('lpd5-zip64'), { velocity: 64 }))).toEqual([
      64, 64, 64, 64,
    ])
    expect(velocities(await readSong('a.npz', roll('pypianoroll-binary')))).toEqual([80, 80, 80, 80])
    expect(new Set(velocities(await readSong('a.mid', satie, { velocity: 64 })))).toEqual(new Set([64]))
  })

  test('the piano track, or all but the drums', async () => {
    const { score: all } = await readSong('a.npz', roll('pypianoroll-binary'), { track: 'all' })
    expect(all.notes.map(({ pitch }) => pitch)).toEqual([60, 64, 67, 64])
  })

  test.each([
    ['maxBytes', { maxBytes: 100 }, `the file has ${satie.length} bytes, more than 100`],
    ['maxNotes', { maxNotes: 3 }, 'notes, more than 3'],
    ['maxQuarters', { maxQuarters: 4 }, 'quarter notes, more than 4'],
    ['maxSeconds', { maxSeconds: 4 }, 's, more than 4'],
  ])('%s', async (_, limits, message) => {
    await expect(readSong('a.mid', satie, limits)).rejects.toThrow(message)
  })

  test('limits hold for piano rolls as well', async () => {
    const song = roll('lpd5-zip64')
    await expect(readSong('a.npz', song, { maxNotes: 3 })).rejects.toThrow('4 notes, more than 3')
    await expect(readSong('a.npz', song, { maxQuarters: 3 })).rejects.toThrow('4 quarter notes, more than 3')
    await expect(readSong('a.npz', song, { maxSeconds: 2 })).rejects.toThrow('3 seconds, more than 2')
  })
})

test('the same notes as MIDI and as a piano roll make the same song; the silent end of the roll is cut', async () => {
  const fromRoll = (await readSong('a.npz', roll('lpd5-zip64'))).score
  const fromMidi = (await readSong('a.mid', writeMidi(fromRoll))).score
  expect([fromRoll.length, fromMidi.length]).toEqual([4, 4])
  expect(noteHash(fromMidi)).toBe(noteHash(fromRoll))
})

describe('what is no song', () => {
  const refuse = (name: string, bytes: Uint8Array) =>
    readSong(name, bytes).then(
      () => null,
      (error: unknown) => error,
    )
  const members = (track: string) => ({
    'info.json': strToU8(
      JSON.stringify({
        beat_resolution: 24,
        '0': { name: 'Piano', program: 0, is_drum: false },
        '1': { name: track, program: 32, is_drum: false },
      }),
    ),
    'pianoroll_0.npy': dense(0),
    'pianoroll_1.npy': dense(100),
  })

  test.each<[string, Uint8Array, string]>([
    ['a.mid', strToU8('hello'), 'this is no MIDI file'],
    ['a.npz', strToU8('hello'), 'this is no zip archive, or its end is missing'],
    ['a.npz', new Uint8Array(), 'this is no zip archive, or its end is missing'],
    ['a.npz', zipSync({ a: satie }), 'info.json: is missing, so this is no piano roll saved by pypianoroll'],
    ['a.musicxml', strToU8('<html/>'), 'this is no score in MusicXML or MEI'],
    ['a.txt', strToU8('hello'), 'this is neither a piano roll (.npz) nor MIDI, MusicXML or MEI'],
    ['a.mid', writeMidi(score([], 0)), 'there is no note in it'],
    ['a.npz', zipSync(members('Bass')), 'track Piano is empty (notes are in Bass)'],
  ])('%s: %#', async (name, bytes, reason) => {
    const error = await refuse(name, bytes)
    expect(error).toBeInstanceOf(SongError)
    expect(error).toMatchObject({ file: name, reason, message: `${name}: ${reason}` })
  })

  test('drums alone', async () => {
    const drums = Buffer.from(writeMidi(score([note], 1)))
    for (let i = 0; i < drums.length - 1; i++)
      if ([0x80, 0x90].includes(drums[i]) && drums[i + 1] === 60) drums[i] |= 9
    await expect(readSong('a.mid', drums)).rejects.toThrow(
      'there is no note in it; 1 notes of percussion left out',
    )
  })
})

/** A roll of 24 steps x 128 pitches as .npy: one value everywhere. */
function dense(value: number): Uint8Array {
  const header = "{'descr': '|u1', 'fortran_order': False, 'shape': (24, 128), }".padEnd(117) + '\n'
  const start = Buffer.from(`\x93NUMPY\x01\x00${String.fromCharCode(header.length)}\x00${header}`, 'latin1')
  return Buffer.concat([start, Buffer.alloc(24 * 128, value)])
}

const lpd5 = process.env.EARSHOT_LPD5
test.skipIf(lpd5 === undefined)('every LPD-5 file of the sample is a song (needs EARSHOT_LPD5)', async () => {
  const identities = new Set<string>()
  for await (const found of (await openSongFiles([lpd5 ?? ''])).files()) {
    if ('refused' in found) throw new Error(`${found.file}: ${found.refused}`)
    const { identity, score: read } = await readSong(found.file, found.bytes)
    expect(found.file).toContain(identity)
    expect(read.length).toBe(Math.max(...read.notes.map(({ end }) => end)))
    identities.add(identity)
  }
  expect(identities.size).toBe(600)
})
