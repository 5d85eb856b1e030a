import * as tf from '@tensorflow/tfjs-core'
import { loadLayersModel } from '@tensorflow/tfjs-layers'
import { below, seeded } from '@earshot/random/random'
import { beforeAll, describe, expect, it } from 'vitest'
import { decodeLatents, encodeSongs } from '../networks/autoencoder.ts'
import { readLayersFormat, weightFiles, writeLayersFormat } from './layers-format.ts'
import { nextTokenLogits, tokenInputs } from '../networks/lstm.ts'
import type { Model } from '../generation/model.ts'
import { songRolls, rollTensor } from '../training/rolls.ts'
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
const hashes = new Uint8Array([1, 2, 3])

beforeAll(async () => {
  await openTestBackend()
  models.autoencoder = await trainAutoencoder(songs, {
    ...about,
    perBar: [8, 6],
    perSong: [10, 4],
    start: 'keras',
  })
  models.linear = await trainAutoencoder(songs, {
    ...about,
    perBar: [8],
    perSong: [10, 9, 4],
    latent: 'linear',
    start: 'keras',
  })
  const small = { ...about, layers: [6, 5], dense: 7, window: 8 }
  models.lstm = await trainLstm(songs, small)
  models.embedding = await trainLstm(songs, { ...small, embedding: 4 })
  const deep = { architecture: 'deep-lstm', layers: Array<number>(10).fill(4), dense: 9, window: 8 } as const
  models.deep = await trainLstm(songs, { ...about, ...deep })
})

const textOf = (files: ReadonlyMap<string, Uint8Array>): string =>
  new TextDecoder().decode(files.get('model.json'))

/** The files as tf.loadLayersModel gets them over HTTP. */
function served(files: ReadonlyMap<string, Uint8Array>): tf.io.IOHandler {
  const json = JSON.parse(textOf(files)) as tf.io.ModelJSON
  const bytes = files.get('weights.bin') ?? new Uint8Array()
  return tf.io.fromMemory({
    modelTopology: json.modelTopology,
    weightSpecs: json.weightsManifest.flatMap(({ weights }) => weights),
    weightData: bytes.slice().buffer,
  })
}

describe.each(['lstm', 'embedding', 'deep'])('an %s as tf.layers', (kind) => {
  it('gives the probabilities that ours gives', async () => {
    const { manifest, weights } = models[kind]
    const of = manifest.architecture
    if (of.kind === 'autoencoder') throw new Error('no LSTM')
    const random = seeded(1)
    const tokens = Array.from({ length: 8 }, () => [0, 1, 2].map(() => below(of.vocabulary, random)))
    const network = await loadLayersModel(served(await writeLayersFormat(models[kind])))
    const x = tokenInputs(tokens, of, weights)
    const given = of.embedding === null ? tf.transpose(x, [1, 0, 2]) : tf.transpose(tf.tensor2d(tokens))
    const theirs = (network.predict(given) as tf.Tensor).dataSync()
    const ours = tf.softmax(nextTokenLogits(x, of, weights, 'windows')).dataSync()
    expect(theirs).toHaveLength(3 * of.vocabulary)
    ours.forEach((p, i) => {
      expect(Math.abs(theirs[i] - p)).toBeLessThan(1e-6)
    })
  })
})

describe.each(['autoencoder', 'linear'])('an %s as tf.layers', (kind) => {
  it('gives the rolls that ours gives', async () => {
    const { manifest, weights } = models[kind]
    const { architecture: of, encoding } = manifest
    if (of.kind !== 'autoencoder' || encoding.kind !== 'bar-rolls') throw new Error('no autoencoder')
    const network = await loadLayersModel(served(await writeLayersFormat(models[kind])))
    const x = rollTensor(songRolls(songs, encoding))
    const rolls = tf.reshape(x, [-1, of.bars, of.cells, of.pitches])
    const theirs = (network.predict(rolls) as tf.Tensor).dataSync()
    const ours = tf.sigmoid(decodeLatents(encodeSongs(x, of, weights), of, weights)).dataSync()
    expect(theirs).toHaveLength(ours.length)
    let farthest = 0
    ours.forEach((p, i) => (farthest = Math.max(farthest, Math.abs(theirs[i] - p))))
    expect(farthest).toBeLessThan(1e-6)
  })
})

describe.each(['autoencoder', 'linear', 'lstm', 'embedding', 'deep'])('an %s', (kind) => {
  it('comes back from its folder as it was', async () => {
    const files = await writeLayersFormat(models[kind], hashes)
    expect(weightFiles(textOf(files))).toEqual(['weights.bin'])
    const file = readLayersFormat(textOf(files), files)
    expect(readTrainingHashes(file)).toEqual(hashes)
    const back = await loadModel(file)
    expect(back.manifest).toEqual(models[kind].manifest)
    for (const [name, tensor] of Object.entries(models[kind].weights)) {
      expect(Array.from(back.weights[name].dataSync())).toEqual(Array.from(tensor.dataSync()))
    }
    back.dispose()
  })

  it('leaves no tensors behind', async () => {
    const before = tf.memory().numTensors
    await writeLayersFormat(models[kind])
    expect(tf.memory().numTensors).toBe(before)
  })
})

describe('a folder that is not whole is refused with what is wrong', () => {
  const changed = (
    files: ReadonlyMap<string, Uint8Array>,
    change: (json: Record<string, unknown>) => void,
  ) => {
    const json = JSON.parse(textOf(files)) as Record<string, unknown>
    change(json)
    return JSON.stringify(json)
  }
  const groups = (change: object) => (json: Record<string, unknown>) => {
    const [group] = json.weightsManifest as object[]
    Object.assign(group, change)
  }

  it.each([
    ['no format', (json: Record<string, unknown>) => delete json.format, /model.json format/],
    ['another format', (json: Record<string, unknown>) => (json.format = 'graph-model'), /model.json format/],
    [
      'a path out of the folder',
      groups({ paths: ['../weights.bin'] }),
      /weightsManifest.0.paths.0: only names/,
    ],
    ['a file that is not there', groups({ paths: ['other.bin'] }), /other.bin is missing/],
    [
      'no notes of ours',
      (json: Record<string, unknown>) => delete json.userDefinedMetadata,
      /userDefinedMetadata/,
    ],
    ['fewer weights than bytes', groups({ weights: [] }), /bytes too many/],
    [
      'more weights than bytes',
      groups({ weights: [{ name: 'a', shape: [1e9, 1e9], dtype: 'float32' }] }),
      /ends before the end of a/,
    ],
    [
      'quantized weights',
      groups({ weights: [{ name: 'a', shape: [1], dtype: 'float32', quantization: { dtype: 'uint8' } }] }),
      /quantized/,
    ],
  ])('%s', async (_, change, message) => {
    const files = await writeLayersFormat(models.lstm)
    expect(() => readLayersFormat(changed(files, change), files)).toThrow(message)
  })

  it('text that is no JSON', () => {
    expect(() => weightFiles('{')).toThrow('no JSON')
  })
})
