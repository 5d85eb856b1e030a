import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { openBackend } from './backend.ts'
import { CancelledError, fitWeights, makeOptimizer, type Fit, type Progress } from './fit.ts'

beforeAll(async () => {
  await openBackend('wasm')
})

/**
 * A weight that begins at 3 and should be 1. In each epoch two batches, the second of weight 3, whose losses are
 * multiplied by the epoch's factor.
 */
function problem(factors: number[], name: 'adam' | 'rmsprop' = 'adam'): Fit {
  const w = tf.tidy(() => tf.variable(tf.scalar(3)))
  const batches = (epoch: number) =>
    [1, 3].map((weight) => ({
      weight,
      loss: (): tf.Scalar => tf.mul(tf.squaredDifference(w, 1), factors[epoch]),
    }))
  return { weights: { w }, optimizer: makeOptimizer(name, 0.1), epochs: factors.length, batches }
}

const valueOf = ({ weights: { w } }: Fit): number => w.dataSync()[0]

describe('fitWeights', () => {
  it.each(['adam', 'rmsprop'] as const)('%s comes closer to the least loss', async (name) => {
    const fit = problem(Array<number>(20).fill(1), name)
    const { curve, best, stopped } = await fitWeights(fit)
    expect(Math.abs(valueOf(fit) - 1)).toBeLessThan(0.5)
    expect(curve).toHaveLength(20)
    expect(best.loss).toBe(Math.min(...curve))
    expect(stopped).toBeNull()
    fit.weights.w.dispose()
  })

  it('keeps the weights of the epoch with the lowest loss', async () => {
    const values: number[] = []
    const fit = problem([1, 0.01, 50, 50])
    const onProgress = ({ batch }: Progress): void => {
      if (batch === 2) values.push(valueOf(fit))
    }
    const { best } = await fitWeights(fit, { onProgress })
    expect(best.epoch).toBe(2)
    expect(valueOf(fit)).toBe(values[1])
    expect(valueOf(fit)).not.toBe(values[3])
    fit.weights.w.dispose()
  })

  it('reports the mean of the epoch so far, by the weight of the batches', async () => {
    const reports: Progress[] = []
    const fit = problem([1, 1])
    const { curve } = await fitWeights(fit, { onProgress: (progress) => reports.push(progress) })
    expect(reports.map(({ epoch, batch }) => [epoch, batch])).toEqual([
      [1, 1],
      [1, 2],
      [2, 1],
      [2, 2],
    ])
    // The first batch sees w = 3, the second w = 2.9, as Adam's first step is as long as the learning rate.
    expect(reports[0].loss).toBeCloseTo(4, 5)
    expect(curve[0]).toBeCloseTo((4 + 3 * 1.9 ** 2) / 4, 4)
    fit.weights.w.dispose()
  })

  it('stops with a reason when the loss is no number, and keeps the best weights before', async () => {
    const fit = problem([1, 1, Number.NaN, 1])
    const { curve, best, stopped } = await fitWeights(fit)
    expect(curve).toHaveLength(2)
    expect(best.epoch).toBe(2)
    expect(stopped).toBe('the loss was no number in epoch 3; a lower learning rate may help')
    expect(valueOf(fit)).toBeCloseTo(2.6, 1)
    fit.weights.w.dispose()
  })

  it('fails when not one epoch was good', async () => {
    const fit = problem([Infinity, 1])
    await expect(fitWeights(fit)).rejects.toThrow('training failed: the loss was no number in epoch 1')
    fit.weights.w.dispose()
  })

  it('ends after an epoch when that is enough, but at once when cancelled; frees what it made', async () => {
    const before = tf.memory().numTensors
    const [enough, cancel] = [new AbortController(), new AbortController()]
    const first = problem([1, 1, 1])
    const { curve, stopped } = await fitWeights(first, {
      onProgress: () => {
        enough.abort()
      },
      enough: enough.signal,
    })
    expect(curve).toHaveLength(1)
    expect(stopped).toBe('ended on request after epoch 1 of 3')
    const second = problem([1, 1, 1])
    const cancelled = fitWeights(second, {
      onProgress: () => {
        cancel.abort()
      },
      signal: cancel.signal,
    })
    await expect(cancelled).rejects.toThrow(CancelledError)
    tf.dispose([first.weights.w, second.weights.w])
    expect(tf.memory().numTensors).toBe(before)
  })
})
