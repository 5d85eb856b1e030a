import { seeded } from '@earshot/random/random'
import { beforeAll, describe, expect, it } from 'vitest'
import { architecture } from './architecture.ts'
import { disposeWeights, glorotUniform, initialWeights, orthogonal } from './initial-weights.ts'
import { openTestBackend } from '../backend/test-backend.ts'

beforeAll(async () => {
  await openTestBackend()
})

const toy = architecture.parse({
  kind: 'lstm',
  layers: [4],
  dropout: 0,
  dense: 3,
  denseDropout: 0,
  vocabulary: 5,
})

const embedded = architecture.parse({ ...toy, embedding: 6, vocabulary: 500 })

const numbersOf = (seed: number, of = toy): Record<string, number[]> => {
  const weights = initialWeights(of, seed)
  const entries = Object.entries(weights).map(([name, tensor]) => [name, Array.from(tensor.dataSync())])
  disposeWeights(weights)
  return Object.fromEntries(entries) as Record<string, number[]>
}

describe('initial weights', () => {
  it('Glorot’s numbers fill the range and have its variance', () => {
    const limit = Math.sqrt(6 / 300)
    const values = glorotUniform([100, 200], seeded(1))
    const variance = values.reduce((sum, x) => sum + x * x, 0) / values.length
    expect(values.every((x) => Math.abs(x) <= limit)).toBe(true)
    expect(variance / (limit ** 2 / 3)).toBeCloseTo(1, 1)
  })

  it('orthogonal rows are orthonormal', () => {
    const rows = orthogonal([16, 64], seeded(2))
    for (let i = 0; i < 16; i++) {
      for (let j = 0; j <= i; j++) {
        const dot = Array.from({ length: 64 }, (_, k) => rows[i * 64 + k] * rows[j * 64 + k])
        expect(dot.reduce((sum, x) => sum + x, 0)).toBeCloseTo(i === j ? 1 : 0, 5)
      }
    }
  })

  it('biases are zero but for the forget gates', () => {
    const weights = numbersOf(3)
    expect(weights['lstm.0.bias']).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0])
    expect(weights['dense.bias']).toEqual([0, 0, 0])
  })

  it('of an embedding fill Keras’s range, and leave all but the first layer as without', () => {
    const weights = numbersOf(3, embedded)
    const vectors = weights['embedding.vectors']
    const variance = vectors.reduce((sum, x) => sum + x * x, 0) / vectors.length
    expect(vectors.every((x) => Math.abs(x) <= 0.05)).toBe(true)
    expect(variance / (0.05 ** 2 / 3)).toBeCloseTo(1, 1)
    const { 'embedding.vectors': _, 'lstm.0.kernel': __, ...others } = weights
    expect(numbersOf(3, architecture.parse({ ...embedded, embedding: null }))).toMatchObject(others)
  })

  it('follow from the seed, and differ between tensors', () => {
    expect(numbersOf(4)).toEqual(numbersOf(4))
    expect(numbersOf(4)['dense.kernel']).not.toEqual(numbersOf(5)['dense.kernel'])
    expect(numbersOf(4)['lstm.0.kernel'].slice(0, 3)).not.toEqual(numbersOf(4)['dense.kernel'].slice(0, 3))
  })
})
