import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Model } from '../generation/model.ts'
import { saveAtPrecision } from './precision-loss.ts'
import { openTestBackend } from '../backend/test-backend.ts'
import { cycle, toySong } from '../training/toy-songs.ts'
import { trainAutoencoder } from '../training/train-autoencoder.ts'
import { trainLstm } from '../training/train-lstm.ts'
import { loadModel, readTrainingHashes } from './weights.ts'

const about = {
  name: 'toy',
  dataSet: 'toys',
  created: '2026-01-01T00:00:00Z',
  epochs: 3,
  tempo: null,
  heldOut: null,
}
const songs = [toySong('a', cycle, 70), toySong('b', [[62], [67, 71]], 66)]
const models: Record<string, Model> = {}

beforeAll(async () => {
  await openTestBackend()
  models.autoencoder = await trainAutoencoder(songs, {
    ...about,
    perBar: [8, 6],
    perSong: [10, 4],
    epochs: 25,
    learningRate: 0.01,
    start: 'keras',
  })
  models.lstm = await trainLstm(songs, { ...about, layers: [6, 5], dense: 7, window: 8 })
})

describe.each(['autoencoder', 'lstm'])('an %s', (kind) => {
  it.each([
    ['float16' as const, 2 ** -12, 2 ** -10],
    ['int8' as const, 1 / 1000, 1 / 127],
  ])('in %s says what changed', async (precision, least, most) => {
    const before = tf.memory().numTensors
    const { bytes, measurements } = await saveAtPrecision(models[kind], { precision, songs })
    expect(tf.memory().numTensors).toBe(before)
    const error = measurements[`largest weight error in ${precision}`]
    expect(error).toBeGreaterThan(least / 10)
    expect(error).toBeLessThan(most)
    const [exact, stored] = ['float32', precision].map((name) => measurements[`loss in ${name}`])
    expect(stored).not.toBe(exact)
    expect(Math.abs(stored - exact) / exact).toBeLessThan(0.05)
    const loaded = await loadModel(bytes)
    expect(loaded.manifest).toMatchObject({ precision, measurements })
    loaded.dispose()
  })

  it('in float32 has no error, and without songs no loss', async () => {
    const trainingHashes = new Uint8Array([4, 5])
    const { bytes, measurements } = await saveAtPrecision(models[kind], {
      precision: 'float32',
      trainingHashes,
    })
    expect(measurements).toEqual({ 'largest weight error in float32': 0 })
    expect(readTrainingHashes(bytes)).toEqual(trainingHashes)
  })
})
