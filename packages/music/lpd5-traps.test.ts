/** The traps of LPD-5, one test each or a line that says where it is; files are made here as pypianoroll 0.3 wrote them. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { strToU8, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { nearestLine } from './grid.ts'
import { readLpd5 } from './lpd5.ts'
import { toBarRolls } from './roll.ts'
import { toChords } from './tokens.ts'

function npy(descr: string, shape: string, numbers: ArrayBufferView): Uint8Array {
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }`.padEnd(117) + '\n'
  const start = Buffer.from(`\x93NUMPY\x01\x00${String.fromCharCode(header.length)}\x00${header}`, 'latin1')
  return Buffer.concat([start, Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength)])
}

interface Cells {
  name: string
  isDrum?: boolean
  /** of one pitch: [time step, velocity], ascending */
  cells?: [number, number][]
}

/** A song of `steps` time steps; the cells of every track are at one pitch. */
function song(steps: number, tracks: Cells[], tempo = new Float64Array(steps).fill(120)): Uint8Array {
  const members: Record<string, Uint8Array> = {
    'tempo.npy': npy('<f8', `(${tempo.length},)`, tempo),
    'downbeat.npy': npy(
      '|b1',
      `(${steps},)`,
      Uint8Array.from({ length: steps }, (_, i) => Number(i === 0)),
    ),
  }
  const info: Record<string, unknown> = { name: 'made', beat_resolution: 24 }
  tracks.forEach(({ name, isDrum = false, cells = [] }, i) => {
    const count = cells.length
    const part = (what: string, bytes: Uint8Array) => (members[`pianoroll_${i}_csc_${what}.npy`] = bytes)
    const velocities = Uint8Array.from(cells, ([, velocity]) => velocity)
    part('data', npy(count > 0 ? '|u1' : '|b1', `(${count},)`, velocities))
    part(
      'indices',
      npy(
        '<i4',
        `(${count},)`,
        Int32Array.from(cells, ([step]) => step),
      ),
    )
    part(
      'indptr',
      npy(
        '<i4',
        '(129,)',
        Int32Array.from({ length: 129 }, (_, pitch) => (pitch > 60 ? count : 0)),
      ),
    )
    part('shape', npy('<i8', '(2,)', BigInt64Array.of(BigInt(count > 0 ? steps : 0), 128n)))
    info[i] = { name, program: 0, is_drum: isDrum }
  })
  return zipSync({ ...members, 'info.json': strToU8(JSON.stringify(info)) })
}

const held = (from: number, to: number, velocity = 100): [number, number][] =>
  Array.from({ length: to - from }, (_, i) => [from + i, velocity])

// Trap 1, one song under many ids, is for who reads many files: see read-song.test.ts in song-files.

test("trap 2: beat b's tempo is tempo[b], however the array is tiled", () => {
  const tempos = [100, 100, 50, 200]
  const tiled = Float64Array.from({ length: 96 }, (_, i) => tempos[i % 4])
  expect(readLpd5(song(96, [{ name: 'Piano', cells: held(0, 24) }], tiled)).score.tempos).toEqual([
    { at: 0, bpm: 100 },
    { at: 2, bpm: 50 },
    { at: 3, bpm: 200 },
  ])
})

test('trap 3: bars are 96 steps whatever downbeat says, and songs end within one', () => {
  const { score, steps } = readLpd5(song(168, [{ name: 'Piano', cells: held(0, 24) }]))
  expect([steps, score.length, score.meters]).toEqual([168, 7, [{ at: 0, beats: 4, unit: 4 }]])
})

describe('trap 4: an onset one step before a line is of that line', () => {
  const { score } = readLpd5(song(96, [{ name: 'Piano', cells: [...held(23, 36), ...held(47, 60)] }]))

  test('the score keeps it exactly', () => {
    expect(score.notes.map(({ start }) => start)).toEqual([23 / 24, 47 / 24])
  })

  test('every grid rounds it up', () => {
    expect([4, 6, 12].map((lines) => nearestLine(score.notes[0].start, lines))).toEqual([4, 6, 12])
    expect(
      toChords(score, 'sixteenth')
        .map((chord) => chord.length)
        .join(''),
    ).toBe('0000110011000000')
    expect(toChords(score, 'quarter').slice(0, 3)).toEqual([[], [60], [60]])
    const [onsets] = toBarRolls(score, { cells: 'onset' })
    expect(
      onsets.reduce<number[]>((cells, on, i) => (on ? [...cells, Math.floor(i / 96)] : cells), []),
    ).toEqual([6, 12])
  })
})

