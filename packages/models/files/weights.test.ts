import { below, seeded } from '@earshot/random/random'
import * as tf from '@tensorflow/tfjs-core'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Precision } from './manifest.ts'
import { readManifestFile, readModelFile, writeModelFile } from './model-file.ts'
import type { Model } from '../generation/model.ts'
import { readArchive, writeArchive } from './safetensors.ts'
import { openTestBackend } from '../backend/test-backend.ts'
import { cycle, toySong } from '../training/toy-songs.ts'
import { trainAutoencoder } from '../training/train-autoencoder.ts'
import { trainLstm } from '../training/train-lstm.ts'
import { loadModel, readManifest, saveModel } from './weights.ts'

const about = { name: 'toy', dataSet: 'toys', created: '2026-01-01T00:00:00Z', epochs: 2, tempo: null }
const songs = [toySong('a', cycle, 70), toySong('b', [[62], [67, 71]], 66)]
const models: Record<string, Model> = {}
let folder = ''

beforeAll(async () => {
  await openTestBackend()
  models.autoencoder = await trainAutoencoder(songs, { ...about, perBar: [8, 6], perSong: [10, 4] })
  const small = { ...about, layers: [6, 5], dense: 7, window: 8 }
  models.lstm = await trainLstm(songs, small)
  models.embedding = await trainLstm(songs, { ...small, embedding: 4 })
  const deep = { architecture: 'deep-lstm', layers: Array<number>(10).fill(8), dense: 9, window: 8 } as const
  models.deep = await trainLstm(songs, { ...about, ...deep })
  folder = await mkdtemp(path.join(tmpdir(), 'earshot-models-'))
})

afterAll(async () => {
  await rm(folder, { recursive: true })
})

const weightsOf = (model: Model): number[][] =>
  Object.values(model.weights).map((tensor) => Array.from(tensor.dataSync()))

/** A file of the model with some of its notes or tensors changed. */
function changed(model: Model, change: (archive: ReturnType<typeof readArchive>) => void): Uint8Array {
  const archive = readArchive(saveModel(model))
  change(archive)
  return writeArchive(archive)
}

/** A file whose manifest is changed. */
const withManifest = (model: Model, change: (manifest: Record<string, unknown>) => void): Uint8Array =>
  changed(model, ({ metadata }) => {
    const manifest = JSON.parse(metadata.earshot) as Record<string, unknown>
    change(manifest)
    metadata.earshot = JSON.stringify(manifest)
  })

describe.each(['autoencoder', 'lstm', 'embedding', 'deep'])('a saved %s', (kind) => {
  it('comes back with the same manifest, weights and songs', async () => {
    const model = models[kind]
    const loaded = await loadModel(saveModel(model))
    expect(loaded.manifest).toEqual(model.manifest)
    expect(weightsOf(loaded)).toEqual(weightsOf(model))
    expect(loaded.generate({ count: 2, seed: 5 })).toEqual(model.generate({ count: 2, seed: 5 }))
    loaded.dispose()
  })

  it.each<[Precision, number]>([
    ['float16', 2 ** -11],
    ['int8', 1 / 254],
  ])('in %s is within its rounding and smaller', async (precision, tolerance) => {
    const model = models[kind]
    const file = saveModel(model, { precision, measurements: { loss: 1.5 } })
    expect(file.length).toBeLessThan(saveModel(model).length)
    const loaded = await loadModel(file)
    expect(loaded.manifest).toMatchObject({ precision, measurements: { loss: 1.5 } })
    for (const [name, tensor] of Object.entries(model.weights)) {
      const [exact, found] = [tensor, loaded.weights[name]].map((x) => Array.from(x.dataSync()))
      const largest = Math.max(...exact.map(Math.abs))
      const error = Math.max(...exact.map((value, i) => Math.abs(found[i] - value)))
      expect(error).toBeLessThanOrEqual(tensor.rank < 2 ? 0 : tolerance * largest * 1.0001)
    }
    loaded.dispose()
  })

  it('frees every tensor when it is disposed of', async () => {
    const before = tf.memory().numTensors
    const loaded = await loadModel(saveModel(models[kind], { precision: 'int8' }))
    loaded.generate({ count: 2, seed: 1 })
    loaded.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })

  it('loads or refuses in plain words whatever bytes change, and leaks nothing', async () => {
    const file = saveModel(models[kind], { precision: 'float16' })
    const random = seeded(9)
    const before = tf.memory().numTensors
    for (let round = 0; round < 150; round++) {
      const broken = Uint8Array.from(file)
      for (let i = 0; i < 3; i++) broken[below(Math.min(6000, file.length), random)] = below(256, random)
      const result = await loadModel(broken).catch((error: unknown) => error)
      if (result instanceof Error) expect(result.message).toMatch(/^(weights file|manifest)/)
      else (result as Model).dispose()
    }
    expect(tf.memory().numTensors).toBe(before)
  })
})

