import * as tf from '@tensorflow/tfjs-core'
import { valuesOf } from '../backend/tensor-values.ts'
import { isNative, runKernel } from '../backend/tensorflow.ts'

/** Logits held at once: 16 MB, where 64 x 64 targets of 16,800 chords would take 275 MB, several times over. */
const LARGEST_SLICE = 4_000_000

/** TensorFlow's kernel holds one copy less, and larger products go faster. */
const LARGEST_NATIVE_SLICE = 12_000_000

/** Rows that are worked through at once. */
const rowsASlice = (bias: tf.Tensor): number =>
  Math.max(1, Math.floor((isNative() ? LARGEST_NATIVE_SLICE : LARGEST_SLICE) / bias.size))

/** What a row should predict, and whether it counts. */
export interface Targets {
  tokens: Int32Array
  counted: Uint8Array
}

interface Slice {
  hidden: tf.Tensor
  tokens: Int32Array
  weights: Float32Array
}

/** Where each row's token lies in [rows, vocabulary]. */
const placesOf = (tokens: Int32Array): tf.Tensor2D =>
  tf.tensor2d(
    Int32Array.from({ length: 2 * tokens.length }, (_, i) => (i % 2 ? tokens[(i - 1) / 2] : i / 2)),
    [tokens.length, 2],
    'int32',
  )

/**
 * The same as `sliceLoss` with fewer copies of what is as large as the vocabulary. SparseSoftmaxCrossEntropyWithLogits would do
 * it in one kernel, but takes twice as long.
 */
function nativeSliceLoss({ hidden, tokens, weights }: Slice, kernel: tf.Tensor, bias: tf.Tensor) {
  const T = { type: 'float32' } as const
  const [logOdds] = runKernel('LogSoftmax', { T }, [tf.add(tf.matMul(hidden, kernel), bias)], 1)
  const places = placesOf(tokens)
  const types = { T, Tindices: { type: 'int32' } } as const
  const [dLogits] = runKernel(
    'TensorScatterSub',
    types,
    [tf.exp(logOdds), places, tf.ones([tokens.length])],
    1,
  )
  const share = tf.tensor2d(weights, [weights.length, 1])
  return [
    tf.neg(tf.sum(tf.mul(tf.gatherND(logOdds, places), tf.tensor1d(weights)))),
    tf.mul(tf.matMul(dLogits, kernel, false, true), share),
    tf.matMul(tf.mul(hidden, share), dLogits, true),
    tf.reshape(tf.matMul(share, dLogits as tf.Tensor2D, true), bias.shape),
  ]
}

/** Loss of some rows, and its gradients with respect to hidden rows, kernel and bias. */
function sliceLoss({ hidden, tokens, weights }: Slice, kernel: tf.Tensor, bias: tf.Tensor, back: tf.Tensor) {
  const logits = tf.add(tf.matMul(hidden, kernel), bias)
  const shifted = tf.sub(logits, tf.max(logits, 1, true))
  const odds = tf.exp(shifted)
  const total = tf.sum(odds, 1, true)
  // Not oneHot's own dtype argument: the wasm backend writes integers whatever it says.
  const hot = tf.cast(tf.oneHot(tf.tensor1d(tokens, 'int32'), bias.shape[0]), 'float32')
  const share = tf.tensor2d(weights, [weights.length, 1])
  const losses = tf.sub(tf.log(total), tf.sum(tf.mul(shifted, hot), 1, true))
  const dLogits = tf.mul(tf.sub(tf.div(odds, total), hot), share)
  return [
    tf.sum(tf.mul(losses, share)),
    tf.matMul(dLogits, back),
    tf.matMul(hidden, dLogits, true),
    tf.sum(dLogits, 0),
  ]
}

/** The sum of two tensors, which are freed. */
function replaced(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  const sum = tf.add(a, b)
  tf.dispose([a, b])
  return sum
}

function lossAndGradients(
  hidden: tf.Tensor,
  kernel: tf.Tensor,
  bias: tf.Tensor,
  targets: Targets,
  rows: number,
) {
  const counted = targets.counted.reduce((sum, x) => sum + x, 0)
  const weights = Float32Array.from(targets.counted, (x) => x / Math.max(1, counted))
  const back = isNative() ? kernel : tf.transpose(kernel)
  const hiddenGradients: tf.Tensor[] = []
  let sums: tf.Tensor[] = []
  for (let from = 0; from < weights.length; from += rows) {
    const to = Math.min(from + rows, weights.length)
    const [loss, dHidden, dKernel, dBias] = tf.tidy(() => {
      const part = tf.slice(hidden, [from, 0], [to - from, hidden.shape[1] ?? 1])
      const slice = { hidden: part, tokens: targets.tokens.slice(from, to), weights: weights.slice(from, to) }
      return isNative() ? nativeSliceLoss(slice, kernel, bias) : sliceLoss(slice, kernel, bias, back)
    })
    hiddenGradients.push(dHidden)
    const found = [loss, dKernel, dBias]
    sums = from === 0 ? found : found.map((x, i) => replaced(sums[i], x))
  }
  return { value: sums[0], gradients: [tf.concat(hiddenGradients, 0), sums[1], sums[2]] }
}

/**
 * Mean cross-entropy (natural logarithm) of softmax(hidden kernel + bias) over the rows that count; hidden [rows, width],
 * kernel [width, vocabulary], bias [vocabulary]. Works through the rows in slices and takes the gradients on the
 * way, so that memory does not grow with rows times vocabulary.
 */
export function softmaxLoss(
  hidden: tf.Tensor,
  kernel: tf.Tensor,
  bias: tf.Tensor,
  targets: Targets,
  rows = rowsASlice(bias),
): tf.Scalar {
  const loss = tf.customGrad<tf.Scalar>((...inputs) => {
    const [h, k, b] = inputs.slice(0, 3) as tf.Tensor[]
    const save = inputs[3] as tf.GradSaveFunc
    const { value, gradients } = lossAndGradients(h, k, b, targets, rows)
    save(gradients)
    return {
      value: value as tf.Scalar,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => saved.map((x) => tf.mul(x, dy)),
    }
  })
  return loss(hidden, kernel, bias)
}

/** Cross-entropy (natural logarithm) of each row's token under softmax(hidden kernel + bias), in slices as above. */
export function softmaxLosses(
  hidden: tf.Tensor,
  kernel: tf.Tensor,
  bias: tf.Tensor,
  tokens: Int32Array,
): Float32Array {
  const rows = rowsASlice(bias)
  const losses = new Float32Array(tokens.length)
  for (let from = 0; from < tokens.length; from += rows) {
    const part = tokens.subarray(from, from + rows)
    const values = valuesOf(() => {
      const slice = tf.slice(hidden, [from, 0], [part.length, hidden.shape[1] ?? 1])
      const logits = tf.add(tf.matMul(slice, kernel), bias)
      const wanted = tf.gatherND(logits, placesOf(part))
      return tf.sub(tf.logSumExp(logits, 1), wanted)
    })
    losses.set(values, from)
  }
  return losses
}
