import { normal, seeded } from '@earshot/random/random'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { openTestBackend } from '../backend/test-backend.ts'
import { makeOptimizer } from '../training/optimizer.ts'
import { lstmArchitecture, weightShapes } from './architecture.ts'
import { disposeWeights, initialWeights, type Weights } from './initial-weights.ts'
import { nextTokenLogits, nextTokenLoss, tokenInputs } from './lstm.ts'

const sizes = { layers: [5, 4], dropout: 0, dense: 6, denseDropout: 0, vocabulary: 8 }
const plain = lstmArchitecture.parse({ kind: 'lstm', ...sizes })
const embedded = lstmArchitecture.parse({ kind: 'lstm', ...sizes, embedding: 3 })

/** Three windows of four tokens; token 7 is in none, token 2 in all. */
const tokens = [
  [2, 0, 5],
  [1, 2, 2],
  [2, 6, 4],
  [3, 2, 0],
]
const targets = {
  tokens: Int32Array.from(tokens.flat(), (token) => (token + 3) % 8),
  counted: new Uint8Array(12).fill(1),
}

/** Numbers large enough that the first layer's inputs matter. */
function someWeights(of: typeof embedded): Weights {
  const random = seeded(5)
  return Object.fromEntries(
    Object.entries(weightShapes(of)).map(([name, shape]) => {
      const values = Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => normal(random))
      return [name, tf.tensor(values, shape)]
    }),
  )
}

const lossOf = (weights: Weights): tf.Scalar =>
  nextTokenLoss(tokenInputs(tokens, embedded, weights), targets, embedded, weights, {
    mode: 'sequence',
    dropout: null,
  })

/** Loss and gradients by the weights' names. */
function differentiated(weights: Weights) {
  const names = Object.keys(weights)
  const { value, grads } = tf.tidy(() =>
    tf.valueAndGrads((...given: tf.Tensor[]) =>
      lossOf(Object.fromEntries(names.map((name, i) => [name, given[i]]))),
    )(names.map((name) => weights[name])),
  )
  const loss = value.dataSync()[0]
  value.dispose()
  return { loss, gradients: Object.fromEntries(names.map((name, i) => [name, grads[i]])) }
}

beforeAll(async () => {
  await openTestBackend()
})

describe('inputs of the first layer', () => {
  it('are token / vocabulary, as in the paper', () => {
    const x = tokenInputs(tokens, plain, {})
    expect(x.shape).toEqual([4, 3, 1])
    expect(Array.from(x.dataSync())).toEqual(tokens.flat().map((token) => token / 8))
    x.dispose()
  })

  it('or the tokens’ vectors', () => {
    const weights = someWeights(embedded)
    const vectors = weights['embedding.vectors'].arraySync() as number[][]
    const x = tokenInputs(tokens, embedded, weights)
    expect(x.arraySync()).toEqual(tokens.map((step) => step.map((token) => vectors[token])))
    const logits = nextTokenLogits(x, embedded, weights, 'windows')
    expect(logits.shape).toEqual([3, 8])
    tf.dispose([x, logits, weights])
  })
})

describe('an embedding', () => {
  it('has the gradient that differences of the loss have', () => {
    const weights = someWeights(embedded)
    const { gradients } = differentiated(weights)
    const vectors = weights['embedding.vectors'].dataSync<'float32'>()
    const lossAt = (i: number, change: number): number =>
      tf.tidy(() => {
        const moved = Float32Array.from(vectors, (value, j) => (i === j ? value + change : value))
        return lossOf({ ...weights, 'embedding.vectors': tf.tensor(moved, [8, 3]) }).dataSync()[0]
      })
    const found = gradients['embedding.vectors'].dataSync()
    const step = 0.01
    found.forEach((value, i) => {
      expect(Math.abs(value - (lossAt(i, step) - lossAt(i, -step)) / (2 * step))).toBeLessThan(1e-3)
    })
    expect(Math.max(...found.map(Math.abs))).toBeGreaterThan(0.02)
    expect(Array.from(found.slice(7 * 3))).toEqual([0, 0, 0])
    tf.dispose([weights, gradients])
  })

  it('learns: a step lowers the loss, moves the rows that were used alone, and leaves no tensor', () => {
    const weights = initialWeights(embedded, 1)
    const before = weights['embedding.vectors'].arraySync() as number[][]
    const optimizer = makeOptimizer({ optimizer: 'rmsprop', learningRate: 0.001 })
    const step = (): number => {
      const { loss, gradients } = differentiated(weights)
      optimizer.step(weights, gradients)
      tf.dispose(gradients)
      return loss
    }
    const first = step()
    const after = weights['embedding.vectors'].arraySync() as number[][]
    const moved = after.map((row, token) => row.some((x, i) => x !== before[token][i]))
    expect(moved).toEqual([true, true, true, true, true, true, true, false])
    const count = tf.memory().numTensors
    expect(step()).toBeLessThan(first)
    expect(tf.memory().numTensors).toBe(count)
    optimizer.dispose()
    disposeWeights(weights)
  })
})
