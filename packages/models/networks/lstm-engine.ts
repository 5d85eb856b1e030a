import type * as tf from '@tensorflow/tfjs-core'

/** What the way back is given again: the layer's input and weights. */
export interface Given {
  x: tf.Tensor3D
  kernel: tf.Tensor
  recurrent: tf.Tensor
}

/**
 * The arithmetic of one layer from a zero state: outputs [steps, batch, units], tensors to save, and from the gradient of
 * the outputs those of x, kernel, recurrent kernel and bias.
 */
export type LstmEngine = (
  x: tf.Tensor3D,
  kernel: tf.Tensor,
  recurrent: tf.Tensor,
  bias: tf.Tensor,
) => {
  outputs: tf.Tensor3D
  saved: tf.Tensor[]
  back: (dy: tf.Tensor, given: Given, saved: tf.Tensor[]) => tf.Tensor[]
}
