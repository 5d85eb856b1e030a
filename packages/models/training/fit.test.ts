import { createHash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { fitWeights } from './fit.ts'
import { CancelledError, type Hooks, type Learner, type Progress } from './learner.ts'
import { makeOptimizer } from './optimizer.ts'
import { openTestBackend } from '../backend/test-backend.ts'

beforeAll(async () => {
  await openTestBackend()
})

/**
 * A weight that begins at 3 and should be 1. In each epoch two batches, the second of three samples, whose losses are
 * multiplied by the epoch's factor.
 */
function problem(factors: number[], optimizer: 'adam' | 'rmsprop' = 'adam'): Learner {
  const batches = (epoch: number) =>
    [1, 3].map((samples) => ({
      samples,
      loss: ({ w }: tf.NamedTensorMap): tf.Scalar => tf.mul(tf.squaredDifference(w, 1), factors[epoch]),
    }))
  const weights = { w: tf.keep(tf.scalar(3)) }
  return {
    weights,
    optimizer: makeOptimizer({ optimizer, learningRate: 0.1 }),
    epochs: factors.length,
    batches,
  }
}

const valueOf = ({ weights: { w } }: Learner): number => w.dataSync()[0]
const ones = (count: number): number[] => Array<number>(count).fill(1)

/** Hooks that abort after so many batches, and the checkpoints that were saved. */
function stoppedAfter(batches: number, how: 'signal' | 'pause'): { hooks: Hooks; saved: Uint8Array[] } {
  const stop = new AbortController()
  const saved: Uint8Array[] = []
  let done = 0
  const onProgress = (): void => {
    if (++done === batches) stop.abort()
  }
  const save = (bytes: Uint8Array): Promise<void> => Promise.resolve(void saved.push(bytes))
  return { hooks: { onProgress, [how]: stop.signal, checkpoints: { every: Infinity, save } }, saved }
}

describe('fitWeights', () => {
  it.each(['adam', 'rmsprop'] as const)('%s comes closer to the least loss', async (name) => {
    const learner = problem(ones(20), name)
    const { curve, best, stopped } = await fitWeights(learner)
    expect(Math.abs(valueOf(learner) - 1)).toBeLessThan(0.5)
    expect(curve).toHaveLength(20)
    expect(best.loss).toBe(Math.min(...curve.map(({ loss }) => loss)))
    expect(stopped).toBeNull()
    tf.dispose(learner.weights)
  })

  it('keeps the weights of the epoch with the lowest loss, or the last ones', async () => {
    const values: number[] = []
    const learner = problem([1, 0.01, 50, 50])
    const onProgress = ({ batch }: Progress): void => {
      if (batch === 2) values.push(valueOf(learner))
    }
    const { best } = await fitWeights(learner, { onProgress })
    expect(best.epoch).toBe(2)
    expect(valueOf(learner)).toBe(values[1])
    expect(valueOf(learner)).not.toBe(values[3])
    const last = { ...problem([1, 0.01, 50, 50]), keep: 'last' as const }
    expect((await fitWeights(last)).best.epoch).toBe(4)
    expect(valueOf(last)).toBe(values[3])
    tf.dispose([learner.weights.w, last.weights.w])
  })

  it('reports the mean of the epoch so far, by the samples of the batches, and the time that is left', async () => {
    const reports: Progress[] = []
    const learner = problem([1, 1])
    let seconds = 0
    const hooks = { onProgress: (progress: Progress) => reports.push(progress), clock: () => seconds++ }
    const { curve } = await fitWeights(learner, hooks)
    expect(reports.map(({ epoch, batch }) => [epoch, batch])).toEqual([
      [1, 1],
      [1, 2],
      [2, 1],
      [2, 2],
    ])
    // The first batch sees w = 3, the second w = 2.9, as Adam's first step is as long as the learning rate.
    expect(reports[0].loss).toBeCloseTo(4, 5)
    expect(curve[0].loss).toBeCloseTo((4 + 3 * 1.9 ** 2) / 4, 4)
    expect(reports.map(({ secondsLeft }) => secondsLeft > 0)).toEqual([true, true, true, false])
    expect(reports[1].samplesPerSecond).toBeGreaterThan(0)
    tf.dispose(learner.weights)
  })

  it('measures the held-out loss when it is due, and stops when it falls no more', async () => {
    const losses = [5, 4, 6, 7, 3]
    const learner = problem(ones(9))
    learner.heldOut = { every: 2, loss: () => losses.shift() ?? 0 }
    const { curve } = await fitWeights(learner)
    expect(curve.map(({ heldOut }) => heldOut)).toEqual([null, 5, null, 4, null, 6, null, 7, 3])
    const patient = { ...problem(ones(9)), patience: 2, keep: 'held-out' as const }
    const others = [5, 4, 6, 7, 3]
    patient.heldOut = { every: 1, loss: () => others.shift() ?? 0 }
    const { stopped, best } = await fitWeights(patient)
    expect(stopped).toBe('the held-out loss has not fallen since, in epoch 4')
    expect(best.epoch).toBe(2)
    tf.dispose([learner.weights.w, patient.weights.w])
  })

  it('scales long gradients down', async () => {
    const learner = { ...problem(ones(1), 'rmsprop'), clip: 1e-3 }
    await fitWeights(learner)
    const free = problem(ones(1), 'rmsprop')
    await fitWeights(free)
    // RMSprop's first step is the learning rate / sqrt(0.1) for any gradient well above epsilon.
    expect(valueOf(learner)).toBeGreaterThan(valueOf(free))
    tf.dispose([learner.weights.w, free.weights.w])
  })

  it('stops with a reason when the loss is no number, and keeps the best weights before', async () => {
    const learner = problem([1, 1, Number.NaN, 1])
    const { curve, best, stopped } = await fitWeights(learner)
    expect(curve).toHaveLength(2)
    expect(best.epoch).toBe(2)
    expect(stopped).toMatch(/^the loss was no number in epoch 3; a lower learning rate/)
    expect(valueOf(learner)).toBeCloseTo(2.6, 1)
    tf.dispose(learner.weights)
  })

  it('stops with a reason when the held-out loss is no number, and keeps the best weights before', async () => {
    const learner = problem(ones(6))
    const losses = [5, 4, Number.POSITIVE_INFINITY, 3]
    learner.heldOut = { every: 1, loss: () => losses.shift() ?? 0 }
    const { curve, best, stopped } = await fitWeights(learner)
    expect(curve.map(({ heldOut }) => heldOut)).toEqual([5, 4, null])
    expect(best.epoch).toBe(2)
    expect(stopped).toMatch(/^the held-out loss was no number in epoch 3; a lower learning rate/)
    tf.dispose(learner.weights)
  })

  it.each([{ keep: 'held-out' as const }, { patience: 2 }])(
    'refuses %j where there is no held-out loss',
    async (option) => {
      const reason = /need a held-out loss, and there is none/
      const without = { ...problem(ones(3)), ...option }
      await expect(fitWeights(without)).rejects.toThrow(reason)
      expect(valueOf(without)).toBe(3)
      const unknown = { ...problem(ones(3)), ...option, heldOut: { every: 1, loss: () => null } }
      await expect(fitWeights(unknown)).rejects.toThrow(reason)
      tf.dispose([without.weights.w, unknown.weights.w])
    },
  )

  it('fails when not one epoch was good', async () => {
    const learner = problem([Infinity, 1])
    await expect(fitWeights(learner)).rejects.toThrow('training failed: the loss was no number in epoch 1')
    tf.dispose(learner.weights)
  })

  it.each(['adam', 'rmsprop'] as const)(
    'goes on from a checkpoint as if nothing had been, %s',
    async (name) => {
      const factors = [1, 0.5, 2, 1]
      const whole = problem(factors, name)
      const straight = await fitWeights(whole)
      for (const batches of [1, 2, 5, 7]) {
        const first = problem(factors, name)
        const { hooks, saved } = stoppedAfter(batches, 'pause')
        await expect(fitWeights(first, hooks)).rejects.toThrow(CancelledError)
        const second = problem(factors, name)
        const checkpoints = { every: Infinity, save: () => Promise.resolve(), last: saved.at(-1) }
        const resumed = await fitWeights(second, { checkpoints })
        expect(valueOf(second)).toBe(valueOf(whole))
        expect(resumed.curve.map(({ loss }) => loss)).toEqual(straight.curve.map(({ loss }) => loss))
        expect(resumed).toMatchObject({ best: straight.best, resumed: 1 })
        tf.dispose([first.weights.w, second.weights.w])
      }
      tf.dispose(whole.weights)
    },
  )

  it('saves a checkpoint each so many seconds', async () => {
    const learner = problem(ones(10))
    const sums = new Set<string>()
    let seconds = 0
    const save = (bytes: Uint8Array): Promise<void> =>
      Promise.resolve(void sums.add(createHash('sha256').update(bytes).digest('hex')))
    await fitWeights(learner, { clock: () => seconds++, checkpoints: { every: 12, save } })
    expect(sums.size).toBeGreaterThan(2)
    expect(sums.size).toBeLessThan(10)
    tf.dispose(learner.weights)
  })

  it('cancelled, keeps the best weights and a checkpoint; before the first epoch there is nothing to keep', async () => {
    const before = tf.memory().numTensors
    const learner = problem(ones(5))
    const { hooks, saved } = stoppedAfter(5, 'signal')
    const { curve, stopped } = await fitWeights(learner, hooks)
    expect(curve).toHaveLength(2)
    expect(stopped).toBe('cancelled in epoch 3 of 5')
    expect(saved).toHaveLength(1)
    const early = problem(ones(5))
    await expect(fitWeights(early, stoppedAfter(1, 'signal').hooks)).rejects.toThrow(
      'cancelled in epoch 1 of 5',
    )
    tf.dispose([learner.weights.w, early.weights.w])
    expect(tf.memory().numTensors).toBe(before)
  })
})
