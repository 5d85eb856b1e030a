import * as tf from '@tensorflow/tfjs-core'
import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { decodeLatents, encodeSongs } from '../networks/autoencoder.ts'
import { convertKeras, type Conversion } from './keras-convert.ts'
import { kerasLayers, readKerasFile, type KerasLayer } from './keras-file.ts'
import { kerasNetwork } from './keras-network.ts'
import { nextTokenLogits, tokenInputs } from '../networks/lstm.ts'
import { openTestBackend } from '../backend/test-backend.ts'
import { loadModel, readManifest } from './weights.ts'

interface Predicted {
  tokens: number[][]
  on: number[][]
  cells: number[]
  probabilities: number[][]
}

const fixture = (name: string): Promise<Uint8Array> =>
  readFile(new URL(`keras-fixtures/${name}`, import.meta.url)).then((bytes) => new Uint8Array(bytes))

const about: Conversion = { name: 'upstream', created: '2026-01-01T00:00:00Z', sha256: 'a'.repeat(64) }
const vocabulary = Array.from({ length: 9 }, (_, i) => (i === 0 ? [] : [60 + i]))

let expected: Record<string, Predicted> = {}
beforeAll(async () => {
  await openTestBackend()
  expected = JSON.parse(new TextDecoder().decode(await fixture('expected.json'))) as Record<string, Predicted>
})

/** The largest difference between what Keras and ours compute. */
const farthest = (ours: ArrayLike<number>, theirs: readonly number[]): number =>
  Math.max(...theirs.map((value, i) => Math.abs(value - ours[i])))

describe.each([
  ['lstm-keras-2', null],
  ['lstm-keras-3', null],
  ['lstm-normalised-keras-3', null],
  ['lstm-embedding-keras-2', 4],
  ['lstm-embedding-keras-3', 4],
])('%s', (name, embedding) => {
  it('computes what Keras computes, and generates', async () => {
    const file = await convertKeras(await fixture(`${name}.h5`), { ...about, vocabulary })
    const model = await loadModel(file)
    const { architecture: of } = model.manifest
    if (of.kind === 'autoencoder') throw new Error('no LSTM')
    expect(of).toEqual({
      ...{
        kind: 'lstm',
        embedding,
        layers: [5, 7, 5],
        dropout: 0.3,
        dense: 6,
        denseDropout: 0.2,
        vocabulary: 9,
      },
    })
    const { tokens, probabilities } = expected[name]
    const steps = tokens[0].map((_, t) => tokens.map((song) => song[t]))
    const x = tokenInputs(steps, of, model.weights)
    const ours = tf.softmax(nextTokenLogits(x, of, model.weights, 'windows')).dataSync()
    expect(farthest(ours, probabilities.flat())).toBeLessThan(1e-5)
    expect(model.generate({ count: 2, seed: 1, length: 8 })).toHaveLength(2)
    model.dispose()
  })
})

describe('composer-keras-2', () => {
  it('computes what Keras computes, and generates', async () => {
    const model = await loadModel(await convertKeras(await fixture('composer-keras-2.h5'), about))
    const { architecture: of, latents } = model.manifest
    if (of.kind !== 'autoencoder') throw new Error('no autoencoder')
    expect(of).toMatchObject({ perBar: [2, 3], perSong: [7, 4], latent: 'linear' })
    const { on, cells, probabilities } = expected['composer-keras-2']
    const size = of.bars * of.cells * of.pitches
    const rolls = new Float32Array(on.length * size)
    on.forEach((indices, song) => {
      for (const i of indices) rolls[song * size + i] = 1
    })
    const latent = encodeSongs(tf.tensor2d(rolls, [on.length, size]), of, model.weights)
    const ours = tf.sigmoid(decodeLatents(latent, of, model.weights)).dataSync()
    probabilities.forEach((theirs, song) => {
      const picked = cells.map((i) => ours[song * size + i])
      expect(farthest(picked, theirs)).toBeLessThan(1e-5)
    })
    // The normalised latents had these means and deviations; no window of ours was looked at.
    expect(latents).toEqual({ windows: 0, rank: 4 })
    const normalisation = (await readKerasFile(await fixture('composer-keras-2.h5'))).layers.find(
      ({ name }) => name === 'pre_encoder',
    )
    expect(Array.from(model.weights['latent.mean'].dataSync())).toEqual(
      Array.from(normalisation?.weights[1].values ?? []),
    )
    expect(model.generate({ count: 1, seed: 1 })).toHaveLength(1)
    model.dispose()
  })
})

it('says where the weights come from, and nothing of their training', async () => {
  const manifest = readManifest(
    await convertKeras(await fixture('lstm-keras-2.h5'), { ...about, vocabulary }),
  )
  expect(manifest.converted).toEqual({ from: 'HDF5 of Keras 2.21.0', sha256: 'a'.repeat(64) })
  expect(manifest.training).toMatchObject({ epochs: 0, curve: [] })
  expect(manifest.encoding).toMatchObject({ window: 6 })
  expect(manifest.data.songs).toEqual([])
})

describe('a vocabulary', () => {
  it.each([
    ['is asked for', undefined, /9 tokens and does not say what they are/],
    ['of another size is refused', vocabulary.slice(1), /8 chords, where the network has 9/],
    ['of something else is refused', [['C4']], /vocabulary 0.0: .*number/],
  ])('%s', async (_, given, message) => {
    await expect(
      convertKeras(await fixture('lstm-keras-2.h5'), { ...about, vocabulary: given }),
    ).rejects.toThrow(message)
  })
})

