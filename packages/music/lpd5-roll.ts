import { Lpd5Error, type Lpd5Archive } from './lpd5-archive.ts'
import type { NpyArray, NpyData } from './npy.ts'

/** Cells that follow one another in a pitch: time steps `start` up to, not including, `end`. */
export interface Run {
  pitch: number
  start: number
  end: number
  /** of the first cell, 1..127; null where the roll has only on and off */
  velocity: number | null
}

export interface Roll {
  /** length in time steps; 0 for an empty track of LPD-5 */
  steps: number
  empty: boolean
  /** by pitch, then start */
  runs: () => Run[]
}

const pitches = 128

/** The piano roll of one track: the parts of a sparse matrix by columns, or one dense array. Throws Lpd5Error. */
export function openRoll(archive: Lpd5Archive, track: number): Roll {
  const member = `pianoroll_${track}`
  const dense = archive.array(member)
  return dense ? openDense(member, dense) : openSparse(archive, `${member}_csc`)
}

function openSparse(archive: Lpd5Archive, prefix: string): Roll {
  const part = (name: string): NpyArray => {
    const array = archive.array(`${prefix}_${name}`)
    if (!array) throw new Lpd5Error(`${prefix}_${name}.npy`, 'is missing')
    return array
  }
  const steps = checkShape(`${prefix}_shape.npy`, Array.from(part('shape').data))
  const starts = steps === 0 ? nowhere : checkStarts(`${prefix}_indptr.npy`, part('indptr').data)
  const cells = starts[pitches]
  const runs = () => {
    const { data: velocities, dtype } = part('data')
    const values = checkVelocities(`${prefix}_data.npy`, velocities, cells)
    const rows = toIntegers(part('indices').data)
    if (rows.length !== cells)
      throw new Lpd5Error(`${prefix}_indices.npy`, `has ${rows.length} numbers where indptr says ${cells}`)
    sortColumns({ rows, values, starts })
    checkRows(`${prefix}_indices.npy`, rows, starts, steps)
    return findRuns({ rows, values, starts }, dtype === '|b1')
  }
  return { steps, empty: cells === 0, runs }
}

/** The columns of a track without a time step. */
const nowhere = new Int32Array(pitches + 1)

function openDense(member: string, array: NpyArray): Roll {
  const { shape, data, dtype } = array
  const steps = checkShape(`${member}.npy`, shape)
  const runs = () => {
    const values = checkVelocities(`${member}.npy`, data, data.length)
    return findRuns(toColumns(values, steps, array.fortranOrder), dtype === '|b1')
  }
  return { steps, empty: data.every((value) => value === 0), runs }
}

function checkShape(member: string, shape: readonly number[]): number {
  const [steps, columns] = shape
  const fits = shape.length === 2 && Number.isInteger(steps) && steps >= 0 && columns === pitches
  if (!fits)
    throw new Lpd5Error(member, `the roll has shape ${shape.join(' x ')}, not time steps x ${pitches}`)
  return steps
}

function checkStarts(member: string, numbers: NpyData): Int32Array {
  const starts = toIntegers(numbers)
  let ascends = starts.length === pitches + 1 && starts[0] === 0
  for (let i = 1; i < starts.length; i++) ascends &&= starts[i] >= starts[i - 1]
  if (!ascends) throw new Lpd5Error(member, `must be ${pitches + 1} ascending numbers from 0`)
  return starts
}

/** Expects ascending columns, so that their first and last are enough. */
function checkRows(member: string, rows: Int32Array, starts: Int32Array, steps: number) {
  for (let pitch = 0; pitch < pitches; pitch++) {
    const [from, to] = [starts[pitch], starts[pitch + 1]]
    const outside = [from, to - 1].find((i) => from < to && !(rows[i] >= 0 && rows[i] < steps))
    if (outside !== undefined)
      throw new Lpd5Error(member, `time step ${rows[outside]} is not in 0..${steps - 1}`)
  }
}

/**
 * What is no 32-bit integer becomes -1, which no index is. One type of array is given back whatever came in, as loops
 * over arrays of many types are several times slower.
 */
function toIntegers(numbers: NpyData): Int32Array {
  if (numbers instanceof Int32Array) return numbers
  return Int32Array.from(numbers, (number) => ((number | 0) === number ? number : -1))
}

/** Fractions are rounded up, so that a cell that sounds does not become 0. */
function checkVelocities(member: string, numbers: NpyData, cells: number): Uint8Array {
  if (numbers.length !== cells)
    throw new Lpd5Error(member, `has ${numbers.length} numbers where there are ${cells} cells`)
  const whole = (number: number) => (number >= 0 && number <= 127 ? Math.ceil(number) : 128)
  const values = numbers instanceof Uint8Array ? numbers : Uint8Array.from(numbers, whole)
  for (let i = 0; i < values.length; i++) {
    if (values[i] > 127) throw new Lpd5Error(member, `velocity ${numbers[i]} is not in 0..127`)
  }
  return values
}

/** The cells of pitch p are those from `starts[p]` to before `starts[p + 1]`. */
interface Columns {
  rows: Int32Array
  values: Uint8Array
  starts: Int32Array
}

function toColumns(cells: Uint8Array, steps: number, fortranOrder: boolean): Columns {
  const [perStep, perPitch] = fortranOrder ? [1, steps] : [pitches, 1]
  const values = new Uint8Array(cells.length)
  for (let pitch = 0; pitch < pitches; pitch++) {
    for (let step = 0; step < steps; step++)
      values[pitch * steps + step] = cells[step * perStep + pitch * perPitch]
  }
  return {
    rows: Int32Array.from(values, (_, i) => i % steps),
    values,
    starts: Int32Array.from({ length: pitches + 1 }, (_, pitch) => pitch * steps),
  }
}

function findRuns({ rows, values, starts }: Columns, binary: boolean): Run[] {
  const runs: Run[] = []
  for (let pitch = 0; pitch < pitches; pitch++) {
    const to = starts[pitch + 1]
    let i = starts[pitch]
    while (i < to) {
      const first = i++
      if (values[first] === 0) continue
      while (i < to && values[i] > 0 && rows[i] <= rows[i - 1] + 1) i++
      const velocity = binary ? null : values[first]
      runs.push({ pitch, start: rows[first], end: rows[i - 1] + 1, velocity })
    }
  }
  return runs
}

/** scipy does not promise that the rows of a column ascend. */
function sortColumns(columns: Columns) {
  for (let pitch = 0; pitch < pitches; pitch++) {
    const [from, to] = [columns.starts[pitch], columns.starts[pitch + 1]]
    if (!ascends(columns.rows, from, to)) sortColumn(columns, from, to)
  }
}

function ascends(rows: Int32Array, from: number, to: number): boolean {
  for (let i = from + 1; i < to; i++) if (rows[i] <= rows[i - 1]) return false
  return true
}

function sortColumn({ rows, values }: Columns, from: number, to: number) {
  const cells = Array.from(rows.subarray(from, to), (row, i) => ({ row, value: values[from + i] }))
  cells.sort((a, b) => a.row - b.row)
  cells.forEach(({ row, value }, i) => {
    rows[from + i] = row
    values[from + i] = value
  })
}
