import * as tf from '@tensorflow/tfjs-core'

/**
 * The numbers of a tensor that `make` computes; all tensors on the way are freed. Numbers must not be returned from
 * tf.tidy itself: it would look for tensors in every one of them.
 */
export function valuesOf(make: () => tf.Tensor): Float32Array {
  const result = tf.tidy(make)
  const values = result.dataSync<'float32'>()
  result.dispose()
  return values
}
