import * as tf from '@tensorflow/tfjs-core'
import type { LstmEngine } from './lstm-engine.ts'
import { portableLstm } from './portable-lstm.ts'
import { isNative } from './tensorflow.ts'
import { tensorflowLstm } from './tensorflow-lstm.ts'

/** Kernel [inputs, 4 units], recurrent kernel [units, 4 units], bias [4 units]; gates in the order i, f, c, o. */
export interface LstmWeights {
  kernel: tf.Tensor
  recurrent: tf.Tensor
  bias: tf.Tensor
}

/** Output and cell state, each [batch, units]. */
export interface LstmState {
  h: tf.Tensor
  c: tf.Tensor
}

/** What one step leaves for the way back. */
interface Step extends LstmState {
  i: tf.Tensor
  f: tf.Tensor
  g: tf.Tensor
  o: tf.Tensor
}

/** tanh(x) = 2 sigmoid(2x) - 1: the wasm backend's sigmoid is many times faster than its tanh. */
const tanh = (x: tf.Tensor): tf.Tensor => tf.sub(tf.mul(tf.sigmoid(tf.mul(x, 2)), 2), 1)

function step(z: tf.Tensor, c: tf.Tensor): Step {
  const [zi, zf, zg, zo] = tf.split(z, 4, 1)
  const [i, f, g, o] = [tf.sigmoid(zi), tf.sigmoid(zf), tanh(zg), tf.sigmoid(zo)]
  const next = tf.add(tf.mul(f, c), tf.mul(i, g))
  return { i, f, g, o, c: next, h: tf.mul(o, tanh(next)) }
}

const tidyStep = (make: () => Step): Step => tf.tidy<Step & tf.TensorContainerObject>(() => ({ ...make() }))

/** Rows of all steps below each other: [steps, batch, n] as [steps * batch, n]. */
const stacked = (x: tf.Tensor3D): tf.Tensor2D => tf.reshape(x, [x.shape[0] * x.shape[1], x.shape[2]])

/**
 * [steps, batch, n] as one [batch, n] a step. Not by tf.unstack: the wasm backend copies the whole tensor for every
 * slice it takes.
 */
function stepsOf(x: tf.Tensor): tf.Tensor2D[] {
  const [count, batch, n] = x.shape as [number, number, number]
  const values = x.dataSync<'float32'>()
  const size = batch * n
  return Array.from({ length: count }, (_, t) =>
    tf.tensor2d(values.slice(t * size, (t + 1) * size), [batch, n]),
  )
}

/** Zeros for the start of a sequence. */
export const zeroState = (batch: number, units: number): LstmState => ({
  h: tf.zeros([batch, units]),
  c: tf.zeros([batch, units]),
})

/** The states after every step of x [steps, batch, inputs] (Hochreiter and Schmidhuber 1997, with forget gates). */
export function lstmStates(x: tf.Tensor3D, weights: LstmWeights, start: LstmState): LstmState[] {
  return steps(x, weights, start)
}

function steps(x: tf.Tensor3D, { kernel, recurrent, bias }: LstmWeights, start: LstmState): Step[] {
  const projected = tf.add(tf.matMul(stacked(x), kernel), bias)
  const inputs = stepsOf(tf.reshape(projected, [x.shape[0], x.shape[1], bias.shape[0]]))
  let { h, c } = start
  return inputs.map((input) => {
    const taken = tidyStep(() => step(tf.add(input, tf.matMul(h, recurrent)), c))
    ;({ h, c } = taken)
    return taken
  })
}

/**
 * One LSTM layer: x [steps, batch, inputs] to outputs [steps, batch, units], from a zero state. The same function as
 * tf.layers.lstm with recurrentActivation 'sigmoid'; its own gradient makes each weight's gradient one matrix product
 * over all steps instead of a sum of as many products as there are steps.
 */
export function lstmLayer(
  x: tf.Tensor3D,
  weights: LstmWeights,
  engine: LstmEngine = isNative() ? tensorflowLstm : portableLstm,
): tf.Tensor3D {
  const layer = tf.customGrad<tf.Tensor3D>((...inputs) => {
    const [input, kernel, recurrent, bias] = inputs.slice(0, 4) as [tf.Tensor3D, ...tf.Tensor[]]
    const save = inputs[4] as tf.GradSaveFunc
    const { outputs, saved, back } = engine(input, kernel, recurrent, bias)
    save([input, kernel, recurrent, ...saved])
    const gradFunc = (dy: tf.Tensor, [first, second, third, ...rest]: tf.Tensor[]) =>
      back(dy, { x: first as tf.Tensor3D, kernel: second, recurrent: third }, rest)
    return { value: outputs, gradFunc }
  })
  return layer(x, weights.kernel, weights.recurrent, weights.bias)
}
