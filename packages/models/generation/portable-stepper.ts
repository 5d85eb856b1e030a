import * as tf from '@tensorflow/tfjs-core'
import type { Weights } from '../networks/initial-weights.ts'
import type { OpenStepper } from './stepping.ts'
import { layerWeights, outputLogits } from '../networks/lstm.ts'
import { valuesOf } from '../backend/tensor-values.ts'

/**
 * A stepper for any backend. A step of a layer is one product, [what comes in, output before] times [kernel; recurrent
 * kernel], by the backend; the rest is one plain loop, since there an operation of the backend costs more than its
 * arithmetic. tanh(x) = 2 sigmoid(2x) - 1, so that one sigmoid gives all four gates: the columns of the cell gate are
 * doubled beforehand.
 */
interface Layer {
  inputs: number
  units: number
  /** [inputs + units, 4 units] and [4 units]. */
  kernel: tf.Tensor2D
  bias: tf.Tensor1D
  /** What comes in and the output before, [most, inputs + units]. */
  feed: Float32Array
  /** [most, units]. */
  cells: Float32Array
}

function openLayer(weights: Weights, i: number, most: number): Layer {
  const { kernel, recurrent, bias } = layerWeights(weights, i)
  const [inputs, units] = [kernel.shape[0], recurrent.shape[0]]
  const factors = new Float32Array(4 * units).fill(1).fill(2, 2 * units, 3 * units)
  return {
    inputs,
    units,
    kernel: tf.tidy(() => tf.mul<tf.Tensor2D>(tf.concat([kernel, recurrent], 0), factors)),
    bias: tf.tidy(() => tf.mul<tf.Tensor1D>(bias, factors)),
    feed: new Float32Array(most * (inputs + units)),
    cells: new Float32Array(most * units),
  }
}

/** Gates i, f, sigmoid(2 z), o after their activation, [rows, 4 units]. */
const gatesOf = ({ feed, inputs, units, kernel, bias }: Layer, rows: number): Float32Array =>
  valuesOf(() => {
    const width = inputs + units
    const a = tf.tensor2d(feed.subarray(0, rows * width), [rows, width])
    return tf.fused.matMul({ a, b: kernel, bias, activation: 'sigmoid' })
  })

/** Cells and outputs of a step from its gates; the outputs are where the layer's next step finds them. */
function take({ inputs, units, feed, cells }: Layer, gates: Float32Array, rows: number): void {
  for (let row = 0, n = 0, g = 0, out = inputs; row < rows; row++, g += 3 * units, out += inputs) {
    for (let j = 0; j < units; j++, n++, g++, out++) {
      const cell = gates[g + units] * cells[n] + gates[g] * (2 * gates[g + 2 * units] - 1)
      cells[n] = cell
      feed[out] = gates[g + 3 * units] * (2 / (1 + Math.exp(-2 * cell)) - 1)
    }
  }
}

/** Copies `columns` of rows as wide as `from[1]` to rows as wide as `to[1]`; each begins at its own offset. */
function copyColumns(
  [source, from, width]: [Float32Array, number, number],
  [target, to, pitch]: [Float32Array, number, number],
  columns: number,
  rows: number,
): void {
  for (let row = 0; row < rows; row++) {
    const start = row * width + from
    target.set(source.subarray(start, start + columns), row * pitch + to)
  }
}

/** The last outputs of a layer's first rows, [rows, units]. */
function outputsOf({ feed, inputs, units }: Layer, rows: number): Float32Array {
  const outputs = new Float32Array(rows * units)
  copyColumns([feed, inputs, inputs + units], [outputs, 0, units], units, rows)
  return outputs
}

function feedNext({ feed, inputs, units }: Layer, next: Layer, rows: number): void {
  copyColumns([feed, inputs, inputs + units], [next.feed, 0, next.inputs + next.units], units, rows)
}

/** Clears rows that begin, and closes the gap that ended rows leave. */
function clearRows({ feed, cells, inputs, units }: Layer, from: number, to: number): void {
  feed.fill(0, from * (inputs + units), to * (inputs + units))
  cells.fill(0, from * units, to * units)
}

function dropRows({ feed, cells, inputs, units }: Layer, dropped: number, rows: number): void {
  feed.copyWithin(0, dropped * (inputs + units), rows * (inputs + units))
  cells.copyWithin(0, dropped * units, rows * units)
}

export const portableStepper: OpenStepper = (of, weights, most) => {
  const layers = of.layers.map((_, i) => openLayer(weights, i, most))
  const [first] = layers
  const last = layers[layers.length - 1]
  let rows = 0
  return {
    get rows() {
      return rows
    },
    begin(more) {
      for (const layer of layers) clearRows(layer, rows, rows + more)
      rows += more
    },
    advance(inputs) {
      copyColumns([inputs, 0, first.inputs], [first.feed, 0, first.inputs + first.units], first.inputs, rows)
      layers.forEach((layer, i) => {
        take(layer, gatesOf(layer, rows), rows)
        if (layer !== last) feedNext(layer, layers[i + 1], rows)
      })
    },
    logits: (wanted) =>
      valuesOf(() => outputLogits(tf.tensor2d(outputsOf(last, wanted), [wanted, last.units]), weights)),
    end(ended) {
      for (const layer of layers) dropRows(layer, ended, rows)
      rows -= ended
    },
    dispose: () => {
      tf.dispose(layers.map(({ kernel, bias }) => [kernel, bias]))
    },
  }
}
