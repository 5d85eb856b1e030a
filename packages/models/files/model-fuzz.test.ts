import { below, seeded, type Random } from '@earshot/random/random'
import { mutant } from '@earshot/music/mutants'
import * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { openBackend } from '../backend/backend.ts'
import { writeLayersFormat, readLayersFormat } from './layers-format.ts'
import { parseManifest } from './manifest.ts'
import type { Model } from '../generation/model.ts'
import { readArchive, writeArchive } from './safetensors.ts'
import { cycle, toySong } from '../training/toy-songs.ts'
import { trainAutoencoder } from '../training/train-autoencoder.ts'
import { trainLstm } from '../training/train-lstm.ts'
import { loadModel, saveModel } from './weights.ts'

const about = {
  name: 'toy',
  dataSet: 'toys',
  created: '2026-01-01T00:00:00Z',
  epochs: 1,
  tempo: null,
  heldOut: null,
}
const songs = [toySong('a', cycle, 70), toySong('b', [[62], [67, 71]], 66)]
const models: Record<string, Model> = {}

beforeAll(async () => {
  await openBackend('wasm')
  models.autoencoder = await trainAutoencoder(songs, { ...about, perBar: [3, 2], perSong: [4, 3] })
  models.lstm = await trainLstm(songs, { ...about, layers: [4, 3], dense: 4, window: 6 })
})

/** How our words begin: anything else would be an accident. */
const ours = /^(weights file|manifest|model\.json|weights\.bin|the model gives logits)/

/** Loads and generates, or refuses in our words; leaves no tensors. Returns whether it loaded. */
async function loadsOrRefuses(file: Uint8Array): Promise<boolean> {
  const before = tf.memory().numTensors
  let model: Model
  try {
    model = await loadModel(file)
  } catch (error) {
    expect((error as Error).message).toMatch(ours)
    expect(tf.memory().numTensors).toBe(before)
    return false
  }
  try {
    const isAutoencoder = model.manifest.architecture.kind === 'autoencoder'
    const [song] = model.generate({ count: 1, seed: 1, ...(isAutoencoder ? {} : { length: 3 }) })
    expect(song.score.notes.every(({ pitch, end, start }) => pitch >= 0 && pitch < 128 && end > start)).toBe(
      true,
    )
    // What loads is written, and loads again.
    await loadModel(saveModel(model)).then((again) => {
      again.dispose()
    })
  } catch (error) {
    expect((error as Error).message).toMatch(/logits that are no numbers|probabilities that are no numbers/)
  } finally {
    model.dispose()
  }
  expect(tf.memory().numTensors).toBe(before)
  return true
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

const oddities: Json[] = [
  null,
  true,
  -1,
  0,
  0.5,
  1e9,
  1e308,
  '',
  'x'.repeat(300),
  '__proto__',
  [],
  {},
  [[]],
  [1e9],
  [null],
]

/** A copy with one value somewhere replaced, taken away or put in. */
function changed(value: Json, random: Random): Json {
  if (typeof value !== 'object' || value === null || below(8, random) === 0) {
    return oddities[below(oddities.length, random)]
  }
  const keys = Object.keys(value)
  if (keys.length === 0) return oddities[below(oddities.length, random)]
  const key = keys[below(keys.length, random)]
  if (Array.isArray(value)) return value.map((one, i) => (String(i) === key ? changed(one, random) : one))
  const kind = below(6, random)
  if (kind === 0) return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key))
  if (kind === 1) return { ...value, another: oddities[below(oddities.length, random)] }
  return { ...value, [key]: changed(value[key], random) }
}

