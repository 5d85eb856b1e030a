import * as tf from '@tensorflow/tfjs-core'

/** The sum of the rows [rows, size] that have an index in common, [length, size]: zero where none has it. */
function summedRows(rows: Float32Array, indices: Int32Array, [length, size]: [number, number]): Float32Array {
  const sums = new Float32Array(length * size)
  indices.forEach((index, row) => {
    for (let i = 0; i < size; i++) sums[index * size + i] += rows[row * size + i]
  })
  return sums
}

/**
 * Rows of a matrix [length, size] by their indices: [indices, size]. The same as tf.gather, whose gradient wants a kernel
 * that the wasm backend lacks (UnsortedSegmentSum); this one is a loop over the rows that were taken.
 */
export function rowsOf(matrix: tf.Tensor2D, indices: Int32Array): tf.Tensor2D {
  const taken = tf.customGrad<tf.Tensor2D>((...inputs) => {
    const [given] = inputs as [tf.Tensor2D]
    const gradFunc = (dy: tf.Tensor2D): tf.Tensor =>
      tf.tensor2d(summedRows(dy.dataSync<'float32'>(), indices, given.shape), given.shape)
    return { value: tf.gather(given, tf.tensor1d(indices, 'int32')), gradFunc }
  })
  return taken(matrix)
}
