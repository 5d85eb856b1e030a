import * as tf from '@tensorflow/tfjs-core'

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

const FIELDS = 6

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

/** Gradients of one step with respect to its four gates before their activation, and to the states before it. */
function stepBack({ i, f, g, o, c }: Step, before: tf.Tensor, dh: tf.Tensor, dcNext: tf.Tensor) {
  const t = tanh(c)
  const dc = tf.add(dcNext, tf.mul(tf.mul(dh, o), tf.sub(1, tf.square(t))))
  const slope = (gate: tf.Tensor): tf.Tensor => tf.mul(gate, tf.sub(1, gate))
  const di = tf.mul(tf.mul(dc, g), slope(i))
  const df = tf.mul(tf.mul(dc, before), slope(f))
  const dg = tf.mul(tf.mul(dc, i), tf.sub(1, tf.square(g)))
  const dOut = tf.mul(tf.mul(dh, t), slope(o))
  return { dz: tf.concat([di, df, dg, dOut], 1), dc: tf.mul(dc, f) }
}

/** Backpropagation through time: the gradient [steps * batch, 4 units] of the gates before their activation. */
function gateGradients(dy: tf.Tensor, taken: Step[], recurrent: tf.Tensor, zeros: tf.Tensor): tf.Tensor {
  const dys = stepsOf(dy)
  const backwards = tf.transpose(recurrent)
  const gradients: tf.Tensor[] = []
  let dh = zeros
  let dc = zeros
  for (let t = taken.length - 1; t >= 0; t--) {
    const result = tf.tidy(() => {
      const back = stepBack(taken[t], t > 0 ? taken[t - 1].c : zeros, tf.add(dys[t], dh), dc)
      return { ...back, dh: tf.matMul(back.dz, backwards) }
    })
    ;({ dh, dc } = result)
    gradients[t] = result.dz
  }
  return tf.concat(gradients, 0)
}

function restored(saved: tf.Tensor[]): Step[] {
  return Array.from({ length: saved.length / FIELDS }, (_, t) => {
    const [i, f, g, o, c, h] = saved.slice(t * FIELDS, (t + 1) * FIELDS)
    return { i, f, g, o, c, h }
  })
}

/** Gradients of an LSTM layer with respect to its inputs and weights, from what its steps left. */
function layerGradients(
  dy: tf.Tensor,
  input: tf.Tensor3D,
  taken: Step[],
  kernel: tf.Tensor,
  recurrent: tf.Tensor,
) {
  const zeros = tf.zerosLike(taken[0].h)
  const dz = gateGradients(dy, taken, recurrent, zeros)
  const before = tf.concat([zeros, ...taken.slice(0, -1).map(({ h }) => h)], 0)
  return [
    tf.reshape(tf.matMul(dz, kernel, false, true), input.shape),
    tf.matMul(stacked(input), dz, true),
    tf.matMul(before, dz, true),
    tf.sum(dz, 0),
  ]
}

/**
 * One LSTM layer: x [steps, batch, inputs] to outputs [steps, batch, units], from a zero state. The same function as
 * tf.layers.lstm with recurrentActivation 'sigmoid'; its own gradient makes each weight's gradient one matrix product
 * over all steps instead of a sum of as many products as there are steps.
 */
export function lstmLayer(x: tf.Tensor3D, weights: LstmWeights): tf.Tensor3D {
  const layer = tf.customGrad<tf.Tensor3D>((...inputs) => {
    const [input, kernel, recurrent, bias] = inputs.slice(0, 4) as tf.Tensor[]
    const save = inputs[4] as tf.GradSaveFunc
    const sequence = input as tf.Tensor3D
    const start = zeroState(sequence.shape[1], recurrent.shape[0])
    const taken = steps(sequence, { kernel, recurrent, bias }, start)
    save([sequence, ...taken.flatMap(({ i, f, g, o, c, h }) => [i, f, g, o, c, h])])
    const gradFunc = (dy: tf.Tensor, [given, ...saved]: tf.Tensor[]) =>
      layerGradients(dy, given as tf.Tensor3D, restored(saved), kernel, recurrent)
    return { value: tf.stack(taken.map(({ h }) => h)) as tf.Tensor3D, gradFunc }
  })
  return layer(x, weights.kernel, weights.recurrent, weights.bias)
}
