import * as tf from '@tensorflow/tfjs-core'
import type { Weights } from '../networks/initial-weights.ts'
import type { OpenStepper } from './stepping.ts'
import { layerWeights, outputLogits } from '../networks/lstm.ts'
import { valuesOf } from '../backend/tensor-values.ts'
import { runKernel, type Attribute } from '../backend/tensorflow.ts'

const attributes: Record<string, Attribute> = {
  T: { type: 'float32' },
  forget_bias: { float: 0 },
  cell_clip: { float: -1 },
  use_peephole: { bool: false },
}

interface Layer {
  units: number
  /** [inputs + units, 4 units] and [4 units], gates in the order i, c, f, o. */
  kernel: tf.Tensor
  bias: tf.Tensor
  /** Weights of peepholes, which the kernel asks for and does not use. */
  peephole: tf.Tensor
  fresh: tf.Tensor
}

/** From Keras's order of gates i, f, c, o to LSTMBlockCell's. */
function reordered(weights: tf.Tensor): tf.Tensor {
  const [i, f, c, o] = tf.split(weights, 4, weights.rank - 1)
  return tf.concat([i, c, f, o], weights.rank - 1)
}

function openLayer(weights: Weights, at: number): Layer {
  const { kernel, recurrent, bias } = layerWeights(weights, at)
  const units = recurrent.shape[0]
  return {
    units,
    kernel: tf.tidy(() => reordered(tf.concat([kernel, recurrent], 0))),
    bias: tf.tidy(() => reordered(bias)),
    peephole: tf.zeros([units]),
    fresh: tf.zeros([0, units]),
  }
}

/** Zeros for rows that begin: made anew only where their number changes. */
function freshRows(layer: Layer, rows: number): tf.Tensor {
  if (layer.fresh.shape[0] !== rows) {
    layer.fresh.dispose()
    layer.fresh = tf.keep(tf.zeros([rows, layer.units]))
  }
  return layer.fresh
}

/** Cells and output of every layer, each [rows, units]. */
interface State {
  cells: tf.Tensor
  output: tf.Tensor
}

/** One step by TensorFlow's fused kernel LSTMBlockCell. */
function step(x: tf.Tensor, { cells, output }: State, { kernel, bias, peephole }: Layer): State {
  const inputs = [x, cells, output, kernel, peephole, peephole, peephole, bias]
  const [, after, , , , , out] = runKernel('LSTMBlockCell', attributes, inputs, 7)
  return { cells: after, output: out }
}

/** A stepper of the native backends: the states stay with TensorFlow. */
export const tensorflowStepper: OpenStepper = (of, weights) => {
  const layers = of.layers.map((_, i) => openLayer(weights, i))
  let rows = 0
  let states = layers.map(({ units }): State => ({
    cells: tf.zeros([0, units]),
    output: tf.zeros([0, units]),
  }))

  const replace = (make: () => State[]): void => {
    const next = tf.tidy(() => make().map(({ cells, output }) => ({ cells, output })))
    tf.dispose(states.map(({ cells, output }) => [cells, output]))
    states = next
  }
  const eachState = (change: (x: tf.Tensor, layer: Layer) => tf.Tensor): void => {
    replace(() =>
      states.map(({ cells, output }, i) => ({
        cells: change(cells, layers[i]),
        output: change(output, layers[i]),
      })),
    )
  }
  return {
    get rows() {
      return rows
    },
    begin(more) {
      eachState((x, layer) => tf.concat([x, freshRows(layer, more)], 0))
      rows += more
    },
    advance(inputs) {
      replace(() => {
        let x: tf.Tensor = tf.tensor2d(inputs, [rows, inputs.length / rows])
        return layers.map((layer, i) => {
          const state = step(x, states[i], layer)
          x = state.output
          return state
        })
      })
    },
    logits: (wanted) =>
      valuesOf(() =>
        outputLogits(tf.slice(states[states.length - 1].output as tf.Tensor2D, 0, wanted), weights),
      ),
    end(ended) {
      eachState((x) => tf.slice(x, ended))
      rows -= ended
    },
    dispose: () => {
      tf.dispose(layers.map(({ kernel, bias, peephole, fresh }) => [kernel, bias, peephole, fresh]))
      tf.dispose(states.map(({ cells, output }) => [cells, output]))
    },
  }
}
