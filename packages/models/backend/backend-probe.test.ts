import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { openBackend, type BackendName } from './backend.ts'
import { matrixSpeed, measureBackend, probeBackend, smallTraining } from './backend-probe.ts'

beforeAll(async () => {
  await openBackend('wasm')
})

describe('smallTraining', () => {
  it('lowers its loss at every step, the same each time, and frees its tensors', () => {
    const before = tf.memory().numTensors
    const losses = smallTraining()
    losses.slice(1).forEach((loss, i) => {
      expect(loss).toBeLessThan(losses[i])
    })
    expect(smallTraining()).toEqual(losses)
    expect(tf.memory().numTensors).toBe(before)
  })
})

describe('matrixSpeed', () => {
  it('counts two operations for each of size cubed, and frees its tensors', () => {
    const before = tf.memory().numTensors
    const times = [0, 0.5, 1]
    // Two products of 1024 x 1024 in a second, by this clock.
    expect(matrixSpeed(() => times.shift() ?? 1)).toBeCloseTo((2 * 2 * 1024 ** 3) / 1e9, 6)
    expect(tf.memory().numTensors).toBe(before)
  })
})

describe('probeBackend', () => {
  it('measures a backend in a process of its own', async () => {
    expect(await probeBackend('wasm')).toMatchObject({
      available: true,
      losses: smallTraining(),
      version: null,
    })
  })

  it('gives the reason where there is no such backend', async () => {
    expect(await measureBackend('abacus' as BackendName)).toMatchObject({ available: false })
  })
})
