import { beforeAll, describe, expect, it } from 'vitest'
import { openBackend, type BackendName } from './backend.ts'
import type { GenerationSettings, Model } from '../generation/model.ts'
import { cycle, toySong } from '../training/toy-songs.ts'
import { trainAutoencoder } from '../training/train-autoencoder.ts'
import { trainLstm } from '../training/train-lstm.ts'
import { loadModel, saveModel } from '../files/weights.ts'

const haveNative = await openBackend('native').then(
  () => true,
  () => false,
)

const songs = [
  toySong('cycle', cycle, 120),
  toySong('rising', [[60], [62], [64], [65]], 64),
  toySong('chords', [[60, 64, 67], [], [65, 69, 72], []], 64),
]

/** Twenty epochs of one step each. */
const twenty = { created: '2026-01-01T00:00:00Z', dataSet: 'toys', epochs: 20, batchSize: 256, seed: 3 }
const small = { ...twenty, name: 'small', dense: 24, dropout: 0.2, denseDropout: 0.3, window: 16 }
const heldOut = null

const trainings: [string, () => Promise<Model>, GenerationSettings[]][] = [
  [
    'the small LSTM',
    () => trainLstm(songs, { ...small, layers: [24, 24], learningRate: 0.005, heldOut }),
    [
      { count: 4, seed: 1 },
      { count: 4, seed: 1, temperature: 1, memory: 'carried' },
    ],
  ],
  [
    'an LSTM with an embedding',
    () => trainLstm(songs, { ...small, layers: [24], embedding: 8, learningRate: 0.005, heldOut }),
    [{ count: 4, seed: 5, temperature: 1 }],
  ],
  [
    'the deep LSTM',
    () =>
      trainLstm(songs, { ...small, architecture: 'deep-lstm', layers: Array<number>(10).fill(12), heldOut }),
    [{ count: 4, seed: 2, temperature: 1, topP: 0.95 }],
  ],
  [
    'the LSTM with one target a window',
    () => trainLstm(songs, { ...small, layers: [16], mode: 'windows', heldOut }),
    [{ count: 4, seed: 3, temperature: 0.8 }],
  ],
  [
    'the autoencoder',
    () => trainAutoencoder(songs, { ...twenty, name: 'ae', perBar: [32, 16], perSong: [24, 8], heldOut }),
    [{ count: 4, seed: 4 }],
  ],
]

async function trainedOn(backend: BackendName, train: () => Promise<Model>) {
  await openBackend(backend)
  const model = await train()
  const losses = model.manifest.training.curve.map(({ loss }) => loss)
  const file = saveModel(model)
  model.dispose()
  return { losses, file }
}

async function songsOn(backend: BackendName, file: Uint8Array, settings: GenerationSettings) {
  await openBackend(backend)
  const model = await loadModel(file)
  const made = model.generate(settings)
  model.dispose()
  return made
}

describe.skipIf(!haveNative).each(trainings)(
  '%s, natively as on wasm (wants npm run native)',
  (_, train, settings) => {
    let wasm: Awaited<ReturnType<typeof trainedOn>>
    beforeAll(async () => {
      wasm = await trainedOn('wasm', train)
    })

    it('has the same losses in twenty steps from one seed, to 1e-4', async () => {
      const { losses } = await trainedOn('native', train)
      expect(losses).toHaveLength(20)
      expect(losses[19]).toBeLessThan(losses[0])
      const apart = losses.map((loss, i) => Math.abs(loss - wasm.losses[i]) / Math.max(1, loss))
      expect(Math.max(...apart)).toBeLessThan(1e-4)
    })

    it.each(settings)('makes the same songs: %o', async (how) => {
      const made = await songsOn('native', wasm.file, how)
      expect(made).toEqual(await songsOn('wasm', wasm.file, how))
      expect(made.some(({ score }) => score.notes.length > 0)).toBe(true)
    })
  },
)