/** The layers of a file, some of their settings changed. */
async function changed(file: string, name: string, config: object, kind?: string): Promise<KerasLayer[]> {
  const { layers } = await readKerasFile(await fixture(file))
  expect(layers.map((layer) => layer.name)).toContain(name)
  return layers.map((layer) =>
    layer.name === name
      ? { ...layer, kind: kind ?? layer.kind, config: { ...layer.config, ...config } }
      : layer,
  )
}

describe('what ours cannot be is refused by the name of the layer', () => {
  it.each([
    [
      'hard sigmoid gates',
      'lstm',
      { recurrent_activation: 'hard_sigmoid' },
      undefined,
      /lstm \(LSTM\): recurrent_act/,
    ],
    [
      'an LSTM that runs backwards',
      'lstm_1',
      { go_backwards: true },
      undefined,
      /lstm_1 \(LSTM\): go_backwards/,
    ],
    ['another number of units', 'lstm', { units: 4 }, undefined, /weights \[1,20\] where \[1,16\] belong/],
    ['layers without biases', 'dense', { use_bias: false }, undefined, /dense \(Dense\): use_bias/],
    ['an unknown activation', 'dense', { activation: 'selu' }, undefined, /dense \(Dense\): activation/],
    ['an unknown layer', 'dropout', {}, 'GaussianNoise', /dropout: ours know no GaussianNoise/],
    [
      'normalisation before an LSTM',
      'dropout',
      {},
      'BatchNormalization',
      /dropout \(BatchN.*weights \[none\]/,
    ],
  ])('%s', async (_, name, config, kind, message) => {
    const layers = await changed('lstm-keras-2.h5', name, config, kind)
    expect(() => kerasNetwork(layers)).toThrow(message)
  })

  it.each([
    [
      'an embedding that leaves tokens out',
      'embedding',
      { mask_zero: true },
      /embedding \(Embedding\): mask_z/,
    ],
    ['an embedding of other tokens', 'embedding', { input_dim: 8 }, /weights \[9,4\] where \[8,4\] belong/],
  ])('%s', async (_, name, config, message) => {
    const layers = await changed('lstm-embedding-keras-3.h5', name, config)
    expect(() => kerasNetwork(layers)).toThrow(message)
  })

  it('an embedding that is not the first layer', async () => {
    const { layers } = await readKerasFile(await fixture('lstm-embedding-keras-3.h5'))
    const [input, embedding, ...others] = layers
    expect(() => kerasNetwork([input, embedding, embedding, ...others])).toThrow(
      'embedding (Embedding): is read as the first layer alone',
    )
  })

  it('layers that do not follow one another', () => {
    const layer = (name: string, from: string[]) => ({
      class_name: 'Dense',
      config: { name },
      name,
      inbound_nodes: [from.map((one) => [one, 0, 0, {}])],
    })
    const text = (layers: object[]) => JSON.stringify({ class_name: 'Functional', config: { layers } })
    const input = { class_name: 'InputLayer', config: { name: 'in' }, name: 'in', inbound_nodes: [] }
    expect(kerasLayers(text([input, layer('a', ['in']), layer('b', ['a'])])).map(({ name }) => name)).toEqual(
      ['in', 'a', 'b'],
    )
    expect(() => kerasLayers(text([input, layer('a', ['in']), layer('b', ['in'])]))).toThrow(
      'layer b: takes in',
    )
    expect(() => kerasLayers(text([input, layer('a', ['in']), layer('b', ['a', 'in'])]))).toThrow(
      'takes a, in',
    )
  })

  it('text that describes no model', () => {
    expect(() => kerasLayers('{')).toThrow('no JSON')
    expect(() => kerasLayers('{"class_name":"Sequential","config":{"layers":[]}}')).toThrow(
      /model_config\.config/,
    )
  })
})

/** An HDF5 file with these attributes at its root, and nothing else. */
async function bare(attributes: Record<string, string>): Promise<Uint8Array> {
  const { File, ready } = await import('h5wasm')
  const { FS } = await ready
  const file = new File('bare.h5', 'w')
  for (const [name, value] of Object.entries(attributes)) file.create_attribute(name, value)
  file.close()
  return FS.readFile('bare.h5')
}

describe('an HDF5 file of something else', () => {
  it.each([
    ['of weights alone', {}, /no model_config: .*Save the whole model/],
    [
      'of Keras 1',
      { model_config: '{}', keras_version: '1.2.2' },
      /keras_version 1.2.2: open it with Keras 2/,
    ],
    ['without weights', { model_config: '{}', keras_version: '2.3.1' }, /no model_weights/],
    ['without a version', { model_config: '{}' }, /no keras_version/],
  ])('%s is refused', async (_, attributes, message) => {
    await expect(readKerasFile(await bare(attributes))).rejects.toThrow(message)
  })
})

describe('a damaged file', () => {
  it('is refused in our words wherever it breaks off', async () => {
    const bytes = await fixture('lstm-keras-2.h5')
    for (let length = 0; length < bytes.length; length += 9001) {
      await expect(readKerasFile(bytes.subarray(0, length))).rejects.toThrow(/^Keras file/)
    }
  })

  it('that takes too long is given up', async () => {
    const bytes = await fixture('lstm-keras-2.h5')
    await expect(readKerasFile(bytes, { seconds: 0.001 })).rejects.toThrow('took more than 0.001 s')
  })

  it('of something else is none', async () => {
    await expect(readKerasFile(new TextEncoder().encode('no HDF5'))).rejects.toThrow('no whole HDF5 file')
  })
})
