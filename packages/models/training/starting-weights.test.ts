import { seeded } from '@earshot/random/random'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { autoencoderArchitecture, denseLayers } from '../networks/architecture.ts'
import { asRows, decodeLatents, dense, encodeSongs } from '../networks/autoencoder.ts'
import { disposeWeights } from '../networks/initial-weights.ts'
import { rollTensor } from './rolls.ts'
import { startingWeights } from './starting-weights.ts'
import { openTestBackend } from '../backend/test-backend.ts'

const of = autoencoderArchitecture.parse({
  kind: 'autoencoder',
  bars: 2,
  cells: 4,
  pitches: 3,
  perBar: [20, 10],
  perSong: [12, 5],
})

/** Rolls whose cell k of a bar is on in a share of bars that grows with k, as no roll of chance would be. */
const random = seeded(1)
const rolls = Array.from({ length: 60 }, () =>
  Uint8Array.from({ length: 24 }, (_, i) => (random() < 0.05 + 0.07 * (i % 12) ? 1 : 0)),
)

beforeAll(async () => {
  await openTestBackend()
})

describe('startingWeights', () => {
  it('from the data give units that vary by 1 around 0', () => {
    const weights = startingWeights(of, { start: 'data', seed: 1 }, rolls)
    tf.tidy(() => {
      const [first] = denseLayers(of)
      const { mean, variance } = tf.moments(dense(asRows(rollTensor(rolls), first), first.name, weights), 0)
      expect(tf.max(tf.abs(mean)).dataSync()[0]).toBeLessThan(1e-4)
      const deviations = Array.from(tf.sqrt(variance).dataSync())
      expect(Math.min(...deviations)).toBeCloseTo(1, 3)
      expect(Math.max(...deviations)).toBeCloseTo(1, 3)
    })
    disposeWeights(weights)
  })

  it('from the data predict about the base rate of each cell', () => {
    const weights = startingWeights(of, { start: 'data', seed: 1 }, rolls)
    tf.tidy(() => {
      const logits = decodeLatents(encodeSongs(rollTensor(rolls), of, weights), of, weights)
      const predicted = Array.from(tf.mean(tf.sigmoid(logits), 0).dataSync())
      const rates = Array.from(tf.mean(tf.reshape(rollTensor(rolls), [120, 12]), 0).dataSync())
      predicted.forEach((value, i) => {
        expect(value).toBeCloseTo(rates[i % 12], 1)
      })
    })
    disposeWeights(weights)
  })

  it('follow from the seed and leave no tensor but themselves', () => {
    const before = tf.memory().numTensors
    const [a, b] = [1, 1].map((seed) => startingWeights(of, { start: 'data', seed }, rolls))
    const numbers = [a, b].map((weights) => Object.values(weights).map((x) => Array.from(x.dataSync())))
    expect(numbers[0]).toEqual(numbers[1])
    disposeWeights(a)
    disposeWeights(b)
    expect(tf.memory().numTensors).toBe(before)
  })
})
