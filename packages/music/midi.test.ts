import { readdirSync, readFileSync } from 'node:fs'
import tonejs from '@tonejs/midi'
import { describe, expect, test } from 'vitest'
import { MidiError, readMidi, writeMidi } from './midi.ts'
import { durationInSeconds, perform, type Score } from './notes.ts'

const starter = new URL('../../content/starter/', import.meta.url)
const pieces = readdirSync(starter).filter((name) => name.endsWith('.mid'))

const chunk = (name: string, body: readonly number[], length = body.length): number[] => [
  ...Buffer.from(name, 'latin1'),
  ...[24, 16, 8, 0].map((shift) => (length >> shift) & 255),
  ...body,
]
const header = ({ format = 1, tracks = 1, division = 480 } = {}): number[] =>
  chunk('MThd', [0, format, 0, tracks, division >> 8, division & 255])
const end = [0, 0xff, 0x2f, 0]
const variable = (value: number): number[] => [...leading(value >> 7), value & 127]
const leading = (value: number): number[] =>
  value === 0 ? [] : [...leading(value >> 7), 128 | (value & 127)]
const tempo = (microseconds: number): number[] => [
  0xff,
  0x51,
  3,
  ...[16, 8, 0].map((s) => (microseconds >> s) & 255),
]
const on = (pitch: number, channel = 0): number[] => [0x90 | channel, pitch, 80]
const off = (pitch: number, channel = 0): number[] => [0x80 | channel, pitch, 0]
/** A quarter note of middle C. */
const middleC = [0, ...on(60), ...variable(480), ...off(60)]
const file = (...tracks: number[][]): Uint8Array =>
  Uint8Array.from([
    ...header({ tracks: tracks.length }),
    ...tracks.flatMap((track) => chunk('MTrk', [...track, ...end])),
  ])
const noteTimes = (bytes: Uint8Array) =>
  readMidi(bytes).score.notes.map(({ start, end, pitch }) => [start, end, pitch])

