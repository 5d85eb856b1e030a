import { normal, seeded } from '@earshot/random/random'
import * as tf from '@tensorflow/tfjs-core'
import * as layers from '@tensorflow/tfjs-layers'
import { beforeAll, describe, expect, it } from 'vitest'
import { lstmLayer } from './lstm-layer.ts'
import { openTestBackend } from '../backend/test-backend.ts'

const [STEPS, BATCH, INPUTS, UNITS] = [7, 3, 2, 5]

const random = seeded(11)
const values = (count: number) => Float32Array.from({ length: count }, () => normal(random))

const given = {
  x: values(STEPS * BATCH * INPUTS),
  kernel: values(INPUTS * 4 * UNITS),
  recurrent: values(UNITS * 4 * UNITS),
  bias: values(4 * UNITS),
  weights: values(STEPS * BATCH * UNITS),
}

const tensors = () => ({
  x: tf.tensor3d(given.x, [STEPS, BATCH, INPUTS]),
  kernel: tf.tensor2d(given.kernel, [INPUTS, 4 * UNITS]),
  recurrent: tf.tensor2d(given.recurrent, [UNITS, 4 * UNITS]),
  bias: tf.tensor1d(given.bias),
})

const numbers = (list: tf.Tensor[]): number[][] => list.map((tensor) => Array.from(tensor.dataSync()))

/** Outputs, and gradients of a weighted sum of them with respect to x, kernel, recurrent kernel and bias. */
function ours(): number[][] {
  return tf.tidy(() => {
    const { x, kernel, recurrent, bias } = tensors()
    const factors = tf.tensor3d(given.weights, [STEPS, BATCH, UNITS])
    const sum = (...[a, k, r, b]: tf.Tensor[]): tf.Scalar =>
      tf.sum(tf.mul(lstmLayer(a as tf.Tensor3D, { kernel: k, recurrent: r, bias: b }), factors))
    const outputs = lstmLayer(x, { kernel, recurrent, bias })
    return numbers([outputs, ...tf.grads(sum)([x, kernel, recurrent, bias])])
  })
}

/** The same by TensorFlow.js’s own layer, which is batch-major. */
function theirs(): number[][] {
  const layer = layers.layers.lstm({
    units: UNITS,
    recurrentActivation: 'sigmoid',
    recurrentInitializer: 'zeros',
    returnSequences: true,
  })
  const timeMajor = (y: tf.Tensor) => tf.transpose(y, [1, 0, 2])
  const result = tf.tidy(() => {
    const { x, kernel, recurrent, bias } = tensors()
    const input = timeMajor(x)
    layer.apply(input)
    layer.setWeights([kernel, recurrent, bias])
    const factors = tf.tensor3d(given.weights, [STEPS, BATCH, UNITS])
    const sum = (a: tf.Tensor): tf.Scalar => tf.sum(tf.mul(timeMajor(layer.apply(a) as tf.Tensor), factors))
    const { grads } = tf.variableGrads(() => sum(input))
    const dx = timeMajor(tf.grad(sum)(input))
    return numbers([timeMajor(layer.apply(input) as tf.Tensor), dx, ...Object.values(grads)])
  })
  layer.dispose()
  return result
}

beforeAll(async () => {
  await openTestBackend()
})

describe('lstmLayer', () => {
  it('gives the outputs and gradients of tf.layers.lstm', () => {
    const expected = theirs()
    ours().forEach((list, i) => {
      expect(list.length).toBe(expected[i].length)
      list.forEach((value, j) => {
        expect(value).toBeCloseTo(expected[i][j], 4)
      })
    })
  })

  it('leaves no tensor behind', () => {
    ours()
    const before = tf.memory().numTensors
    ours()
    expect(tf.memory().numTensors).toBe(before)
  })
})