test('trap 5: an empty track has shape (0, 128), and its song the length of the others', () => {
  const read = readLpd5(song(96, [{ name: 'Piano' }, { name: 'Bass', cells: held(0, 24) }]))
  expect([read.steps, read.score.notes, read.tracks.map(({ empty }) => empty)]).toEqual([
    96,
    [],
    [true, false],
  ])
})

test('trap 6: one velocity unless asked; of a run that changes it, the first', () => {
  const bytes = song(96, [{ name: 'Piano', cells: [...held(0, 12, 1), ...held(12, 24, 90)] }])
  expect(readLpd5(bytes).score.notes).toEqual([{ start: 0, end: 1, pitch: 60, velocity: 80 }])
  expect(readLpd5(bytes, { velocity: 'file' }).score.notes).toEqual([
    { start: 0, end: 1, pitch: 60, velocity: 1 },
  ])
})

test('trap 7: the longest song of LPD-5 is read at once, a longer one refused', () => {
  const longest = 959_040
  const bytes = song(longest, [{ name: 'Piano', cells: held(longest - 24, longest) }])
  const begun = performance.now()
  expect(readLpd5(bytes).score.notes).toEqual([{ start: 39_959, end: 39_960, pitch: 60, velocity: 80 }])
  expect(performance.now() - begun).toBeLessThan(3000)
  expect(() => readLpd5(song(1_000_008, [{ name: 'Piano', cells: held(0, 9) }]))).toThrow(
    'the song has 1000008 time steps, more than 1000000',
  )
})

// Trap 8, what piano tracks are like: counts of notes and pitches are compared with the index in lpd5.test.ts.

test('trap 9: one zeroed cell parts a repeated note; drums are of single cells, and left out', () => {
  const bytes = song(96, [
    { name: 'Drums', isDrum: true, cells: [[0, 100]] },
    { name: 'Piano', cells: [...held(0, 11), ...held(12, 24)] },
  ])
  const times = [
    [0, 11 / 24],
    [0.5, 1],
  ]
  expect(readLpd5(bytes).score.notes.map(({ start, end }) => [start, end])).toEqual(times)
  expect(readLpd5(bytes, { track: 'all' }).score.notes.map(({ start, end }) => [start, end])).toEqual(times)
})

test('pypianoroll 1.0 may write tempo, beat and downbeat as columns', () => {
  const column = npy('<f8', '(4, 1)', Float64Array.of(96, 96, 48, 48))
  const members = {
    'info.json': strToU8(
      JSON.stringify({ resolution: 1, name: null, '0': { name: null, program: 0, is_drum: false } }),
    ),
    'tempo.npy': column,
    'beat.npy': npy('|b1', '(4, 1)', Uint8Array.of(1, 1, 1, 1)),
    'downbeat.npy': npy('|b1', '(4, 1)', Uint8Array.of(1, 0, 0, 0)),
    'pianoroll_0.npy': npy('|b1', '(4, 128)', new Uint8Array(512).fill(1, 60, 61)),
  }
  const { score, dialect } = readLpd5(zipSync(members))
  expect([dialect, score.notes, score.tempos]).toEqual([
    'pypianoroll',
    [{ start: 0, end: 1, pitch: 60, velocity: 80 }],
    [
      { at: 0, bpm: 96 },
      { at: 2, bpm: 48 },
    ],
  ])
})

const folder = process.env.EARSHOT_LPD5
test.skipIf(folder === undefined)(
  'trap 4 in the sample: a third of the onsets is one step early, and rounding finds them (needs EARSHOT_LPD5)',
  () => {
    const files = readdirSync(folder ?? '', { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.npz'),
    )
    const starts = files
      .sort()
      .slice(0, 200)
      .flatMap((file) =>
        readLpd5(readFileSync(join(folder ?? '', file))).score.notes.map(({ start }) => start),
      )
    const share = (is: (step: number, start: number) => boolean) =>
      starts.filter((start) => is(Math.round(start * 24) % 6, start)).length / starts.length
    expect(share((step) => step === 0)).toBeCloseTo(0.47, 1)
    expect(share((step) => step === 5)).toBeCloseTo(0.35, 1)
    const roundedTo = (start: number) => nearestLine(start, 4) * 6 - Math.round(start * 24)
    expect(share((step, start) => step === 5 && roundedTo(start) !== 1)).toBe(0)
    expect(share((step, start) => step === 0 && roundedTo(start) !== 0)).toBe(0)
  },
)
