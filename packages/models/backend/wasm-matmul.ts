import * as tf from '@tensorflow/tfjs-core'

/** The part of a backend that the override needs: tensors made here are freed here. */
interface Storage {
  disposeData(id: object): void
}

function required(name: string) {
  const kernel = tf.getKernel(name, 'wasm')
  if (!kernel)
    throw new Error(`the wasm backend has no kernel ${name}: @tensorflow/tfjs-backend-wasm 4.22 is needed`)
  return kernel
}

/** Swaps the last two axes of a tensor of any rank. */
function transposed(x: tf.TensorInfo, backend: Storage): tf.TensorInfo {
  const rank = x.shape.length
  const perm = x.shape.map((_, axis) => axis)
  perm[rank - 1] = rank - 2
  perm[rank - 2] = rank - 1
  return required('Transpose').kernelFunc({ inputs: { x }, attrs: { perm }, backend }) as tf.TensorInfo
}

/**
 * Makes matrix products with a transpose flag fast on the wasm backend. The kernel of tfjs 4.22 takes a scalar path of
 * about 1 GF/s for them, 30 times slower than without flags, and every gradient of a dense layer has one; so the
 * operand is transposed first.
 */
export function transposeBeforeMatMul(): void {
  const original = required('BatchMatMul')
  tf.unregisterKernel('BatchMatMul', 'wasm')
  tf.registerKernel({
    ...original,
    kernelFunc({ inputs, attrs, backend }) {
      const storage = backend as Storage
      const { a, b } = inputs as { a: tf.TensorInfo; b: tf.TensorInfo }
      const left = attrs?.transposeA ? transposed(a, storage) : a
      const right = attrs?.transposeB ? transposed(b, storage) : b
      const product = original.kernelFunc({
        inputs: { a: left, b: right },
        attrs: { transposeA: false, transposeB: false },
        backend,
      })
      if (left !== a) storage.disposeData(left.dataId)
      if (right !== b) storage.disposeData(right.dataId)
      return product
    },
  })
}
