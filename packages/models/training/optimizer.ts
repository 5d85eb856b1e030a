import * as tf from '@tensorflow/tfjs-core'
import type { Weights } from '../networks/initial-weights.ts'
import { BETAS, EPSILON, RHO, type LearningRule, type Optimizer } from './learning-rule.ts'
import { isNative } from '../backend/tensorflow.ts'
import { tensorflowOptimizer } from './tensorflow-optimizer.ts'

/** What a rule remembers of each weight; the same names on every backend, so that a state can be moved. */
export const slotNames = { adam: ['mean', 'square'], rmsprop: ['square'] } as const

/** Adam's learning rate after so many steps, with both corrections of bias (Kingma and Ba 2015, end of section 2). */
const correctedRate = (rate: number, steps: number): number =>
  (rate * Math.sqrt(1 - BETAS[1] ** steps)) / (1 - BETAS[0] ** steps)

/** decay * old + (1 - decay) * fresh. */
const moved = (old: tf.Tensor, fresh: tf.Tensor, decay: number): tf.Tensor =>
  tf.add(tf.mul(old, decay), tf.mul(fresh, 1 - decay))

/** One weight and its slots after a step, in Keras's form: epsilon is added to the uncorrected root. */
function updated(rule: LearningRule, steps: number, [weight, gradient, ...slots]: tf.Tensor[]): tf.Tensor[] {
  if (rule.optimizer === 'rmsprop') {
    const square = moved(slots[0], tf.square(gradient), RHO)
    const change = tf.div(tf.mul(gradient, rule.learningRate), tf.sqrt(tf.add(square, EPSILON)))
    return [tf.sub(weight, change), square]
  }
  const mean = moved(slots[0], gradient, BETAS[0])
  const square = moved(slots[1], tf.square(gradient), BETAS[1])
  const change = tf.div(
    tf.mul(mean, correctedRate(rule.learningRate, steps)),
    tf.add(tf.sqrt(square), EPSILON),
  )
  return [tf.sub(weight, change), mean, square]
}

/** By operations that every backend has. */
function portableOptimizer(rule: LearningRule): Optimizer {
  const names = slotNames[rule.optimizer]
  const slots: Weights = {}
  let steps = 0
  return {
    step(weights, gradients) {
      steps++
      for (const [name, gradient] of Object.entries(gradients)) {
        const keys = names.map((slot) => `${name}/${slot}`)
        for (const key of keys) slots[key] ??= tf.keep(tf.zerosLike(gradient))
        const old = [weights[name], ...keys.map((key) => slots[key])]
        const fresh = tf.tidy(() => updated(rule, steps, [old[0], gradient, ...old.slice(1)]))
        tf.dispose(old)
        weights[name] = tf.keep(fresh[0])
        keys.forEach((key, i) => (slots[key] = tf.keep(fresh[i + 1])))
      }
    },
    state: () => ({ steps, slots: mapped(slots, (slot) => tf.keep(tf.clone(slot))) }),
    restore(state) {
      tf.dispose(slots)
      steps = state.steps
      Object.assign(
        slots,
        mapped(state.slots, (slot) => tf.keep(tf.clone(slot))),
      )
    },
    dispose: () => {
      tf.dispose(slots)
    },
  }
}

const mapped = (weights: Weights, change: (tensor: tf.Tensor) => tf.Tensor): Weights =>
  Object.fromEntries(Object.entries(weights).map(([name, tensor]) => [name, change(tensor)]))

/** An optimizer for the backend in use: natively one of TensorFlow's fused kernels a weight. */
export const makeOptimizer = (rule: LearningRule): Optimizer =>
  isNative() ? tensorflowOptimizer(rule) : portableOptimizer(rule)

/**
 * Scales gradients down so that their common length is at most `most` (Pascanu et al. 2013, algorithm 1); shorter ones stay.
 * The given tensors are freed where they are replaced.
 */
export function clipped(gradients: Weights, most: number | null): Weights {
  if (most === null) return gradients
  const squares = tf.tidy(() =>
    tf.addN(Object.values(gradients).map((gradient) => tf.sum(tf.square(gradient)))),
  )
  const length = Math.sqrt(squares.dataSync()[0])
  squares.dispose()
  if (!(length > most)) return gradients
  const shorter = mapped(gradients, (gradient) => tf.keep(tf.mul(gradient, most / length)))
  tf.dispose(gradients)
  return shorter
}
