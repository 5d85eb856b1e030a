import { beforeAll, describe, expect, it } from 'vitest'
import {
  architecture,
  autoencoderArchitecture,
  countWeights,
  lstmSizes,
  weightShapes,
  type LstmArchitecture,
} from './architecture.ts'
import { disposeWeights, initialWeights } from './initial-weights.ts'
import { openTestBackend } from '../backend/test-backend.ts'

beforeAll(async () => {
  await openTestBackend()
})

const paper = autoencoderArchitecture.parse({ kind: 'autoencoder' })
const lstm = architecture.parse({ kind: 'lstm', ...lstmSizes.lstm, vocabulary: 9400 })
const embedded = architecture.parse({ ...lstm, embedding: 64 })
const deep = architecture.parse({ kind: 'deep-lstm', ...lstmSizes['deep-lstm'], vocabulary: 500 })

describe('the paper’s architectures', () => {
  it('the autoencoder has 20.65 million weights', () => {
    const chain = [2304, 2000, 200]
    const song = [3200, 1600, 120]
    const layers = [chain, song, song.toReversed(), chain.toReversed()]
    const count = layers.reduce((sum, [a, b, c]) => sum + a * b + b + b * c + c, 0)
    expect(countWeights(paper)).toBe(count)
    expect((countWeights(paper) / 1e6).toFixed(2)).toBe('20.65')
  })

  it('the small LSTM has two layers of 256, dense 256 and the vocabulary', () => {
    const first = 4 * 256 * (1 + 256 + 1)
    const second = 4 * 256 * (256 + 256 + 1)
    expect(countWeights(lstm)).toBe(first + second + 257 * 256 + 257 * 9400)
  })

  it('the deep LSTM has ten layers of 128 and dense 128', () => {
    const first = 4 * 128 * (1 + 128 + 1)
    const other = 4 * 128 * (128 + 128 + 1)
    expect(countWeights(deep)).toBe(first + 9 * other + 129 * 128 + 129 * 500)
  })

  it('an embedding is a vector a token, and a wider first layer', () => {
    expect(weightShapes(embedded)).toEqual({
      ...weightShapes(lstm),
      'embedding.vectors': [9400, 64],
      'lstm.0.kernel': [64, 4 * 256],
    })
    expect(countWeights(embedded) - countWeights(lstm)).toBe(9400 * 64 + 63 * 4 * 256)
  })

  it('has none where nothing is said, as before there was one', () => {
    const { embedding, ...before } = lstm as LstmArchitecture
    expect(embedding).toBeNull()
    expect(architecture.parse(before)).toEqual(lstm)
  })

  it.each([
    ['the deep LSTM', deep],
    ['an LSTM with an embedding', architecture.parse({ ...embedded, layers: [8, 8] })],
  ])('the tensors of %s have the shapes that are told', (_, of) => {
    const weights = initialWeights(of, 1)
    const made = Object.entries(weights).map(([name, tensor]) => [name, tensor.shape])
    expect(Object.fromEntries(made)).toEqual(weightShapes(of))
    disposeWeights(weights)
  })

  it('refuses an unknown kind and a size of zero', () => {
    expect(() => architecture.parse({ kind: 'gan' })).toThrow()
    expect(() => architecture.parse({ ...paper, bars: 0 })).toThrow(/bars/)
    expect(() => architecture.parse({ ...lstm, embedding: 0 })).toThrow(/embedding/)
  })
})