describe('what a file may hold', () => {
  test.each<[string, Uint8Array, number[][]]>([
    ['one quarter note', file(middleC), [[0, 1, 60]]],
    [
      'running status',
      file([0, 0x90, 60, 80, 0, 64, 80, ...variable(480), 60, 0, 0, 64, 0]),
      [
        [0, 1, 60],
        [0, 1, 64],
      ],
    ],
    [
      'a system exclusive message in two packets',
      file([0, 0xf0, 2, 1, 2, 0, 0xf7, 2, 3, 0xf7, ...middleC]),
      [[0, 1, 60]],
    ],
    [
      'overlapping notes of one pitch, first to begin first to end',
      file([0, ...on(60), 120, ...on(60), 120, ...off(60), 120, ...off(60)]),
      [
        [0, 0.5, 60],
        [0.25, 0.75, 60],
      ],
    ],
    ['a program change within a note', file([0, ...on(60), 120, 0xc0, 5, 120, ...off(60)]), [[0, 0.5, 60]]],
    [
      'the same pitch in two tracks',
      file([0, ...on(60), 120, ...off(60)], [0, ...on(60), 60, ...off(60)]),
      [
        [0, 0.125, 60],
        [0, 0.25, 60],
      ],
    ],
    [
      'all notes off',
      file([0, ...on(60), 0, ...on(64, 1), 120, 0xb0, 123, 0, 120, ...off(64, 1)]),
      [
        [0, 0.25, 60],
        [0, 0.5, 64],
      ],
    ],
    [
      'a text of 300,000 letters',
      file([0, 0xff, 1, ...variable(300_000), ...new Array<number>(300_000).fill(65), ...middleC]),
      [[0, 1, 60]],
    ],
    ['pressure and bends', file([0, 0xa0, 60, 1, 0, 0xd0, 5, 0, 0xe0, 0, 64, ...middleC]), [[0, 1, 60]]],
  ])('%s', (_, bytes, expected) => {
    expect(noteTimes(bytes)).toEqual(expected)
    expect(readMidi(bytes).warnings).toEqual([])
  })

  test('a header of eight bytes, and chunks of other names between the tracks', () => {
    const long = chunk('MThd', [0, 1, 0, 1, 1, 224, 0, 0])
    const bytes = Uint8Array.from([
      ...long,
      ...chunk('XFIH', [1, 2, 3]),
      ...chunk('MTrk', [...middleC, ...end]),
    ])
    expect(noteTimes(bytes)).toEqual([[0, 1, 60]])
  })

  test('a tempo in another track, later than the beginning, holds from there', () => {
    const { score } = readMidi(
      file([...variable(480), ...tempo(1_000_000)], [...middleC, 0, ...on(62), ...variable(480), ...off(62)]),
    )
    expect(score.tempos).toEqual([
      { at: 0, bpm: 120 },
      { at: 1, bpm: 60 },
    ])
    expect(perform(score).notes.map(({ start, end }) => [start, end])).toEqual([
      [0, 0.5],
      [0.5, 1.5],
    ])
  })

  test('times by SMPTE: 25 frames of 40 ticks a second', () => {
    const track = chunk('MTrk', [0, ...tempo(1), 0, ...on(60), ...variable(1000), ...off(60), ...end])
    const { score, warnings } = readMidi(Uint8Array.from([...header({ division: 0xe728 }), ...track]))
    expect(perform(score).notes[0]).toMatchObject({ start: 0, end: 1 })
    expect(score.tempos).toEqual([{ at: 0, bpm: 120 }])
    expect(warnings).toEqual(['1 tempos without effect, as times are in seconds'])
  })

  test('meters: three four, then six eight', () => {
    const { score } = readMidi(
      file([0, 0xff, 0x58, 4, 3, 2, 24, 8, ...variable(1440), 0xff, 0x58, 4, 6, 3, 24, 8, ...middleC]),
    )
    expect(score.meters).toEqual([
      { at: 0, beats: 3, unit: 4 },
      { at: 3, beats: 6, unit: 8 },
    ])
  })

  test('the pedal of another track or channel is the pedal of the piano, down while any channel holds it', () => {
    const hands = [...middleC]
    const left = [0, 0xb1, 64, 127, ...variable(240), 0xb2, 64, 100, 120, 0xb1, 64, 0, 60, 0xb2, 121, 0]
    expect(readMidi(file(hands, left)).score.pedal).toEqual([
      { at: 0, value: 127 },
      { at: 0.75, value: 100 },
      { at: 0.875, value: 0 },
    ])
  })

  test('titles in UTF-8 and Latin-1, but not the name that LilyPond gives', () => {
    const named = (bytes: readonly number[]) =>
      readMidi(file([0, 0xff, 3, bytes.length, ...bytes, ...middleC])).title
    expect(named([...Buffer.from('Für Elise')])).toBe('Für Elise')
    expect(named([...Buffer.from('Für Elise', 'latin1')])).toBe('Für Elise')
    expect(named([...Buffer.from('control track')])).toBeUndefined()
    expect(named([])).toBeUndefined()
  })
})

describe('what is left out or mended is said', () => {
  test.each<[string, Uint8Array, number, string]>([
    [
      'percussion',
      file([0, ...on(36, 9), 120, ...off(36, 9), ...middleC]),
      1,
      '1 notes of percussion left out',
    ],
    [
      'a note without end',
      file([0, ...on(60), ...variable(480), ...off(61)]),
      1,
      '1 notes without an end, ended with their track',
    ],
    [
      'a note of no length',
      file([0, ...on(61), 0, ...off(61), ...middleC]),
      1,
      '1 notes of no length left out',
    ],
    ['a tempo of 0', file([0, ...tempo(0), ...middleC]), 1, '1 impossible tempos left out'],
    [
      'a meter of 0 beats',
      file([0, 0xff, 0x58, 4, 0, 2, 24, 8, ...middleC]),
      1,
      '1 impossible meters left out',
    ],
    [
      'a missing track',
      Uint8Array.from([...header({ tracks: 2 }), ...chunk('MTrk', [...middleC, ...end])]),
      1,
      'the header promises 2 tracks, the file has 1',
    ],
    [
      'a file cut within an event',
      file([...middleC, ...middleC]).slice(0, -7),
      2,
      '1 tracks cut short by the end of the file',
    ],
    [
      'a chunk that claims 2 GB',
      Uint8Array.from([...header(), ...chunk('MTrk', [...middleC, ...end], 0x7fffffff)]),
      1,
      '1 tracks cut short by the end of the file',
    ],
  ])('%s', (_, bytes, notes, warning) => {
    const { score, warnings } = readMidi(bytes)
    expect(score.notes).toHaveLength(notes)
    expect(warnings).toContain(warning)
  })
})

