import { normal, seeded } from '@earshot/random/random'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { openBackend } from '../backend/backend.ts'
import { testBackend } from '../backend/test-backend.ts'
import { rowsOf } from './embedding.ts'

const [LENGTH, SIZE] = [7, 3]
const indices = Int32Array.of(2, 5, 2, 0, 2, 6)

const random = seeded(3)
const values = (count: number) => Float32Array.from({ length: count }, () => normal(random))
const [matrix, factors] = [values(LENGTH * SIZE), values(indices.length * SIZE)]

type Take = (given: tf.Tensor2D) => tf.Tensor2D

/** The rows, and the gradient of the sum of their squares, each times a factor. */
function differentiated(take: Take): number[][] {
  return tf.tidy(() => {
    const given = tf.tensor2d(matrix, [LENGTH, SIZE])
    const weighted = tf.tensor2d(factors, [indices.length, SIZE])
    const loss = (x: tf.Tensor): tf.Scalar => tf.sum(tf.mul(tf.square(take(x as tf.Tensor2D)), weighted))
    return [take(given), tf.grad(loss)(given)].map((x) => Array.from(x.dataSync()))
  })
}

const oneHot: Take = (given) => {
  const hot = tf.cast(tf.oneHot(tf.tensor1d(indices, 'int32'), LENGTH), 'float32')
  return tf.matMul(hot, given)
}

describe.each([testBackend, 'cpu'] as const)('rows of a matrix, on %s', (backend) => {
  beforeAll(async () => {
    await openBackend(backend)
  })

  it('and their gradient are those of a product with one-hot rows', () => {
    const expected = differentiated(oneHot)
    const found = differentiated((given) => rowsOf(given, indices))
    found.forEach((list, i) => {
      expect(list).toHaveLength(expected[i].length)
      list.forEach((value, j) => {
        expect(value).toBeCloseTo(expected[i][j], 5)
      })
    })
  })

  it('give no gradient to rows that were not taken', () => {
    const [, gradient] = differentiated((given) => rowsOf(given, indices))
    const rows = Array.from({ length: LENGTH }, (_, i) => gradient.slice(i * SIZE, (i + 1) * SIZE))
    const touched = rows.flatMap((row, i) => (row.some((x) => x !== 0) ? [i] : []))
    expect(touched).toEqual([0, 2, 5, 6])
  })

  it('leave no tensor behind', () => {
    const before = tf.memory().numTensors
    differentiated((given) => rowsOf(given, indices))
    expect(tf.memory().numTensors).toBe(before)
  })
})