describe.each(['autoencoder', 'lstm'])('the file of an %s', (kind) => {
  it('with faulty bytes loads and generates, or is refused in words', async () => {
    const file = saveModel(models[kind], { precision: 'int8' })
    // Most bytes are weights, where every value is one: the head is where files break.
    const head = Math.min(file.length, 6000)
    for (let seed = 0; seed < 150; seed++) {
      const random = seeded(seed)
      const broken =
        seed % 3 === 0
          ? mutant(file, random)
          : Buffer.concat([mutant(file.subarray(0, head), random), file.subarray(head)])
      await loadsOrRefuses(new Uint8Array(broken))
    }
  })

  it('with a faulty manifest loads and generates, or is refused in words', async () => {
    const archive = readArchive(saveModel(models[kind]))
    const manifest = JSON.parse(archive.metadata.earshot) as Json
    let loaded = 0
    for (let seed = 0; seed < 300; seed++) {
      const earshot = JSON.stringify(changed(manifest, seeded(seed)))
      if (await loadsOrRefuses(writeArchive({ ...archive, metadata: { earshot } }))) loaded++
    }
    // Some changes are of no matter, such as another name.
    expect(loaded).toBeGreaterThan(0)
    expect(loaded).toBeLessThan(250)
  })

  it('with weights of any size loads and generates, or says that they make no song', async () => {
    for (const value of [0, 1e-38, 1, -1, 100, 1e10, -3e38, 3e38, Infinity, NaN]) {
      const archive = readArchive(saveModel(models[kind]))
      for (const tensor of archive.tensors.values()) {
        const view = new DataView(tensor.data.buffer, tensor.data.byteOffset, tensor.data.length)
        for (let at = 0; at < view.byteLength; at += 4) view.setFloat32(at, value, true)
      }
      expect(await loadsOrRefuses(writeArchive(archive))).toBe(Number.isFinite(value))
    }
  })

  it('as a folder with a faulty model.json loads and generates, or is refused in words', async () => {
    const files = await writeLayersFormat(models[kind])
    const json = JSON.parse(new TextDecoder().decode(files.get('model.json'))) as Json
    for (let seed = 0; seed < 150; seed++) {
      let file: Uint8Array
      try {
        file = readLayersFormat(JSON.stringify(changed(json, seeded(seed))), files)
      } catch (error) {
        expect((error as Error).message).toMatch(/^(model\.json|weights\.bin|\S+ is missing|: )/)
        continue
      }
      await loadsOrRefuses(file)
    }
  })
})

it('an autoencoder of rolls that there are not is refused by the side', async () => {
  const archive = readArchive(saveModel(models.autoencoder))
  const manifest = JSON.parse(archive.metadata.earshot) as { architecture: object }
  for (const [side, size] of Object.entries({ bars: 8, cells: 96, pitches: 88 })) {
    const architecture = { ...manifest.architecture, [side]: size }
    const metadata = { earshot: JSON.stringify({ ...manifest, architecture }) }
    await expect(loadModel(writeArchive({ ...archive, metadata }))).rejects.toThrow(
      `manifest architecture.${side}: ${size}`,
    )
  }
})

describe('anything at all', () => {
  it('that is no manifest is refused by its field', () => {
    fc.assert(
      fc.property(fc.anything(), (input) => {
        expect(() => parseManifest(input)).toThrow(/^manifest/)
      }),
      { numRuns: 300, seed: 1 },
    )
  })

  it('that is bytes is refused in words', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        expect(await loadsOrRefuses(bytes)).toBe(false)
      }),
      { numRuns: 200, seed: 1 },
    )
  })

  it('nested deeply, long or many does not take the memory', async () => {
    const archive = (header: string): Uint8Array => {
      const text = new TextEncoder().encode(header)
      const file = new Uint8Array(8 + text.length)
      new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true)
      file.set(text, 8)
      return file
    }
    const deep = '['.repeat(200_000) + ']'.repeat(200_000)
    const many = `{${Array.from({ length: 50_000 }, (_, i) => `"t${i}":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}`).join()}}`
    for (const header of [
      deep,
      `{"a":${deep}}`,
      many,
      `{"__metadata__":{"earshot":${JSON.stringify(deep)}}}`,
    ]) {
      expect(await loadsOrRefuses(archive(header))).toBe(false)
    }
  })
})
