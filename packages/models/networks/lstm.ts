import * as tf from '@tensorflow/tfjs-core'
import { deriveSeed, seeded } from '@earshot/random/random'
import type { LstmArchitecture } from './architecture.ts'
import { rowsOf } from './embedding.ts'
import type { Weights } from './initial-weights.ts'
import { lstmLayer, type LstmWeights } from './lstm-layer.ts'
import { softmaxLoss, type Targets } from './softmax-loss.ts'

/** Drops numbers of x at a rate, and scales the others so that the mean stays; `null` while not training. */
export type Dropout = (<T extends tf.Tensor>(x: T, rate: number) => T) | null

/**
 * Dropout (Srivastava et al. 2014) whose masks follow from a seed. tf.dropout with a seed would draw the same mask in
 * every step.
 */
export function seededDropout(seed: number): Dropout {
  let calls = 0
  return (x, rate) => {
    if (rate === 0) return x
    const random = seeded(deriveSeed(seed, calls++))
    const kept = 1 / (1 - rate)
    // A plain loop: Float32Array.from needs six times as long, a tenth of a training step.
    const mask = new Float32Array(x.size)
    for (let i = 0; i < mask.length; i++) mask[i] = random() < rate ? 0 : kept
    return tf.mul(x, tf.tensor(mask, x.shape))
  }
}

/** The tensors of LSTM layer `i`. */
export const layerWeights = (weights: Weights, i: number): LstmWeights => ({
  kernel: weights[`lstm.${i}.kernel`],
  recurrent: weights[`lstm.${i}.recurrent`],
  bias: weights[`lstm.${i}.bias`],
})

/**
 * What the first layer gets for each token, [vocabulary, inputs]: its learned vector, or the paper's one number, token /
 * vocabulary.
 */
export function inputVectors({ embedding, vocabulary }: LstmArchitecture, weights: Weights): tf.Tensor2D {
  if (embedding !== null) return weights['embedding.vectors'] as tf.Tensor2D
  const numbers = Float32Array.from({ length: vocabulary }, (_, token) => token / vocabulary)
  return tf.tensor2d(numbers, [vocabulary, 1])
}

/** Tokens [steps][batch] as inputs of the first layer, [steps, batch, inputs]. */
export function tokenInputs(
  tokens: readonly ArrayLike<number>[],
  of: LstmArchitecture,
  weights: Weights,
): tf.Tensor3D {
  const flat = Int32Array.from(tokens.flatMap((step) => Array.from(step)))
  return tf.reshape(rowsOf(inputVectors(of, weights), flat), [tokens.length, tokens[0].length, -1])
}

/** The dense layer (linear, as in the program the paper builds on): [rows, units] to [rows, dense]. */
function denseOutputs(x: tf.Tensor, of: LstmArchitecture, weights: Weights, dropout: Dropout): tf.Tensor {
  const y = tf.add(tf.matMul(x, weights['dense.kernel']), weights['dense.bias'])
  return dropout ? dropout(y, of.denseDropout) : y
}

/** Inputs [steps, batch, inputs] through the LSTM layers: [steps, batch, units]. */
function recurrentOutputs(
  x: tf.Tensor3D,
  of: LstmArchitecture,
  weights: Weights,
  dropout: Dropout,
): tf.Tensor3D {
  return of.layers.reduce((y, _, i) => {
    const outputs = lstmLayer(y, layerWeights(weights, i))
    return dropout ? dropout(outputs, of.dropout) : outputs
  }, x)
}

/** Which steps of a window have a target: all of them, or, as in the paper, only the last. */
export type Mode = 'windows' | 'sequence'

/** Inputs to what the softmax layer sees: [steps * batch, dense] in mode 'sequence', [batch, dense] in 'windows'. */
export function nextTokenHidden(
  x: tf.Tensor3D,
  of: LstmArchitecture,
  weights: Weights,
  mode: Mode,
  dropout: Dropout = null,
): tf.Tensor {
  const outputs = recurrentOutputs(x, of, weights, dropout)
  const [steps, batch, units] = outputs.shape
  const wanted = mode === 'windows' ? tf.slice(outputs, [steps - 1, 0, 0], [1, batch, units]) : outputs
  return denseOutputs(tf.reshape(wanted, [wanted.size / units, units]), of, weights, dropout)
}

/** Mean cross-entropy of the next tokens; `targets` run as the rows of the softmax layer do, step by step. */
export function nextTokenLoss(
  x: tf.Tensor3D,
  targets: Targets,
  of: LstmArchitecture,
  weights: Weights,
  { mode, dropout }: { mode: Mode; dropout: Dropout },
): tf.Scalar {
  const hidden = nextTokenHidden(x, of, weights, mode, dropout)
  return softmaxLoss(hidden, weights['vocabulary.kernel'], weights['vocabulary.bias'], targets)
}

/** Logits of the softmax layer, [rows, vocabulary], without dropout; rows as in `mode`. */
export function nextTokenLogits(
  x: tf.Tensor3D,
  of: LstmArchitecture,
  weights: Weights,
  mode: Mode,
): tf.Tensor {
  const hidden = nextTokenHidden(x, of, weights, mode)
  return tf.add(tf.matMul(hidden, weights['vocabulary.kernel']), weights['vocabulary.bias'])
}

/** Logits [rows, vocabulary], without dropout, of what the last LSTM layer gave, [rows, units]; each layer in one operation. */
export function outputLogits(outputs: tf.Tensor, weights: Weights): tf.Tensor {
  const layer = (a: tf.Tensor, name: string): tf.Tensor =>
    tf.fused.matMul({ a, b: weights[`${name}.kernel`], bias: weights[`${name}.bias`] })
  return layer(layer(outputs, 'dense'), 'vocabulary')
}
