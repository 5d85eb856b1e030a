import { describe, expect, it } from 'vitest'
import { architecture, lstmArchitecture } from '../networks/architecture.ts'
import { refuseTooLarge, trainingBytes } from './memory.ts'

const lstm = lstmArchitecture.parse({
  kind: 'lstm',
  layers: [256, 256],
  dropout: 0.3,
  dense: 256,
  denseDropout: 0.3,
  vocabulary: 16_800,
})
const autoencoder = architecture.parse({ kind: 'autoencoder' })

describe('trainingBytes', () => {
  it('says that the models of the paper fit into a gigabyte', () => {
    for (const of of [lstm, autoencoder]) {
      const bytes = trainingBytes(of, { optimizer: 'adam', batchSize: of.kind === 'lstm' ? 64 : 32 })
      expect(bytes).toBeGreaterThan(2e8)
      expect(bytes).toBeLessThan(1.2e9)
    }
  })

  it('counts the vectors of an embedding, and a window of them', () => {
    const [size, kernel] = [64, 63 * 4 * 256]
    const more =
      trainingBytes({ ...lstm, embedding: size }, { optimizer: 'adam', batchSize: 8 }) -
      trainingBytes(lstm, { optimizer: 'adam', batchSize: 8 })
    expect(more).toBe(4 * (6 * (16_800 * size + kernel) + 8 * 64 * 2 * (size - 1)))
  })

  it('grows with the batch, the window and the network', () => {
    const base = trainingBytes(lstm, { optimizer: 'adam', batchSize: 64 })
    expect(trainingBytes(lstm, { optimizer: 'adam', batchSize: 128 })).toBeGreaterThan(base)
    expect(trainingBytes(lstm, { optimizer: 'adam', batchSize: 64, window: 128 })).toBeGreaterThan(base)
    expect(trainingBytes(lstm, { optimizer: 'rmsprop', batchSize: 64 })).toBeLessThan(base)
  })
})

describe('refuseTooLarge', () => {
  it('says what is too large for what, and what to do', () => {
    expect(() => {
      refuseTooLarge(3e9, { backend: 'wasm', memory: 16e9 })
    }).toThrow(
      'this training needs about 3.0 GB, and WebAssembly can address 1.7. Run npm run native, or train a smaller',
    )
    expect(() => {
      refuseTooLarge(30e9, { backend: 'native', memory: 16e9 })
    }).toThrow('this training needs about 30.0 GB, and this machine has 16.0. Train a smaller network')
    expect(() => {
      refuseTooLarge(1e9, { backend: 'wasm', memory: 16e9 })
    }).not.toThrow()
  })
})