describe('what is refused', () => {
  test.each<[string, Uint8Array, string]>([
    ['another file', Uint8Array.from(Buffer.from('RIFF, and more than 14 bytes')), 'no MIDI file'],
    ['an empty file', new Uint8Array(), 'no MIDI file'],
    [
      'format 2',
      Uint8Array.from([...header({ format: 2 }), ...chunk('MTrk', [...middleC, ...end])]),
      'format 2',
    ],
    [
      'a division of 0',
      Uint8Array.from([...header({ division: 0 }), ...chunk('MTrk', end)]),
      'the division is 0',
    ],
    [
      'an SMPTE division of 99 frames',
      Uint8Array.from([...header({ division: 0x9d28 }), ...chunk('MTrk', end)]),
      'SMPTE',
    ],
    ['a header without tracks', Uint8Array.from(header()), 'has no track'],
    ['a wrong header length', Uint8Array.from(chunk('MThd', [0, 1, 0, 1, 1, 224], 600)), 'wrong length'],
    ['running status at the start', file([0, 60, 80]), 'no running status'],
    [
      'running status resumed after a meta event',
      file([0, ...on(60), 0, 0xff, 1, 1, 65, 10, 62, 80]),
      'no running status',
    ],
    ['a data byte over 127', file([0, 0x90, 200, 200]), 'a data byte is 200'],
    ['a variable-length number of five bytes', file([255, 255, 255, 255, 1]), 'more than four bytes'],
    ['a clock message', file([0, 0xf8]), 'status 0xf8'],
    [
      'an event past the end of its chunk',
      Uint8Array.from([...header(), ...chunk('MTrk', [0, 0x90, 60])]),
      'runs past the end',
    ],
    [
      'a note of 134 million seconds',
      file([0, ...on(60), 255, 255, 255, 127, ...off(60)]),
      'quarter notes, more than 60000',
    ],
    [
      'nearly three hours',
      file([0, ...tempo(16_000_000), 0, ...on(60), ...variable(480 * 600), ...off(60)]),
      'lasts 9600 s, more than 3600',
    ],
  ])('%s', (_, bytes, message) => {
    expect(() => readMidi(bytes)).toThrow(MidiError)
    expect(() => readMidi(bytes)).toThrow(message)
  })

  test('what exceeds a limit', () => {
    const bytes = file(middleC, middleC)
    expect(() => readMidi(bytes, { maxBytes: 20 })).toThrow(`${bytes.length} bytes, more than 20`)
    expect(() => readMidi(bytes, { maxTracks: 1 })).toThrow('2 tracks, more than 1')
    expect(() => readMidi(bytes, { maxEvents: 5 })).toThrow('more than 5 events')
    expect(() => readMidi(bytes, { maxSeconds: 0.4 })).toThrow('more than 0.4')
    expect(() => readMidi(bytes, { maxQuarters: 0.5 })).toThrow('more than 0.5')
  })
})

test('100,000 notes at once on one key take no quadratic time', () => {
  const notes = Array.from({ length: 100_000 }, () => [0, ...on(60)])
  const ends = Array.from({ length: 100_000 }, () => [1, ...off(60)])
  const bytes = file([...notes, ...ends].flat())
  const begin = performance.now()
  expect(readMidi(bytes).score.notes).toHaveLength(100_000)
  expect(performance.now() - begin).toBeLessThan(3000)
})

