import * as tf from '@tensorflow/tfjs-core'
import type { LstmEngine } from './lstm-engine.ts'
import { valuesOf } from '../backend/tensor-values.ts'

/**
 * An LSTM over time for any backend: matrix products and sigmoids by the backend, the rest of each step in one plain loop
 * over its numbers, since there an operation of the backend costs more than its arithmetic.
 *
 * tanh(x) = 2 sigmoid(2x) - 1, so that one call gives all four gates of a step: the columns of the cell gate are doubled
 * beforehand, and sigmoid(2c) is kept in place of tanh(c). On wasm sigmoid is vectorised, tanh is not.
 */

/** Doubles the columns of the cell gate, the third of four, of [..., 4 units]. */
function doubledCellGate(weights: tf.Tensor, units: number): tf.Tensor {
  const factors = new Float32Array(4 * units).fill(1).fill(2, 2 * units, 3 * units)
  return tf.mul(weights, tf.tensor1d(factors))
}

interface Sizes {
  steps: number
  batch: number
  units: number
}

/** What the way back needs: gates [steps, batch, 4 units] as i, f, sigmoid(2 z), o; cells and sigmoid(2 cells). */
interface Trace {
  gates: Float32Array
  cells: Float32Array
  squashed: Float32Array
}

/** Cells of a step from its gates and the cells before it; returns them doubled, for their sigmoid. */
function stepCells(
  gates: Float32Array,
  before: Float32Array,
  cells: Float32Array,
  units: number,
): Float32Array {
  const doubled = new Float32Array(cells.length)
  for (let n = 0, g = 0; n < cells.length; g += 3 * units) {
    for (const end = n + units; n < end; n++, g++) {
      const cell = gates[g + units] * before[n] + gates[g] * (2 * gates[g + 2 * units] - 1)
      cells[n] = cell
      doubled[n] = 2 * cell
    }
  }
  return doubled
}

/** Outputs of a step from its output gates and sigmoid(2 cells). */
function stepOutputs(
  gates: Float32Array,
  squashed: Float32Array,
  outputs: Float32Array,
  units: number,
): void {
  for (let n = 0, g = 3 * units; n < outputs.length; g += 3 * units) {
    for (const end = n + units; n < end; n++, g++) outputs[n] = gates[g] * (2 * squashed[n] - 1)
  }
}

function forward(x: tf.Tensor3D, kernel: tf.Tensor, recurrent: tf.Tensor, bias: tf.Tensor) {
  const [steps, batch, inputs] = x.shape
  const units = recurrent.shape[0]
  const size = batch * units
  const recurrent2 = doubledCellGate(recurrent, units)
  const flat = tf.reshape(x, [steps * batch, inputs])
  const projected = tf.add(tf.matMul(flat, doubledCellGate(kernel, units)), doubledCellGate(bias, units))
  const z = projected.dataSync<'float32'>()
  const trace: Trace = {
    gates: new Float32Array(4 * steps * size),
    cells: new Float32Array(steps * size),
    squashed: new Float32Array(steps * size),
  }
  const outputs = new Float32Array(steps * size)
  let before: Float32Array = new Float32Array(size)
  for (let t = 0; t < steps; t++) {
    const at = (values: Float32Array, width = size) => values.subarray(t * width, (t + 1) * width)
    const [gates, cells, squashed, output] = [
      at(trace.gates, 4 * size),
      at(trace.cells),
      at(trace.squashed),
      at(outputs),
    ]
    tf.tidy(() => {
      const input = tf.tensor2d(at(z, 4 * size), [batch, 4 * units])
      // The output before the first step is zero.
      const fed = () =>
        tf.matMul(tf.tensor2d(outputs.subarray((t - 1) * size, t * size), [batch, units]), recurrent2)
      gates.set(tf.sigmoid(t === 0 ? input : tf.add(input, fed())).dataSync())
      const doubled = stepCells(gates, before, cells, units)
      squashed.set(tf.sigmoid(tf.tensor1d(doubled)).dataSync())
    })
    stepOutputs(gates, squashed, output, units)
    before = cells
  }
  return { outputs, trace }
}