describe('a file from before there were embeddings', () => {
  it('reads as one without, and its weights to the last byte', async () => {
    const old = withManifest(models.lstm, ({ architecture }) => {
      delete (architecture as { embedding?: null }).embedding
    })
    const model = await loadModel(old)
    expect(model.manifest).toEqual(models.lstm.manifest)
    expect(model.manifest.architecture).toMatchObject({ embedding: null })
    expect(readArchive(saveModel(model)).tensors).toEqual(readArchive(old).tensors)
    model.dispose()
  })
})

describe('loadModel refuses', () => {
  it.each<[string, (manifest: Record<string, unknown>) => void, RegExp]>([
    [
      'another version',
      (m) => (m.version = 7),
      /manifest version: 7 is not known; this Earshot reads versions 1 and 2/,
    ],
    ['no version', (m) => delete m.version, /manifest version: missing/],
    ['a missing field', (m) => delete m.training, /manifest training/],
    ['an unknown field', (m) => (m.extra = 1), /manifest the whole: .*extra/],
    ['a wrong precision', (m) => (m.precision = 'int4'), /manifest precision/],
    [
      'a vocabulary of another size',
      (m) => (m.vocabulary = { chords: [[60]] }),
      /manifest vocabulary: 1 chords/,
    ],
    [
      'a pitch that is none',
      (m) => (m.vocabulary = { chords: [[128]] }),
      /manifest vocabulary\.chords\.0\.0/,
    ],
    [
      'an encoding of another model',
      (m) => (m.encoding = models.autoencoder.manifest.encoding),
      /encoding\.kind/,
    ],
    [
      'other layers',
      (m) => Object.assign(m.architecture as object, { layers: [6, 6] }),
      /lstm\.1\.kernel shape/,
    ],
    [
      'more layers',
      (m) => Object.assign(m.architecture as object, { layers: [6, 5, 5] }),
      /lstm\.2\.kernel is missing/,
    ],
    [
      'vectors that are not there',
      (m) => Object.assign(m.architecture as object, { embedding: 4 }),
      /embedding\.vectors is missing/,
    ],
    [
      'a precision that is not that of its kernels',
      (m) => (m.precision = 'int8'),
      /lstm\.0\.kernel dtype: F32, where the manifest says int8/,
    ],
    ['fewer layers', (m) => Object.assign(m.architecture as object, { layers: [6] }), /dense\.kernel shape/],
  ])('%s', async (_, change, message) => {
    await expect(loadModel(withManifest(models.lstm, change))).rejects.toThrow(message)
  })

  it('more axes than an autoencoder has latents', async () => {
    const file = withManifest(models.autoencoder, (m) => (m.latents = { windows: 9, rank: 2e9 }))
    await expect(loadModel(file)).rejects.toThrow('manifest latents.rank: 2000000000 axes of')
  })

  it('a weight that is no number, by its name', async () => {
    const file = changed(models.lstm, ({ tensors }) => {
      tensors.get('dense.kernel')?.data.set([0, 0, 0xc0, 0x7f], 8)
    })
    await expect(loadModel(file)).rejects.toThrow('tensor dense.kernel: element 2 is no number')
  })

  it('a tensor too many, a missing scale and a file of something else', async () => {
    const extra = changed(models.lstm, ({ tensors }) => {
      tensors.set('more', { dtype: 'I8', shape: [1], data: Uint8Array.of(1) })
    })
    await expect(loadModel(extra)).rejects.toThrow('tensor more does not belong to a lstm')
    const archive = readArchive(saveModel(models.lstm, { precision: 'int8' }))
    archive.tensors.delete('dense.kernel.scale')
    await expect(loadModel(writeArchive(archive))).rejects.toThrow('tensor dense.kernel.scale is missing')
    const other = writeArchive({ metadata: {}, tensors: new Map() })
    await expect(loadModel(other)).rejects.toThrow('this is no model of Earshot')
  })
})

describe('model files', () => {
  it('are packed with brotli where the name says so', async () => {
    const [plain, packed] = ['toy.safetensors', 'toy.safetensors.br'].map((name) => path.join(folder, name))
    await writeModelFile(plain, models.autoencoder)
    const bytes = await writeModelFile(packed, models.autoencoder, { precision: 'int8' })
    expect((await readFile(packed)).length).toBe(bytes)
    expect(readManifest(await readFile(plain))).toEqual(models.autoencoder.manifest)
    expect((await readManifestFile(packed)).precision).toBe('int8')
    const loaded = await readModelFile(packed)
    expect(loaded.generate({ count: 1, seed: 1 })[0].score.length).toBe(64)
    loaded.dispose()
  })

  it('say what is wrong with a broken pack', async () => {
    const file = path.join(folder, 'broken.safetensors.br')
    await writeFile(file, 'no brotli')
    await expect(readModelFile(file)).rejects.toThrow('is no whole brotli file')
  })
})
