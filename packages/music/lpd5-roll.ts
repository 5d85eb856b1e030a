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
  const starts = part('indptr').data
  checkStarts(`${prefix}_indptr.npy`, starts)
  const cells = starts[pitches]
  const runs = () => {
    const rows = part('indices')
    const values = part('data')
    checkRows(`${prefix}_indices.npy`, rows, steps, cells)
    checkVelocities(`${prefix}_data.npy`, values.data, cells)
    return runsByPitch(values, (pitch) => column(rows.data, values.data, starts[pitch], starts[pitch + 1]))
  }
  return { steps, empty: cells === 0, runs }
}

function openDense(member: string, array: NpyArray): Roll {
  const { shape, data, fortranOrder } = array
  const steps = checkShape(`${member}.npy`, shape)
  const [perStep, perPitch] = fortranOrder ? [1, steps] : [pitches, 1]
  const rows = Uint32Array.from({ length: steps }, (_, step) => step)
  const runs = () => {
    checkVelocities(`${member}.npy`, data, data.length)
    return runsByPitch(array, (pitch) => ({
      rows,
      values: Float64Array.from(rows, (step) => data[step * perStep + pitch * perPitch]),
    }))
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

function checkStarts(member: string, starts: NpyData) {
  let ascends = starts.length === pitches + 1 && starts[0] === 0
  for (let i = 1; i < starts.length; i++) ascends &&= starts[i] >= starts[i - 1]
  if (!ascends) throw new Lpd5Error(member, `must be ${pitches + 1} ascending numbers from 0`)
}

function checkRows(member: string, { data: rows, dtype }: NpyArray, steps: number, cells: number) {
  if (rows.length !== cells)
    throw new Lpd5Error(member, `has ${rows.length} numbers where indptr says ${cells}`)
  if (dtype.includes('f')) throw new Lpd5Error(member, 'must hold integers')
  const outside = firstOutside(rows, steps - 1)
  if (outside >= 0) throw new Lpd5Error(member, `time step ${rows[outside]} is not in 0..${steps - 1}`)
}

function checkVelocities(member: string, values: NpyData, cells: number) {
  if (values.length !== cells)
    throw new Lpd5Error(member, `has ${values.length} numbers where there are ${cells} cells`)
  const outside = firstOutside(values, 127)
  if (outside >= 0) throw new Lpd5Error(member, `velocity ${values[outside]} is not in 0..127`)
}

/** The index of the first number that is not in 0..last; -1 where all are. */
function firstOutside(values: NpyData, last: number): number {
  for (let i = 0; i < values.length; i++) if (!(values[i] >= 0 && values[i] <= last)) return i
  return -1
}

/** The time steps of one pitch, ascending, and their velocities. */
interface Column {
  rows: NpyData
  values: NpyData
}

/** scipy does not promise that the rows of a column ascend. */
function column(allRows: NpyData, allValues: NpyData, from: number, to: number): Column {
  const rows = allRows.subarray(from, to)
  const values = allValues.subarray(from, to)
  let ascends = true
  for (let i = 1; i < rows.length; i++) ascends &&= rows[i] > rows[i - 1]
  if (ascends) return { rows, values }
  const order = Array.from(rows, (_, i) => i).sort((a, b) => rows[a] - rows[b])
  return {
    rows: Float64Array.from(order, (i) => rows[i]),
    values: Float64Array.from(order, (i) => values[i]),
  }
}

function runsByPitch({ dtype }: NpyArray, columnOf: (pitch: number) => Column): Run[] {
  const runs: Run[] = []
  for (let pitch = 0; pitch < pitches; pitch++) addRuns(runs, pitch, columnOf(pitch), dtype === '|b1')
  return runs
}

function addRuns(runs: Run[], pitch: number, { rows, values }: Column, binary: boolean) {
  let run: Run | null = null
  for (let i = 0; i < rows.length; i++) {
    if (values[i] === 0) continue
    const end = rows[i] + 1
    if (run && rows[i] <= run.end) run.end = end
    else {
      run = { pitch, start: rows[i], end, velocity: binary ? null : Math.ceil(values[i]) }
      runs.push(run)
    }
  }
}
