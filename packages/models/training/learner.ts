import type * as tf from '@tensorflow/tfjs-core'
import type { CurvePoint } from './course.ts'
import type { Weights } from '../networks/initial-weights.ts'
import type { Optimizer } from './learning-rule.ts'

/**
 * `epoch` and `batch` count from 1; `loss` is the mean of the epoch up to this batch, `heldOut` the last one measured.
 * `secondsLeft` assumes that the rest goes as fast as it went since this process took up the training.
 */
export interface Progress {
  epoch: number
  epochs: number
  batch: number
  batches: number
  loss: number
  heldOut: number | null
  samplesPerSecond: number
  secondsLeft: number
}

/** Where a training leaves what it needs to go on after its process died. */
export interface Checkpoints {
  /** Seconds from one to the next; a killed training loses at most so much. */
  every: number
  save: (bytes: Uint8Array) => Promise<void>
  /** The last one that was saved, to go on from. */
  last?: Uint8Array | undefined
}

/** Where weights of epochs on the way are left, each so many epochs; as files that `readSnapshot` reads. */
export interface Snapshots {
  every: number
  save: (epoch: number, bytes: Uint8Array) => Promise<void>
}

/**
 * `signal` ends a training: the best weights so far are kept, and a checkpoint to go on from. `pause` ends it too, but
 * keeps only the checkpoint: the work goes on in another process. `clock` gives seconds.
 */
export interface Hooks {
  onProgress?: (progress: Progress) => void
  onEpoch?: (epoch: number, point: CurvePoint) => void
  signal?: AbortSignal
  pause?: AbortSignal
  checkpoints?: Checkpoints
  snapshots?: Snapshots
  clock?: () => number
}

/** Thrown where a signal ended a training of which there is nothing to keep yet, or that goes on elsewhere. */
export class CancelledError extends Error {
  override name = 'CancelledError'
}

/** One batch: how many samples it has, and their mean loss, whose tensors are freed afterwards. */
export interface Batch {
  samples: number
  loss: (weights: Weights) => tf.Scalar
}

/** Which weights are kept in the end: those of the lowest training loss (paper), of the lowest held-out loss, or the last. */
export type Keep = 'training' | 'held-out' | 'last'

/** What learns: weights that are replaced in place, and how. */
export interface Learner {
  weights: Weights
  optimizer: Optimizer
  epochs: number
  /** The loss is multiplied by this for its gradients: beside Adam's epsilon those of a mean of many would vanish. */
  scale?: number
  /** Longest gradient; longer ones are scaled down to it. Null for no limit. */
  clip?: number | null
  keep?: Keep
  /** Ends when the held-out loss has not fallen for so many measurements; null never does. */
  patience?: number | null
  /** What the training is of: a checkpoint of another is refused. */
  identity?: string
  /** The batches of an epoch, which counts from 0: the same ones whenever it is asked. */
  batches: (epoch: number) => Batch[]
  /**
   * Loss on songs that are not trained on, and after how many epochs each it is measured; null where there are no such songs,
   * or nothing in them that the network knows.
   */
  heldOut?: { every: number; loss: () => number | null } | null
}
