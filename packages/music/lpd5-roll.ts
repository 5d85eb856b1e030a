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
  const runs = () => {
    const rows = part('indices').data
    const values = part('data')
    if (rows.length !== starts[pitches]) throw new Lpd5Error(`${prefix}_indices.npy`, 'does not fit indptr')
    if (values.data.length !== rows.length) throw new Lpd5Error(`${prefix}_data.npy`, 'does not fit indices')
    checkRows(`${prefix}_indices.npy`, rows, steps)
    return readColumns(`${prefix}_data.npy`, values, (pitch) =>
      column(rows, values.data, starts[pitch], starts[pitch + 1]),
    )
  }
  return { steps, empty: starts[pitches] === 0, runs }
}

function checkShape(member: string, shape: readonly number[]): number {
  const [steps, columns] = shape
  const fits = shape.length === 2 && Number.isInteger(steps) && steps >= 0 && columns === pitches
  if (!fits)
    throw new Lpd5Error(member, `the roll has shape ${shape.join(' x ')}, not time steps x ${pitches}`)
  return steps
}

function checkStarts(member: string, starts: NpyData) {
  const ascends = starts.every((start, i) => start >= (i === 0 ? 0 : starts[i - 1]))
  if (starts.length !== pitches + 1 || starts[0] !== 0 || !ascends) {
    throw new Lpd5Error(member, `must be ${pitches + 1} ascending numbers from 0`)
  }
}

function checkRows(member: string, rows: NpyData, steps: number) {
  const outside = rows.find((row) => !(Number.isInteger(row) && row >= 0 && row < steps))
  if (outside !== undefined) throw new Lpd5Error(member, `time step ${outside} is not in 0..${steps - 1}`)
}

interface Cell {
  step: number
  value: number
}

/** The cells of one pitch by time: scipy does not promise sorted rows. */
function column(rows: NpyData, values: NpyData, from: number, to: number): Cell[] {
  const cells = Array.from({ length: to - from }, (_, i) => ({
    step: rows[from + i],
    value: values[from + i],
  }))
  const sorted = cells.every(({ step }, i) => i === 0 || step > cells[i - 1].step)
  return sorted ? cells : cells.sort((a, b) => a.step - b.step)
}

function openDense(member: string, array: NpyArray): Roll {
  const { shape, data, fortranOrder } = array
  const steps = checkShape(`${member}.npy`, shape)
  const at = (step: number, pitch: number) => (fortranOrder ? pitch * steps + step : step * pitches + pitch)
  const cells = (pitch: number): Cell[] =>
    Array.from({ length: steps }, (_, step) => ({ step, value: data[at(step, pitch)] }))
  return {
    steps,
    empty: data.every((value) => value === 0),
    runs: () => readColumns(`${member}.npy`, array, cells),
  }
}

function readColumns(member: string, { dtype }: NpyArray, cellsOf: (pitch: number) => Cell[]): Run[] {
  const runs: Run[] = []
  for (let pitch = 0; pitch < pitches; pitch++) {
    let run: Run | null = null
    for (const { step, value } of cellsOf(pitch)) {
      if (!(value >= 0 && value <= 127)) throw new Lpd5Error(member, `velocity ${value} is not in 0..127`)
      if (value === 0) continue
      if (run && step <= run.end) run.end = step + 1
      else {
        run = { pitch, start: step, end: step + 1, velocity: dtype === '|b1' ? null : Math.ceil(value) }
        runs.push(run)
      }
    }
  }
  return runs
}
