import { readFileSync } from 'node:fs'
import path from 'node:path'
import { strToU8, unzipSync, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { Lpd5Error, readLpd5 } from './lpd5.ts'
import { readNpz } from './npz.ts'

const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}.npz`, import.meta.url))

const piano = [
  { start: 0, end: 1, pitch: 60, velocity: 100 },
  { start: 1, end: 2, pitch: 64, velocity: 80 },
  { start: 47 / 24, end: 4, pitch: 67, velocity: 1 },
  { start: 49 / 24, end: 3, pitch: 64, velocity: 70 },
]
const at80 = piano.map((note) => ({ ...note, velocity: 80 }))

test('a song as LPD-5 has it, with the zip64 headers of modern numpy', () => {
  expect(readLpd5(fixture('lpd5-zip64'), { velocity: 'file' })).toEqual({
    name: 'invented',
    dialect: '2018',
    resolution: 24,
    steps: 192,
    tracks: [
      { name: 'Drums', program: 0, isDrum: true, empty: false },
      { name: 'Piano', program: 0, isDrum: false, empty: false },
      { name: 'Guitar', program: 24, isDrum: false, empty: true },
    ],
    score: {
      notes: piano,
      tempos: [
        { at: 0, bpm: 120 },
        { at: 2, bpm: 60 },
        { at: 6, bpm: 6e7 / 666667 },
      ],
      meters: [{ at: 0, beats: 4, unit: 4 }],
      pedal: [],
      length: 8,
    },
  })
})

test('a stored archive of one track, with one velocity unless the file is asked for its own', () => {
  const { score } = readLpd5(fixture('lpd5-stored'))
  expect(score.notes).toEqual(at80)
  expect(score.tempos).toEqual([{ at: 0, bpm: 120 }])
})

test('pypianoroll 1.0: columns of tempo, on and off instead of velocities', () => {
  const song = readLpd5(fixture('pypianoroll-binary'), { velocity: 'file' })
  expect(song.dialect).toBe('pypianoroll')
  expect(song.tracks.map(({ name }) => name)).toEqual(['Keys', 'Bass'])
  expect(song.score.notes).toEqual(at80)
  expect(song.score.tempos).toEqual([{ at: 0, bpm: 96 }])
})

test('pypianoroll 1.0 without tempo, downbeat or names, at another resolution', () => {
  const song = readLpd5(fixture('pypianoroll-bare'))
  expect([song.name, song.resolution, song.steps, song.score.length]).toEqual(['', 12, 192, 16])
  expect(song.score.notes[1]).toEqual({ start: 2, end: 4, pitch: 64, velocity: 80 })
  expect(song.score.tempos).toEqual([{ at: 0, bpm: 120 }])
})

test('all tracks but drums on one piano: what two tracks play together is one note', () => {
  expect(readLpd5(fixture('pypianoroll-binary'), { track: 'all' }).score.notes).toEqual(at80)
  expect(readLpd5(fixture('lpd5-zip64'), { track: 'all' }).score.notes).toEqual(at80)
})

test('readNpz gives the arrays by numpy.load names', () => {
  const arrays = readNpz(fixture('lpd5-zip64'))
  expect(arrays.size).toBe(14)
  expect(arrays.get('pianoroll_2_csc_shape')?.data).toEqual(Float64Array.of(0, 128))
  expect(arrays.get('pianoroll_1_csc_data')?.data.length).toBe(24 + 24 + 23 + 49)
})

describe('what is wrong is named', () => {
  const members = unzipSync(fixture('lpd5-zip64'))
  const info = JSON.parse(Buffer.from(members['info.json']).toString()) as Record<string, unknown>
  const withInfo = (changes: Record<string, unknown>) => ({
    'info.json': strToU8(JSON.stringify({ ...info, ...changes })),
  })
  const changed = (changes: Record<string, Uint8Array | undefined>) => {
    const kept = Object.entries({ ...members, ...changes }).filter(([, bytes]) => bytes !== undefined)
    return zipSync(Object.fromEntries(kept) as Record<string, Uint8Array>)
  }
  const body = (name: string, edit: (view: DataView) => void) => {
    const bytes = members[name].slice()
    edit(new DataView(bytes.buffer, 128))
    return { [name]: bytes }
  }
  test.each([
    ['no info', { 'info.json': undefined }, 'info.json: is missing'],
    ['no JSON', { 'info.json': strToU8('{') }, 'info.json: '],
    ['no resolution', withInfo({ beat_resolution: null }), 'info.json: resolution or beat_resolution'],
    [
      'no piano',
      withInfo({ '1': { name: 'Organ', program: 16, is_drum: false } }),
      'info.json: names no piano',
    ],
    ['a missing part', { 'pianoroll_1_csc_data.npy': undefined }, 'pianoroll_1_csc_data.npy: is missing'],
    [
      'a cut part',
      { 'pianoroll_1_csc_indices.npy': members['pianoroll_1_csc_indices.npy'].slice(0, -4) },
      'pianoroll_1_csc_indices.npy: shape (120) of <i4 takes 480 bytes, not 476',
    ],
    [
      'a row outside',
      body('pianoroll_1_csc_indices.npy', (view) => {
        view.setInt32(0, 192, true)
      }),
      'pianoroll_1_csc_indices.npy: time step 192 is not in 0..191',
    ],
    [
      'columns in disorder',
      body('pianoroll_1_csc_indptr.npy', (view) => {
        view.setInt32(4, 500, true)
      }),
      'pianoroll_1_csc_indptr.npy: must be 129 ascending numbers',
    ],
    [
      'a velocity of 128',
      body('pianoroll_1_csc_data.npy', (view) => {
        view.setUint8(0, 128)
      }),
      'pianoroll_1_csc_data.npy: velocity 128',
    ],
    [
      'a tempo of 0',
      body('tempo.npy', (view) => {
        view.setFloat64(0, 0, true)
      }),
      'tempo.npy: a tempo of 0',
    ],
    [
      'another number of pitches',
      body('pianoroll_1_csc_shape.npy', (view) => {
        view.setUint8(8, 88)
      }),
      'pianoroll_1_csc_shape.npy: the roll has shape 192 x 88',
    ],
  ])('%s', (_, changes, message) => {
    expect(() => readLpd5(changed(changes))).toThrow(Lpd5Error)
    expect(() => readLpd5(changed(changes))).toThrow(message)
  })

  test('too many steps, and no archive', () => {
    expect(() => readLpd5(fixture('lpd5-zip64'), { maxSteps: 191 })).toThrow('192 time steps, more than 191')
    const slow = changed({
      ...withInfo({ beat_resolution: 1 }),
      ...body('pianoroll_1_csc_shape.npy', (view) => {
        view.setInt32(0, 60_001, true)
      }),
    })
    expect(() => readLpd5(slow)).toThrow('more than 60000 quarter notes')
    expect(() => readLpd5(strToU8('hello'))).toThrow('this is no zip archive')
  })

  test('rows in disorder are the same notes', () => {
    const swapped = body('pianoroll_1_csc_indices.npy', (view) => {
      view.setInt32(0, 9, true)
      view.setInt32(36, 0, true)
    })
    expect(readLpd5(changed(swapped)).score.notes).toEqual(at80)
  })
})

interface IndexEntry {
  md5: string
  path: string
  steps: number
  tempo0: number
  tempo_constant: boolean
  empty_tracks: string[]
  piano: { onsets: number; pitches: number; median_velocity: number }
}

const folder = process.env.EARSHOT_LPD5
test.skipIf(folder === undefined)(
  'every song of the LPD-5 sample is as its index says (needs EARSHOT_LPD5)',
  () => {
    const root = folder ?? ''
    const index = JSON.parse(readFileSync(path.join(root, 'index.json'), 'utf8')) as IndexEntry[]
    expect(index.length).toBeGreaterThan(0)
    for (const entry of index) {
      const song = readLpd5(readFileSync(path.join(root, 'lpd_5/lpd_5_cleansed', entry.path)))
      expect({
        md5: song.name,
        steps: song.steps,
        tempo0: Math.round(song.score.tempos[0].bpm * 1000) / 1000,
        constant: song.score.tempos.length === 1,
        empty: song.tracks.filter(({ empty }) => empty).map(({ name }) => name),
        onsets: song.score.notes.length,
        pitches: new Set(song.score.notes.map(({ pitch }) => pitch)).size,
      }).toEqual({
        md5: entry.md5,
        steps: entry.steps,
        tempo0: entry.tempo0,
        constant: entry.tempo_constant,
        empty: entry.empty_tracks,
        onsets: entry.piano.onsets,
        pitches: entry.piano.pitches,
      })
    }
  },
)
