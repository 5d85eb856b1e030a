import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { evaluateAutoencoder } from '../evaluation/evaluation.ts'
import type { Progress } from './learner.ts'
import type { Model } from '../generation/model.ts'
import { openTestBackend, testBackend } from '../backend/test-backend.ts'
import { abortingOnceRead, toySong } from './toy-songs.ts'
import { trainAutoencoder } from './train-autoencoder.ts'
import type { AutoencoderOptions } from './training-options.ts'

const songs = [
  toySong('rising', [[60], [62], [64], [65]], 64),
  toySong('chords', [[60, 64, 67], [], [65, 69, 72], []], 64),
  toySong('deep', [[36], [36], [43], [43]], 64),
  toySong('slow', [[60], [67]], 64, 80),
]

const toy: AutoencoderOptions = {
  name: 'toy',
  dataSet: 'toys',
  created: '2026-01-01T00:00:00Z',
  perBar: [32, 16],
  perSong: [24, 8],
  heldOut: null,
  epochs: 160,
  learningRate: 0.01,
}

let model: Model
beforeAll(async () => {
  await openTestBackend()
  model = await trainAutoencoder(songs, toy)
})

const weightsOf = ({ weights }: Model): number[][] =>
  Object.values(weights).map((tensor) => Array.from(tensor.dataSync()))

