import { normal, seeded } from '@earshot/random/random'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { softmaxLoss } from './softmax-loss.ts'
import { openTestBackend } from '../backend/test-backend.ts'

const [ROWS, WIDTH, VOCABULARY] = [10, 4, 6]

const random = seeded(5)
const values = (count: number) => Float32Array.from({ length: count }, () => normal(random))
const given = [values(ROWS * WIDTH), values(WIDTH * VOCABULARY), values(VOCABULARY)]
const targets = {
  tokens: Int32Array.from({ length: ROWS }, (_, i) => (i * 5) % VOCABULARY),
  counted: Uint8Array.from({ length: ROWS }, (_, i) => (i % 3 === 0 ? 0 : 1)),
}

const tensors = () => [
  tf.tensor2d(given[0], [ROWS, WIDTH]),
  tf.tensor2d(given[1], [WIDTH, VOCABULARY]),
  tf.tensor1d(given[2]),
]

/** The loss and its gradients with respect to hidden rows, kernel and bias. */
function differentiated(loss: (h: tf.Tensor, k: tf.Tensor, b: tf.Tensor) => tf.Scalar): number[][] {
  return tf.tidy(() => {
    const { value, grads } = tf.valueAndGrads((...[h, k, b]) => loss(h, k, b))(tensors())
    return [value, ...grads].map((tensor) => Array.from(tensor.dataSync()))
  })
}

function reference(h: tf.Tensor, k: tf.Tensor, b: tf.Tensor): tf.Scalar {
  const logits = tf.add(tf.matMul(h, k), b)
  const hot = tf.oneHot(tf.tensor1d(targets.tokens, 'int32'), VOCABULARY)
  const mask = tf.tensor1d(Float32Array.from(targets.counted))
  return tf.losses.softmaxCrossEntropy(hot, logits, mask)
}

beforeAll(async () => {
  await openTestBackend()
})

describe('softmaxLoss', () => {
  it.each([1, 3, 4, 10, 1000])('agrees with tf.losses in slices of %i rows', (rows) => {
    const expected = differentiated(reference)
    const found = differentiated((h, k, b) => softmaxLoss(h, k, b, targets, rows))
    found.forEach((list, i) => {
      list.forEach((value, j) => {
        expect(value).toBeCloseTo(expected[i][j], 5)
      })
    })
  })

  it('stays finite where a probability is too small for a float', () => {
    const loss = tf.tidy(() => {
      const hidden = tf.tensor2d([[1]])
      const one = { tokens: Int32Array.of(1), counted: Uint8Array.of(1) }
      return softmaxLoss(hidden, tf.tensor2d([[500, -500]]), tf.zeros([2]), one).dataSync()[0]
    })
    expect(loss).toBe(1000)
  })

  it('needs memory for a slice, not for all rows', async () => {
    const [rows, width, vocabulary] = [512, 4, 2000]
    const all = { tokens: new Int32Array(rows), counted: new Uint8Array(rows).fill(1) }
    const peak = async (slice: number): Promise<number> => {
      const inputs = [tf.ones([rows, width]), tf.ones([width, vocabulary]), tf.ones([vocabulary])]
      const before = tf.memory().numBytes
      const { peakBytes } = await tf.profile(() =>
        tf.tidy(() =>
          tf
            .grads((...[h, k, b]) => softmaxLoss(h, k, b, all, slice))(inputs)
            .map((x) => x.size),
        ),
      )
      tf.dispose(inputs)
      return peakBytes - before
    }
    expect(await peak(16)).toBeLessThan(rows * vocabulary * 4)
    expect(await peak(rows)).toBeGreaterThan(3 * rows * vocabulary * 4)
  })
})
