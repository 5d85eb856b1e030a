import type { Weights } from '../networks/initial-weights.ts'

/** Which rule, with its learning rate. Decay rates and epsilon are Keras's defaults. */
export interface LearningRule {
  optimizer: 'adam' | 'rmsprop'
  learningRate: number
}

/** What an optimizer remembers: its number of steps, and tensors named "weight/slot". */
export interface OptimizerState {
  steps: number
  slots: Weights
}

/**
 * Replaces the tensors of `weights` by better ones; `state` gives copies, which the caller frees, and `restore` goes on from
 * such a state, exactly.
 */
export interface Optimizer {
  step(weights: Weights, gradients: Weights): void
  state(): OptimizerState
  restore(state: OptimizerState): void
  dispose(): void
}

export const EPSILON = 1e-7
/** Of RMSprop. */
export const RHO = 0.9
/** Of Adam. */
export const BETAS = [0.9, 0.999] as const
