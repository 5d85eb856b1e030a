import { below, normal, seeded } from '@earshot/random/random'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { weightShapes, type LstmArchitecture } from '../networks/architecture.ts'
import { openBackend, type BackendName } from '../backend/backend.ts'
import { disposeWeights, type Weights } from '../networks/initial-weights.ts'
import { nextTokenLogits, tokenInputs } from '../networks/lstm.ts'
import { continued, songsAtOnce, type Continuation, type Draft, type LstmNetwork } from './lstm-generation.ts'
import { openStepper } from './lstm-stepper.ts'
import type { LstmStepper } from './stepping.ts'

const WINDOW = 12
const VOCABULARY = 30

const sizes = { dropout: 0, dense: 10, denseDropout: 0, vocabulary: VOCABULARY }
const networks: LstmArchitecture[] = [
  { kind: 'lstm', embedding: null, layers: [16, 24], ...sizes },
  { kind: 'lstm', embedding: 6, layers: [16, 24], ...sizes },
  { kind: 'deep-lstm', embedding: null, layers: Array<number>(10).fill(8), ...sizes },
]

/**
 * Weights of long memory: open forget gates, and numbers large enough that all of the past matters. With fresh ones a
 * state forgets within a window, and a carried state would pass for a window's.
 */
function longMemory(of: LstmArchitecture): Weights {
  const random = seeded(7)
  return Object.fromEntries(
    Object.entries(weightShapes(of)).map(([name, shape]) => {
      const values = Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => 0.7 * normal(random))
      if (name.startsWith('lstm.') && name.endsWith('.bias')) {
        values.fill(5, values.length / 4, values.length / 2)
      }
      return [name, tf.tensor(values, shape)]
    }),
  )
}

const drafts = (count: number): Draft[] =>
  Array.from({ length: count }, (_, song) => {
    const random = seeded(100 + song)
    return { tokens: Array.from({ length: WINDOW }, () => below(VOCABULARY, random)), random }
  })

const settings: Continuation = { length: 40, memory: 'window', temperature: 1, topK: null, topP: null }

/** Every draft's logits by feeding its last window again, or all of its tokens. */
function fedAgain(songs: readonly Draft[], { of, weights }: LstmNetwork, steps: number): Float32Array[] {
  return songs.map(({ tokens }) =>
    tf.tidy(() => {
      const x = tokenInputs(
        tokens.slice(-steps).map((token) => [token]),
        of,
        weights,
      )
      return nextTokenLogits(x, of, weights, 'windows').dataSync<'float32'>()
    }),
  )
}

/** Continues songs, and compares the logits of every step with those of `reference`. */
function largestDifference(
  network: LstmNetwork,
  how: Continuation,
  steps: (tokens: number) => number,
): number {
  const songs = drafts(3)
  let largest = 0
  const watch = (stepper: LstmStepper): LstmStepper => ({
    ...stepper,
    get rows() {
      return stepper.rows
    },
    logits(rows) {
      const found = stepper.logits(rows)
      fedAgain(songs, network, steps(songs[0].tokens.length)).forEach((expected, song) => {
        expected.forEach((value, i) => {
          largest = Math.max(largest, Math.abs(value - found[song * VOCABULARY + i]))
        })
      })
      return found
    },
  })
  const all = continued(songs, network, how, (...given) => watch(openStepper(...given)))
  const made = Array.from(all, (tokens) => tokens.length)
  // None while the window is seen, then each song's token.
  expect(made).toEqual([
    ...Array<number>(WINDOW - 1).fill(0),
    ...Array<number>(how.length).fill(songs.length),
  ])
  return largest
}

const haveNative = await openBackend('native').then(
  () => true,
  () => false,
)

const networkOf = (of: LstmArchitecture): LstmNetwork => ({
  of,
  weights: longMemory(of),
  window: WINDOW,
  vocabulary: { chords: Array.from({ length: VOCABULARY }, (_, i) => [i]) },
})

function tokensOf(network: LstmNetwork, songs: Draft[]): number[][] {
  const steps = Array.from(continued(songs, network, settings)).filter((tokens) => tokens.length > 0)
  return songs.map((_, song) => steps.map((tokens) => tokens[song]))
}

function testSongs(of: LstmArchitecture): void {
  it('with memory "window" are those of feeding the last window again, which is not the whole past', () => {
    const one = networkOf(of)
    expect(largestDifference(one, settings, () => WINDOW)).toBeLessThan(1e-3)
    expect(largestDifference(one, settings, (tokens) => tokens)).toBeGreaterThan(0.1)
    disposeWeights(one.weights)
  })

  it('with memory "carried" are those of feeding all tokens again', () => {
    const one = networkOf(of)
    const carried: Continuation = { ...settings, memory: 'carried' }
    expect(largestDifference(one, carried, (tokens) => tokens)).toBeLessThan(1e-3)
    disposeWeights(one.weights)
  })

  it('may be shorter than a window', () => {
    const one = networkOf(of)
    expect(largestDifference(one, { ...settings, length: 3 }, () => WINDOW)).toBeLessThan(1e-3)
    disposeWeights(one.weights)
  })

  it('do not depend on how many are made beside them', () => {
    const one = networkOf(of)
    const together = tokensOf(one, drafts(5))
    const alone = tokensOf(one, drafts(5).slice(4))
    expect(alone[0]).toEqual(together[4])
    expect(together[3]).not.toEqual(together[4])
    disposeWeights(one.weights)
  })

  it('leave no tensor behind, also when they are given up', () => {
    const one = networkOf(of)
    const before = tf.memory().numTensors
    const given = continued(drafts(2), one, settings)
    given.next()
    const counts = [tf.memory().numTensors]
    for (let i = 0; i < 10; i++) given.next()
    counts.push(tf.memory().numTensors)
    expect(counts[1]).toBe(counts[0])
    given.return()
    expect(tf.memory().numTensors).toBe(before)
    disposeWeights(one.weights)
  })
}

describe.each([
  ['wasm', true],
  ['native (wants npm run native)', haveNative],
] as const)('on %s', (title, present) => {
  describe.skipIf(!present).each(networks)('songs of a $kind, embedding $embedding', (of) => {
    beforeAll(async () => {
      await openBackend(title === 'wasm' ? 'wasm' : 'native')
    })
    testSongs(of)
  })
})

describe.each(networks)('songs of a $kind, embedding $embedding', (of) => {
  const on = async (backend: BackendName): Promise<number[][]> => {
    await openBackend(backend)
    const network = networkOf(of)
    const tokens = tokensOf(network, drafts(4))
    disposeWeights(network.weights)
    return tokens
  }

  it('are the same by wasm and by plain JavaScript', async () => {
    expect(await on('cpu')).toEqual(await on('wasm'))
  })

  it.skipIf(!haveNative)('are the same by wasm and by TensorFlow (wants npm run native)', async () => {
    expect(await on('native')).toEqual(await on('wasm'))
  })
})

describe('songsAtOnce', () => {
  it('bounds the sequences that advance together', () => {
    const network = { window: 64 } as LstmNetwork
    expect(songsAtOnce(network, settings)).toBe(16)
    expect(songsAtOnce({ ...network, window: 4096 }, settings)).toBe(1)
    expect(songsAtOnce(network, { ...settings, memory: 'carried' })).toBe(64)
  })
})