test('100,000 notes one after another are read at once, and 400,000 are too many', () => {
  const notes = (count: number): Uint8Array => {
    const body = Buffer.alloc(count * 8, Uint8Array.from([0, ...on(60), 1, ...off(60)]))
    return Buffer.concat([Uint8Array.from([...header(), ...chunk('MTrk', [], body.length)]), body])
  }
  const begin = performance.now()
  expect(readMidi(notes(100_000)).score.notes).toHaveLength(100_000)
  expect(performance.now() - begin).toBeLessThan(3000)
  expect(() => readMidi(notes(400_000))).toThrow('more than 500000 events')
})

describe.each(pieces)('%s', (name) => {
  const bytes = readFileSync(new URL(name, starter))
  const { score, warnings } = readMidi(bytes)

  test('has the notes and times that @tonejs/midi reads', () => {
    const tracks = new tonejs.Midi(bytes).tracks.filter(({ channel }) => channel !== 9)
    const theirs = tracks.flatMap(({ notes }) =>
      notes.map(({ midi, time, duration }) => [midi, time, time + duration]),
    )
    const ours = perform(score).notes.map(({ pitch, start, end }) => [pitch, start, end])
    const order = (a: number[], b: number[]) => Math.round((a[1] - b[1]) * 1e4) || a[0] - b[0] || a[2] - b[2]
    expect(warnings).toEqual([])
    expect(ours).toHaveLength(theirs.length)
    theirs.sort(order)
    ours.sort(order).forEach((note, i) => {
      const [pitch, start, end] = theirs[i]
      // Where a unison ends as a note begins, the library gives the new note the end of the old one and no length.
      note.slice(0, end > start ? 3 : 2).forEach((value, j) => {
        expect(value).toBeCloseTo([pitch, start, end][j], 2)
      })
    })
  })

  test('is written and read without loss', () => {
    const grid = (quarters: number) => Math.round(quarters * 480) / 480
    const rounded = {
      ...score,
      notes: score.notes.map((note) => ({ ...note, start: grid(note.start), end: grid(note.end) })),
      pedal: score.pedal.map(({ at, value }) => ({ at: grid(at), value })),
      tempos: score.tempos.map(({ at, bpm }) => ({ at: grid(at), bpm })),
      length: grid(score.length),
    }
    const written = readMidi(writeMidi(score, { title: 'Für Elise – 月光' }))
    expect(written).toEqual({ score: sorted(rounded), warnings: [], title: 'Für Elise – 月光' })
    expect(durationInSeconds(written.score)).toBeCloseTo(durationInSeconds(score), 2)
  })
})

const sorted = (score: Score): Score => ({
  ...score,
  notes: score.notes.sort(
    (a, b) => a.start - b.start || a.pitch - b.pitch || a.end - b.end || a.velocity - b.velocity,
  ),
})

test('every velocity, pedal depth and tempo survives, and so do overlaps, repeats and two of the same note', () => {
  const notes = Array.from({ length: 127 }, (_, i) => ({
    start: i / 4,
    end: (i + 1) / 4,
    pitch: 60,
    velocity: i + 1,
  }))
  const overlaps = [
    { start: 40, end: 44, pitch: 60, velocity: 70 },
    { start: 41, end: 42, pitch: 60, velocity: 71 },
    { start: 41, end: 42, pitch: 60, velocity: 71 },
    { start: 41.5, end: 43, pitch: 60, velocity: 72 },
  ]
  const score: Score = {
    notes: [...notes, ...overlaps],
    tempos: [38, 91, 120, 128.3, 265].map((bpm, at) => ({ at, bpm: 6e7 / Math.round(6e7 / bpm) })),
    meters: [
      { at: 0, beats: 3, unit: 4 },
      { at: 30, beats: 7, unit: 8 },
    ],
    pedal: Array.from({ length: 127 }, (_, i) => ({ at: i / 8, value: i + 1 })),
    length: 44,
  }
  const { score: read, warnings } = readMidi(writeMidi(score))
  expect(read).toEqual(score)
  expect(warnings).toEqual([])
})

test('an empty score is an empty file', () => {
  const empty: Score = { notes: [], tempos: [], meters: [], pedal: [], length: 0 }
  expect(readMidi(writeMidi(empty)).score.notes).toEqual([])
})
