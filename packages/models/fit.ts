import * as tf from '@tensorflow/tfjs-core'
import type { Variables } from './initial-weights.ts'

/** `epoch` and `batch` count from 1; `loss` is the mean of the epoch up to this batch. */
export interface Progress {
  epoch: number
  epochs: number
  batch: number
  batches: number
  loss: number
}

/** `signal` cancels a training; `enough` ends it after the epoch it is in, and the best weights are kept. */
export interface Hooks {
  onProgress?: (progress: Progress) => void
  signal?: AbortSignal
  enough?: AbortSignal
}

/** Thrown when the signal stops a training; nothing of it is kept. */
export class CancelledError extends Error {
  override name = 'CancelledError'
}

/** One batch: how much it weighs in the epoch's mean, and its loss, whose tensors are freed afterwards. */
export interface Batch {
  weight: number
  loss: () => tf.Scalar
}

export interface Fit {
  weights: Variables
  optimizer: tf.Optimizer
  epochs: number
  /** The loss is multiplied by this for its gradients: beside Adam's epsilon those of a mean of many would vanish. */
  scale?: number
  /** The batches of an epoch, which counts from 0. */
  batches: (epoch: number) => Batch[]
}

/** Mean training loss of each epoch, the best of them (epoch from 1), and why it ended early, if it did. */
export interface Fitted {
  curve: number[]
  best: { epoch: number; loss: number }
  stopped: string | null
}

/** An optimizer by its name in the options; epsilon and decay as Keras has them. */
export const makeOptimizer = (name: 'adam' | 'rmsprop', learningRate: number): tf.Optimizer =>
  name === 'adam' ? tf.train.adam(learningRate) : tf.train.rmsprop(learningRate, 0.9, 0, 1e-7)

function trainBatch(loss: () => tf.Scalar, { weights, optimizer, scale = 1 }: Fit): number {
  return tf.tidy(() => {
    const scaled = (): tf.Scalar => tf.mul(loss(), scale)
    const { value, grads } = tf.variableGrads(scaled, Object.values(weights))
    optimizer.applyGradients(grads)
    return value.dataSync()[0] / scale
  })
}

/** Lets other work of the process go on, and its cancel button be seen. */
const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** One epoch; the mean loss, which is not finite as soon as one batch's is not. */
async function runEpoch(fit: Fit, epoch: number, { onProgress, signal }: Hooks): Promise<number> {
  const batches = fit.batches(epoch)
  let sum = 0
  let weights = 0
  for (const [i, { weight, loss }] of batches.entries()) {
    if (signal?.aborted)
      throw new CancelledError(`training was cancelled in epoch ${epoch + 1} of ${fit.epochs}`)
    sum += weight * trainBatch(loss, fit)
    weights += weight
    if (!Number.isFinite(sum)) break
    const counts = { epoch: epoch + 1, epochs: fit.epochs, batch: i + 1, batches: batches.length }
    onProgress?.({ ...counts, loss: sum / weights })
    await pause()
  }
  return sum / weights
}

/** A copy of the weights without a copy of their numbers: the optimizer writes its results to new memory. */
function snapshot(weights: Variables): tf.Tensor[] {
  return Object.values(weights).map((variable) => variable.clone())
}

function restore(weights: Variables, kept: tf.Tensor[]): void {
  Object.values(weights).forEach((variable, i) => {
    variable.assign(kept[i])
  })
}

async function runEpochs(fit: Fit, hooks: Hooks, fitted: Fitted, kept: tf.Tensor[]): Promise<void> {
  for (let epoch = 0; epoch < fit.epochs; epoch++) {
    const loss = await runEpoch(fit, epoch, hooks)
    if (!Number.isFinite(loss)) {
      fitted.stopped = `the loss was no number in epoch ${epoch + 1}; a lower learning rate may help`
      return
    }
    fitted.curve.push(loss)
    if (loss < fitted.best.loss) {
      fitted.best = { epoch: epoch + 1, loss }
      tf.dispose(kept.splice(0, kept.length, ...snapshot(fit.weights)))
    }
    if (hooks.enough?.aborted) {
      fitted.stopped = `ended on request after epoch ${epoch + 1} of ${fit.epochs}`
      return
    }
  }
}

/**
 * Trains the weights in place and leaves in them those of the epoch with the lowest mean training loss. A loss that is
 * no number ends it early. Throws CancelledError when the signal says so, and Error when not one epoch was good.
 */
export async function fitWeights(fit: Fit, hooks: Hooks = {}): Promise<Fitted> {
  const fitted: Fitted = { curve: [], best: { epoch: 0, loss: Infinity }, stopped: null }
  const kept: tf.Tensor[] = []
  try {
    await runEpochs(fit, hooks, fitted, kept)
    if (kept.length === 0) throw new Error(`training failed: ${fitted.stopped ?? 'there was no epoch'}`)
    restore(fit.weights, kept)
    return fitted
  } finally {
    tf.dispose(kept)
    fit.optimizer.dispose()
  }
}
