import { readMidi } from '@earshot/music/midi'
import { toChords } from '@earshot/music/tokens'
import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { countWeights } from '../networks/architecture.ts'
import { evaluateAutoencoder } from '../evaluation/evaluation.ts'
import { readManifestFile, readModelFile } from './model-file.ts'
import { openTestBackend } from '../backend/test-backend.ts'

const names = ['autoencoder-10', 'autoencoder-256', 'deep-lstm-128', 'deep-lstm-256', 'lstm-128', 'lstm-256']
const starter = path.join(import.meta.dirname, '../../../content/starter')
const fileOf = (name: string): string =>
  path.join(import.meta.dirname, '../../../content/models', `${name}.safetensors.br`)

beforeAll(async () => {
  await openTestBackend()
})

describe('the models that come with Earshot', () => {
  it('take no more than 64 MB together, and no file more than 25', async () => {
    const sizes = await Promise.all(names.map(async (name) => (await stat(fileOf(name))).size))
    expect(Math.max(...sizes)).toBeLessThan(25e6)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(64e6)
  })

  it.each(names)('%s was measured, is not changed by its precision, and gives no song back', async (name) => {
    const { measurements, precision } = await readManifestFile(fileOf(name))
    const change = (measurements[`loss in ${precision}`] ?? NaN) / (measurements['loss in float32'] ?? NaN)
    expect(change).toBeGreaterThan(0.9)
    expect(change).toBeLessThan(1.1)
    const copies = Object.entries(measurements).filter(([key]) =>
      key.startsWith('originality: share of copies'),
    )
    // Of songs in the public domain a model may give back what it will; reconstructions are no matter (docs/decisions/0019).
    if (name !== 'autoencoder-10') for (const [, share] of copies) expect(share).toBe(0)
    expect(copies.length).toBeGreaterThan(0)
  })

  it('include the paper’s autoencoder at full size, which gives its ten songs back', async () => {
    const model = await readModelFile(fileOf('autoencoder-10'))
    expect((countWeights(model.manifest.architecture) / 1e6).toFixed(2)).toBe('20.65')
    const pieces = (await readdir(starter)).filter((file) => file.endsWith('.mid'))
    const songs = await Promise.all(
      pieces.map(async (file) => {
        const { score } = readMidi(await readFile(path.join(starter, file)))
        return { id: file, hash: file, load: () => Promise.resolve(score) }
      }),
    )
    expect(songs).toHaveLength(model.manifest.data.songs.length)
    expect((await evaluateAutoencoder(model, songs)).f1).toBeGreaterThan(0.95)
    model.dispose()
  })

  it('make songs by it that are not silent and not alike', async () => {
    const model = await readModelFile(fileOf('autoencoder-10'))
    const songs = model.generate({ count: 4, seed: 1 }).map(({ score }) => score.notes)
    expect(Math.min(...songs.map((notes) => notes.length))).toBeGreaterThan(50)
    expect(new Set(songs.map((notes) => JSON.stringify(notes))).size).toBe(4)
    model.dispose()
  })

  it('include the paper’s small LSTM at full size, which does not stay on one chord', async () => {
    const model = await readModelFile(fileOf('lstm-128'))
    expect(model.manifest.architecture).toMatchObject({ kind: 'lstm', layers: [256, 256], dense: 256 })
    const songs = model.generate({ count: 3, seed: 1, temperature: 1, length: 64 })
    for (const { score } of songs) {
      expect(new Set(toChords(score, 'quarter').map(String)).size).toBeGreaterThan(8)
    }
    model.dispose()
  })
})