describe('trainAutoencoder', () => {
  it('learns to give back its songs', async () => {
    const result = await evaluateAutoencoder(model, songs)
    expect(result.windows).toBe(3)
    expect(result.f1).toBeGreaterThan(0.95)
    const stranger = toySong('stranger', [[90], [100, 101]], 64)
    expect((await evaluateAutoencoder(model, [stranger])).f1).toBeLessThan(0.2)
  })

  it('tells in the manifest what it did', () => {
    const { data, training, latents, architecture, backend } = model.manifest
    expect(data.songs.map(({ id }) => id)).toEqual(['rising', 'chords', 'deep'])
    expect(data.refused).toEqual([{ reason: 'tempo outside 110..130 quarter notes a minute', songs: 1 }])
    expect(training.curve).toHaveLength(160)
    expect(training.best.loss).toBe(Math.min(...training.curve.map(({ loss }) => loss)))
    expect(training.curve[training.best.epoch - 1].loss).toBe(training.best.loss)
    expect(training.stopped).toBeNull()
    expect(latents?.windows).toBe(3)
    expect(latents?.rank).toBeLessThanOrEqual(2)
    expect(architecture).toMatchObject({
      kind: 'autoencoder',
      bars: 16,
      cells: 24,
      pitches: 96,
      latent: 'relu',
    })
    expect(backend).toBe(testBackend)
  })

  it('makes songs of 16 bars that follow from the seed', () => {
    const made = model.generate({ count: 3, seed: 7 })
    expect(made.map(({ score }) => score.length)).toEqual([64, 64, 64])
    expect(made.some(({ score }) => score.notes.length > 0)).toBe(true)
    expect(made).toEqual(model.generate({ count: 3, seed: 7 }))
    expect(made[2].score).toEqual(model.generate({ count: 3, seed: 7 })[2].score)
    expect(made).not.toEqual(model.generate({ count: 3, seed: 8 }))
    expect(made[1].settings).toMatchObject({ threshold: 0.5, noise: 'songs', tempo: 120, song: 1, seed: 7 })
  })

  it('lets fewer cells sound at a higher threshold', () => {
    const notes = (threshold: number): number =>
      model.generate({ count: 1, seed: 2, threshold }).reduce((sum, { score }) => {
        return sum + score.notes.reduce((length, { start, end }) => length + end - start, 0)
      }, 0)
    expect(notes(0.9)).toBeLessThan(notes(0.1))
  })

  it('refuses a setting it does not know', () => {
    const settings = { count: 1, seed: 1, temperature: 1 }
    expect(() => model.generate(settings)).toThrow(/settings of an autoencoder.*temperature/)
    expect(() => model.generate({ count: 0, seed: 1 })).toThrow('settings of an autoencoder: count')
  })

  it('gives the same weights for the same seed, and others for another', async () => {
    const run = async (seed: number) => weightsOf(await trainAutoencoder(songs, { ...toy, epochs: 3, seed }))
    expect(await run(1)).toEqual(await run(1))
    expect(await run(1)).not.toEqual(await run(2))
  })

  it('keeps memory flat from epoch to epoch, and nothing after disposal', async () => {
    const before = tf.memory().numTensors
    const counts: number[] = []
    const onProgress = ({ epoch }: Progress): void => {
      if (epoch > 1) counts.push(tf.memory().numTensors)
    }
    const trained = await trainAutoencoder(songs, { ...toy, epochs: 5 }, { onProgress })
    expect(new Set(counts).size).toBe(1)
    trained.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })

  it('moves its windows by a bar an epoch, also in songs with one bar to spare', async () => {
    const longer = [toySong('longer', [[60], [62], [64], [65]], 68)]
    const batches: number[] = []
    const onProgress = ({ batch }: Progress): void => void batches.push(batch)
    await trainAutoencoder(longer, { ...toy, epochs: 4 }, { onProgress })
    expect(batches).toEqual([1, 1, 1, 1])
  })

  it('cancelled, keeps the best so far; cancelled at once, throws and frees everything', async () => {
    const before = tf.memory().numTensors
    const controller = new AbortController()
    const onProgress = ({ epoch }: Progress): void => {
      if (epoch === 2) controller.abort()
    }
    const trained = await trainAutoencoder(songs, toy, { onProgress, signal: controller.signal })
    expect(trained.manifest.training).toMatchObject({ epochs: 2, stopped: 'cancelled in epoch 3 of 160' })
    trained.dispose()
    const another = new AbortController()
    const aborting = abortingOnceRead(songs, another)
    for (const message of [
      'training was cancelled in epoch 1 of 160',
      'cancelled while the songs were read',
    ]) {
      await expect(trainAutoencoder(aborting, toy, { signal: another.signal })).rejects.toMatchObject({
        name: 'CancelledError',
        message,
      })
    }
    expect(tf.memory().numTensors).toBe(before)
  })

  it('paused and taken up again, gives the weights of an uninterrupted training', async () => {
    const options = {
      ...toy,
      epochs: 6,
      heldOut: { share: 0.5, seed: 3 },
      heldOutEvery: 2,
      keep: 'last' as const,
    }
    const many = [...songs, toySong('more', [[61], [66]], 80), toySong('and more', [[50], [52], [54]], 96)]
    const straight = await trainAutoencoder(many, options)
    const stop = new AbortController()
    const onProgress = ({ epoch }: Progress): void => {
      if (epoch === 4) stop.abort()
    }
    let last: Uint8Array | undefined
    const save = (bytes: Uint8Array): Promise<void> => Promise.resolve(void (last = bytes))
    const checkpoints = { every: Infinity, save }
    const paused = trainAutoencoder(many, options, { onProgress, pause: stop.signal, checkpoints })
    await expect(paused).rejects.toThrow('training was paused')
    const resumed = await trainAutoencoder(many, options, { checkpoints: { ...checkpoints, last } })
    expect(weightsOf(resumed)).toEqual(weightsOf(straight))
    const losses = ({ manifest }: Model) =>
      manifest.training.curve.map(({ loss, heldOut }) => [loss, heldOut])
    expect(losses(resumed)).toEqual(losses(straight))
    expect(losses(straight).map(([, heldOut]) => heldOut !== null)).toEqual([
      false,
      true,
      false,
      true,
      false,
      true,
    ])
    expect(straight.manifest.data.heldOut.length).toBeGreaterThan(0)
    straight.dispose()
    resumed.dispose()
  })

  it('says which option is wrong and why no song fits', async () => {
    await expect(trainAutoencoder(songs, { ...toy, epochs: 0 })).rejects.toThrow(
      'options of an autoencoder: epochs',
    )
    await expect(trainAutoencoder(songs, { ...toy, name: 'No!' })).rejects.toThrow(
      'small letters, digits and hyphens',
    )
    await expect(trainAutoencoder([toySong('short', [[60]], 63)], toy)).rejects.toThrow(
      'no song fits, of 1 songs: 1 shorter than 16 bars',
    )
    await expect(trainAutoencoder(songs.slice(3), toy)).rejects.toThrow('1 tempo outside 110..130')
  })
})
