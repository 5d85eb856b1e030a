import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readMidi } from './midi.ts'
import type { Score } from './notes.ts'
import { rollLayout } from './roll-layout.ts'
import { rollPicture } from './roll-picture.ts'

const note = (start: number, end: number, pitch: number, velocity = 127) => ({ start, end, pitch, velocity })
const score: Score = {
  notes: [note(0, 1, 60), note(3, 5, 64, 1), note(8, 9, 79)],
  tempos: [{ at: 0, bpm: 120 }],
  meters: [{ at: 0, beats: 4, unit: 4 }],
  pedal: [],
  length: 12,
}
const file = new URL('../../content/starter/satie-gymnopedie-no1.mid', import.meta.url)
const satie = readMidi(new Uint8Array(readFileSync(file))).score

test('time goes right and pitch up, in quarter notes and semitones', () => {
  const { notes, ...layout } = rollLayout(score)
  expect(layout).toMatchObject({ width: 12, height: 24, lowest: 58, highest: 81 })
  expect(notes.map(({ x, y, width, opacity }) => [x, y, width, opacity])).toEqual([
    [0, 21, 1, 1],
    [3, 17, 2, 0.55],
    [8, 2, 1, 1],
  ])
  expect(layout.bars.map(({ number, x, heavy }) => [number, x, heavy])).toEqual([
    [1, 0, true],
    [2, 4, false],
    [3, 8, false],
  ])
  // The line under middle C is that under row 21.
  expect(layout.octaves).toEqual([
    { label: 'C4', y: 22 },
    { label: 'C5', y: 10 },
  ])
})

test('bars of a view, notes cut at its edges', () => {
  const { notes, bars, width, xOf } = rollLayout(score, { from: 2, to: 2 })
  expect(notes).toMatchObject([{ note: 1, x: 0, width: 1 }])
  expect(bars).toEqual([{ number: 2, x: 0, heavy: false }])
  expect([width, xOf(6)]).toEqual([4, 2])
  for (const [from, to] of [
    [0, 1],
    [2, 1],
    [1, 4],
    [1.5, 2],
  ]) {
    expect(() => rollLayout(score, { from, to })).toThrow('the piece has bars 1 to 3')
  }
})

test('seconds by the tempo map', () => {
  const slower = { ...score, tempos: [...score.tempos, { at: 4, bpm: 60 }] }
  const { notes, bars, width } = rollLayout(slower, { time: 'seconds' })
  expect(notes.map(({ x, width: seconds }) => [x, seconds])).toEqual([
    [0, 0.5],
    [1.5, 1.5],
    [6, 1],
  ])
  expect([bars.map(({ x }) => x), width]).toEqual([[0, 2, 6], 10])
})

test('one range of pitches for several pieces; notes outside are not drawn', () => {
  const { notes, height } = rollLayout(score, { pitches: { lowest: 60, highest: 71 } })
  expect([notes.length, height]).toEqual([2, 12])
})

test('silence is a bar without notes', () => {
  const silence = { ...score, notes: [], length: 0 }
  expect(rollLayout(silence)).toMatchObject({ notes: [], width: 4, height: 12 })
  expect(rollPicture(silence)).toContain('0 notes')
})

/** Start tags, each closed in order, attributes quoted once: what a picture of ours must keep to be XML. */
function elements(svg: string): string[] {
  const open: string[] = []
  const names: string[] = []
  const text = svg.replace(/<(\/?)([a-z]+)((?: [\w:-]+="[^"<>]*")*)(\/?)>/g, (_, end, name, __, empty) => {
    if (end) expect(open.pop()).toBe(name)
    else names.push(String(name))
    if (!end && !empty) open.push(String(name))
    return ''
  })
  expect(open).toEqual([])
  expect(text.replace(/&(amp|lt|gt|quot);/g, '')).not.toMatch(/[<>&]/)
  return names
}

test('a picture is XML with a title, a description and every note of a real piece', () => {
  const names = elements(rollPicture(satie))
  expect(names.slice(0, 3)).toEqual(['svg', 'title', 'desc'])
  // One rectangle is the ground.
  expect(names.filter((name) => name === 'rect')).toHaveLength(satie.notes.length + 1)
  expect(rollPicture(satie)).toBe(rollPicture(satie))
})

test('any title is text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (title) => {
      expect(elements(rollPicture(score, { title }))).toContain('title')
    }),
  )
  expect(rollPicture(score, { title: 'a <b> & "c"\u0000\ud800' })).toContain(
    '<title>a &lt;b&gt; &amp; &quot;c&quot;</title>',
  )
})

test('everything stays inside the picture, whatever its size', () => {
  const size = fc.integer({ min: 160, max: 3000 })
  fc.assert(
    fc.property(
      size,
      size.map((pixels) => Math.ceil(pixels / 2)),
      (width, height) => {
        const svg = rollPicture(satie, { width, height, from: 1, to: 20 })
        for (const [, x, y, w, h] of svg.matchAll(
          /<rect x="(.*?)" y="(.*?)" width="(.*?)" height="(.*?)"/g,
        )) {
          expect(Math.min(Number(x), Number(y), Number(w), Number(h))).toBeGreaterThan(0)
          expect(Number(x) + Number(w)).toBeLessThanOrEqual(width)
          expect(Number(y) + Number(h)).toBeLessThanOrEqual(height)
        }
      },
    ),
    { numRuns: 20 },
  )
})

test('borrowed notes are red and underlined, and the description says how many', () => {
  const svg = rollPicture(score, { marked: [1] })
  const marked = /<g fill="#a5291b">\n(.*)\n<\/g>/.exec(svg)?.[1] ?? ''
  expect(elements(marked)).toEqual(['rect', 'rect'])
  expect(svg).toContain('; 1 note is marked.')
  expect(rollPicture(score)).not.toContain('marked')
})

test('light, dark or without ground; bars in italics or seconds', () => {
  const ground = (svg: string) => /<rect width="1200" height="400" fill="(.*?)"/.exec(svg)?.[1]
  expect(ground(rollPicture(score))).toBe('#ffffff')
  expect(ground(rollPicture(score, { theme: 'dark' }))).toBe('#1a1e21')
  expect(ground(rollPicture(score, { transparent: true }))).toBeUndefined()
  expect(rollPicture(score)).toMatch(/font-style="italic" font-size="13">\n<text [^>]*>1</)
  expect(rollPicture(score, { time: 'seconds' })).toContain('>0:05<')
})

test('long pieces have fewer bar numbers, at bars 1, 17, 33 ...', () => {
  const numbers = [...rollPicture({ ...score, length: 2000 }).matchAll(/>(\d+)<\/text>/g)].map(([, n]) =>
    Number(n),
  )
  expect(numbers.slice(0, 4)).toEqual([1, 17, 33, 49])
})

test('a size that cannot be drawn is refused', () => {
  for (const width of [0, 159, 20_001, NaN])
    expect(() => rollPicture(score, { width })).toThrow('cannot be drawn')
})
