import { readFileSync } from 'node:fs'
import { MidiError } from '@earshot/music/midi'
import type { Score } from '@earshot/music/notes'
import { strToU8, zipSync } from 'fflate'
import { describe, expect, test, vi } from 'vitest'
import { MusicXmlError, readMusicXml } from './musicxml.ts'
import { isXmlScore } from './song-format.ts'
import { decodeXml, XmlError } from './xml.ts'

const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url))
const minuet = fixture('minuet.musicxml')
const text = minuet.toString()
const times = ({ notes }: Score) => notes.map(({ start, end, pitch }) => [start, end, pitch])

/** Bar 1 twice, then bars 2 and 3: the tied E is one note, the two G are two. */
const played = [
  [0, 3, 48],
  [0, 3, 55],
  [0, 1, 72],
  [1, 3, 78],
  [3, 6, 48],
  [3, 6, 55],
  [3, 4, 72],
  [4, 6, 78],
  [6, 9, 48],
  [6, 10, 76],
  [7, 9, 52],
  [9, 12, 48],
  [10, 10.5, 79],
  [10.5, 11, 79],
]

test('parts, voices, chords, ties and repeats, with meter, tempo and title', async () => {
  const { score, title, warnings } = await readMusicXml(minuet)
  expect(times(score)).toEqual(played)
  expect(score.meters).toEqual([{ at: 0, beats: 3, unit: 4 }])
  expect(score.tempos.map(({ at, bpm }) => [at, Math.round(bpm)])).toEqual([
    [0, 90],
    [6, 60],
  ])
  expect([score.length, title, warnings]).toEqual([12, 'Minuet & Trio', []])
})

const container = (path: string) =>
  strToU8(`<container><rootfiles><rootfile full-path="${path}"/></rootfiles></container>`)

test('a packed score is the same', async () => {
  const packed = zipSync({ 'META-INF/container.xml': container('a/b.xml'), 'a/b.xml': minuet })
  expect(times((await readMusicXml(packed)).score)).toEqual(played)
})

test('MEI', async () => {
  const { score, title } = await readMusicXml(fixture('scale.mei'))
  expect([times(score), title]).toEqual([
    [
      [0, 1, 60],
      [1, 2, 62],
      [2, 3, 64],
      [3, 4, 65],
    ],
    'Scale',
  ])
})

test('in UTF-16, as some programs write it', async () => {
  const wide = Buffer.from(`\ufeff${text}`, 'utf16le')
  expect(isXmlScore(wide)).toBe(true)
  expect(times((await readMusicXml(wide)).score)).toEqual(played)
})

describe('what is refused', () => {
  test.each<[string, Uint8Array, typeof MusicXmlError | typeof XmlError, string]>([
    ['other XML', strToU8('<html></html>'), MusicXmlError, 'no score in MusicXML or MEI'],
    ['nothing', new Uint8Array(), MusicXmlError, 'no score in MusicXML or MEI'],
    ['a score cut short', minuet.subarray(0, 2500), MusicXmlError, 'ends too early'],
    ['no music', strToU8('<mei><music/></mei>'), MusicXmlError, 'Verovio does not understand'],
    ['no text', Uint8Array.of(0x3c, 0xff, 0xfe), XmlError, 'not in the encoding utf-8'],
    ['an encoding that is not there', strToU8('<?xml encoding="klingon"?>'), XmlError, 'encoding klingon'],
    ['a zip of other things', zipSync({ a: minuet }), MusicXmlError, 'container.xml is missing'],
    [
      'a packed score without its score',
      zipSync({ 'META-INF/container.xml': container('b.xml') }),
      MusicXmlError,
      'names b.xml, which is missing',
    ],
  ])('%s', async (_, bytes, kind, message) => {
    await expect(readMusicXml(bytes)).rejects.toThrow(kind)
    await expect(readMusicXml(bytes)).rejects.toThrow(message)
  })

  test('what is longer than asked for', async () => {
    await expect(readMusicXml(minuet, { maxQuarters: 11 })).rejects.toThrow(MidiError)
  })
})

test('a refused score leaves the reader in order, and nothing on the console', async () => {
  const log = vi.spyOn(console, 'log')
  const warn = vi.spyOn(console, 'warn')
  await expect(readMusicXml(strToU8('<mei><music/></mei>'))).rejects.toThrow()
  expect(times((await readMusicXml(minuet)).score)).toEqual(played)
  expect(log).not.toHaveBeenCalled()
  expect(warn).not.toHaveBeenCalled()
})

test('a score on which Verovio crashes is refused, and the next is read', async () => {
  const crashing = fixture('scale.mei').toString().replace('<layer n="1">', '<layer n=meiv')
  await expect(readMusicXml(strToU8(crashing))).rejects.toThrow('it crashes')
  expect(times((await readMusicXml(minuet)).score)).toEqual(played)
})

test.each([
  ['the declaration', Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>é</a>', 'latin1'), 'é'],
  ['UTF-8 without one', Buffer.from('<a>é</a>'), 'é'],
  ['a mark, whatever the declaration', Buffer.from('\ufeff<?xml encoding="latin1"?>é'), 'é'],
])('text is decoded by %s', (_, bytes, expected) => {
  expect(decodeXml(bytes)).toContain(expected)
})