/** The gradient of one step's gates before their activation, into `dz`; `dCell` becomes that of the cells before. */
function stepBack(
  { gates, cells, squashed }: Trace,
  before: Float32Array,
  dOutput: Float32Array,
  dCell: Float32Array,
  dz: Float32Array,
  units: number,
): void {
  for (let n = 0, g = 0; n < cells.length; g += 3 * units) {
    for (const end = n + units; n < end; n++, g++) {
      const [i, f, o] = [gates[g], gates[g + units], gates[g + 3 * units]]
      const c = 2 * gates[g + 2 * units] - 1
      const t = 2 * squashed[n] - 1
      const d = dCell[n] + dOutput[n] * o * (1 - t * t)
      dz[g] = d * c * i * (1 - i)
      dz[g + units] = d * before[n] * f * (1 - f)
      dz[g + 2 * units] = d * i * (1 - c * c)
      dz[g + 3 * units] = dOutput[n] * t * o * (1 - o)
      dCell[n] = d * f
    }
  }
}

/** Back-propagation through time: the gradient [steps, batch, 4 units] of all gates before their activation. */
function gateGradients(dy: Float32Array, recurrent: tf.Tensor, trace: Trace, { steps, batch, units }: Sizes) {
  const size = batch * units
  const backwards = tf.transpose(recurrent)
  const dz = new Float32Array(4 * steps * size)
  const dCell = new Float32Array(size)
  for (let t = steps - 1; t >= 0; t--) {
    const at = (values: Float32Array, width = size) => values.subarray(t * width, (t + 1) * width)
    const dOutput = at(dy).slice()
    if (t < steps - 1) {
      const later = dz.subarray((t + 1) * 4 * size, (t + 2) * 4 * size)
      const back = valuesOf(() => tf.matMul(tf.tensor2d(later, [batch, 4 * units]), backwards))
      for (let n = 0; n < size; n++) dOutput[n] += back[n]
    }
    const taken = { gates: at(trace.gates, 4 * size), cells: at(trace.cells), squashed: at(trace.squashed) }
    const before = t > 0 ? trace.cells.subarray((t - 1) * size, t * size) : new Float32Array(size)
    stepBack(taken, before, dOutput, dCell, at(dz, 4 * size), units)
  }
  return dz
}

/** Writes rows [rows, columns] as columns, from column `shift` of a matrix with `width` columns; in blocks, for the cache. */
function writeTransposed(
  values: Float32Array,
  [rows, columns]: [number, number],
  into: Float32Array,
  { width, shift }: { width: number; shift: number },
): void {
  const block = 32
  for (let r0 = 0; r0 < rows; r0 += block) {
    for (let c0 = 0; c0 < columns; c0 += block) {
      for (let c = c0; c < Math.min(columns, c0 + block); c++) {
        for (let r = r0; r < Math.min(rows, r0 + block); r++)
          into[c * width + shift + r] = values[r * columns + c]
      }
    }
  }
}

/** Gradients of kernel, recurrent kernel and bias in one product, [inputs, outputs before, 1] transposed times dz. */
function weightGradients(
  x: tf.Tensor3D,
  outputs: Float32Array,
  dz: tf.Tensor,
  { steps, batch, units }: Sizes,
) {
  const inputs = x.shape[2]
  const width = steps * batch
  const left = new Float32Array((inputs + units + 1) * width)
  writeTransposed(x.dataSync<'float32'>(), [width, inputs], left, { width, shift: 0 })
  const earlier = outputs.subarray(0, (steps - 1) * batch * units)
  const under = left.subarray(inputs * width)
  writeTransposed(earlier, [(steps - 1) * batch, units], under, { width, shift: batch })
  left.fill(1, (inputs + units) * width)
  const all = tf.matMul(tf.tensor2d(left, [inputs + units + 1, width]), dz)
  const [dKernel, dRecurrent, dBias] = tf.split(all, [inputs, units, 1], 0)
  return [dKernel, dRecurrent, tf.reshape(dBias, [4 * units])]
}

export const portableLstm: LstmEngine = (x, kernel, recurrent, bias) => {
  const [steps, batch] = x.shape
  const units = recurrent.shape[0]
  const { outputs, trace } = forward(x, kernel, recurrent, bias)
  return {
    outputs: tf.tensor3d(outputs, [steps, batch, units]),
    saved: [],
    back: (dy, given) => {
      const sizes = { steps, batch, units }
      const dz = tf.tensor2d(gateGradients(dy.dataSync<'float32'>(), given.recurrent, trace, sizes), [
        steps * batch,
        4 * units,
      ])
      const dx = tf.reshape(tf.matMul(dz, given.kernel, false, true), x.shape)
      return [dx, ...weightGradients(given.x, outputs, dz, sizes)]
    },
  }
}
