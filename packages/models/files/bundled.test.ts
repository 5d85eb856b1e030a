import { toChords } from '@earshot/music/tokens'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { countWeights } from '../networks/architecture.ts'
import { readModelFile } from './model-file.ts'
import { openTestBackend } from '../backend/test-backend.ts'

const names = ['autoencoder-starter', 'lstm-starter']
const fileOf = (name: string): string =>
  path.join(import.meta.dirname, '../../../content/models', `${name}.safetensors.br`)

beforeAll(async () => {
  await openTestBackend()
})

describe('the models that come with Earshot', () => {
  it('are under 20 MB together', async () => {
    const sizes = await Promise.all(names.map(async (name) => (await stat(fileOf(name))).size))
    expect(sizes[0] + sizes[1]).toBeLessThan(20_000_000)
  })

  it('include the paper’s autoencoder at full size, whose songs are not silent and not alike', async () => {
    const model = await readModelFile(fileOf('autoencoder-starter'))
    expect((countWeights(model.manifest.architecture) / 1e6).toFixed(2)).toBe('20.65')
    expect(model.manifest.data.songs).toHaveLength(10)
    const { 'f1 in int8': small, 'f1 in float32': exact } = model.manifest.measurements
    expect(Math.abs(small - exact)).toBeLessThan(0.01)
    const songs = model.generate({ count: 4, seed: 1 }).map(({ score }) => score.notes)
    expect(Math.min(...songs.map((notes) => notes.length))).toBeGreaterThan(50)
    expect(new Set(songs.map((notes) => JSON.stringify(notes))).size).toBe(4)
    model.dispose()
  })

  it('include the paper’s small LSTM at full size, which does not stay on one chord', async () => {
    const model = await readModelFile(fileOf('lstm-starter'))
    expect(model.manifest.architecture).toMatchObject({ kind: 'lstm', layers: [256, 256], dense: 256 })
    const songs = model.generate({ count: 3, seed: 1, temperature: 1, length: 16 })
    for (const { score } of songs) {
      expect(new Set(toChords(score, 'quarter').map(String)).size).toBeGreaterThan(8)
    }
    model.dispose()
  })
})
