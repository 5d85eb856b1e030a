import { normal, seeded } from '@earshot/random/random'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { clipped, makeOptimizer } from './optimizer.ts'
import { openTestBackend } from '../backend/test-backend.ts'

beforeAll(async () => {
  await openTestBackend()
})

const random = seeded(3)
const START = Array.from({ length: 6 }, () => normal(random))
/** Gradients of very different sizes, down to those beside which epsilon counts. */
const GRADIENTS = Array.from({ length: 30 }, () =>
  [1, 1e-2, 1e-4, 1e-6, 1e-7, 1e-9].map((size) => size * normal(random)),
)

/** The rules in double precision: Keras's `update_step` of Adam and RMSprop, whose epsilon stands beside the raw root. */
const references = {
  adam(rate: number): number[] {
    const w = [...START]
    const [m, v] = [w.map(() => 0), w.map(() => 0)]
    GRADIENTS.forEach((gradient, step) => {
      const alpha = (rate * Math.sqrt(1 - 0.999 ** (step + 1))) / (1 - 0.9 ** (step + 1))
      gradient.forEach((g, i) => {
        m[i] += 0.1 * (g - m[i])
        v[i] += 0.001 * (g * g - v[i])
        w[i] -= (alpha * m[i]) / (Math.sqrt(v[i]) + 1e-7)
      })
    })
    return w
  },
  rmsprop(rate: number): number[] {
    const w = [...START]
    const v = w.map(() => 0)
    for (const gradient of GRADIENTS) {
      gradient.forEach((g, i) => {
        v[i] = 0.9 * v[i] + 0.1 * g * g
        w[i] -= (rate * g) / Math.sqrt(v[i] + 1e-7)
      })
    }
    return w
  },
}

const numbersOf = (slots: tf.NamedTensorMap) =>
  Object.fromEntries(Object.entries(slots).map(([name, slot]) => [name, [...slot.dataSync()]]))

describe.each(['adam', 'rmsprop'] as const)('%s', (name) => {
  const rule = { optimizer: name, learningRate: 0.01 }

  it('is Keras’s, also where gradients are tiny, and frees what it made', () => {
    const before = tf.memory().numTensors
    const optimizer = makeOptimizer(rule)
    const weights = { w: tf.keep(tf.tensor1d(START)) as tf.Tensor }
    for (const gradient of GRADIENTS) {
      const given = { w: tf.tensor1d(gradient) }
      optimizer.step(weights, given)
      tf.dispose(given)
    }
    const expected = references[name](rule.learningRate)
    weights.w.dataSync().forEach((value, i) => {
      expect(Math.abs(value - expected[i])).toBeLessThan(2e-6)
    })
    optimizer.dispose()
    tf.dispose(weights)
    expect(tf.memory().numTensors).toBe(before)
  })

  it('goes on from its state exactly', () => {
    const weights = { a: tf.keep(tf.tensor1d([1, 2])) as tf.Tensor, b: tf.keep(tf.scalar(3)) as tf.Tensor }
    const gradients = { a: tf.tensor1d([0.5, -0.1]), b: tf.scalar(1e-3) }
    const first = makeOptimizer(rule)
    for (let i = 0; i < 3; i++) first.step(weights, gradients)
    const state = first.state()
    const copies = { a: tf.keep(tf.clone(weights.a)), b: tf.keep(tf.clone(weights.b)) }
    const second = makeOptimizer(rule)
    second.restore(state)
    // Also when it is asked before its first step: a training can be stopped as soon as it was taken up.
    const again = second.state()
    expect(again.steps).toBe(state.steps)
    expect(numbersOf(again.slots)).toEqual(numbersOf(state.slots))
    tf.dispose(again.slots)
    for (let i = 0; i < 2; i++) {
      first.step(weights, gradients)
      second.step(copies, gradients)
    }
    expect([...copies.a.dataSync(), ...copies.b.dataSync()]).toEqual([
      ...weights.a.dataSync(),
      ...weights.b.dataSync(),
    ])
    first.dispose()
    second.dispose()
    tf.dispose([
      weights.a,
      weights.b,
      copies.a,
      copies.b,
      gradients.a,
      gradients.b,
      ...Object.values(state.slots),
    ])
  })
})

describe('clipped', () => {
  it('scales all gradients together to the longest allowed, and leaves shorter ones', () => {
    const numbers = (limit: number | null): number[] => {
      const result = clipped({ a: tf.tensor1d([3, 0]), b: tf.scalar(4) }, limit)
      const values = Object.values(result).flatMap((tensor) => Array.from(tensor.dataSync()))
      tf.dispose(result)
      return values
    }
    expect(numbers(null)).toEqual([3, 0, 4])
    expect(numbers(6)).toEqual([3, 0, 4])
    numbers(1).forEach((value, i) => {
      expect(value).toBeCloseTo([0.6, 0, 0.8][i], 6)
    })
  })
})
