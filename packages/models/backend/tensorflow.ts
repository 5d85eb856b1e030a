/** TensorFlow's own kernels, which the native backends (@tensorflow/tfjs-node and -gpu) can run by name. */
import * as tf from '@tensorflow/tfjs-core'

/** The public part of the native backend that we use; see NodeJSKernelBackend in @tensorflow/tfjs-node. */
interface NativeBackend {
  binding: Record<
    'TF_ATTR_TYPE' | 'TF_ATTR_BOOL' | 'TF_ATTR_FLOAT' | 'TF_ATTR_SHAPE' | 'TF_ATTR_STRING',
    number
  > &
    Record<'TF_FLOAT' | 'TF_INT32', number>
  executeMultipleOutputs(
    name: string,
    attributes: { name: string; type: number; value: unknown }[],
    inputs: tf.Tensor[],
    outputs: number,
  ): tf.Tensor[]
}

/** An attribute of a kernel: a type, a truth value, a real number, a shape or a text. */
export type Attribute =
  | { type: 'float32' | 'int32' | 'int64' }
  | { bool: boolean }
  | { float: number }
  | { shape: number[] }
  | { string: string }

const INT64 = 9

function coded(name: string, attribute: Attribute, { binding }: NativeBackend) {
  if ('type' in attribute) {
    const types = { float32: binding.TF_FLOAT, int32: binding.TF_INT32, int64: INT64 }
    return { name, type: binding.TF_ATTR_TYPE, value: types[attribute.type] }
  }
  if ('bool' in attribute) return { name, type: binding.TF_ATTR_BOOL, value: attribute.bool }
  if ('float' in attribute) return { name, type: binding.TF_ATTR_FLOAT, value: attribute.float }
  if ('shape' in attribute) return { name, type: binding.TF_ATTR_SHAPE, value: attribute.shape }
  return { name, type: binding.TF_ATTR_STRING, value: attribute.string }
}

/** Whether TensorFlow itself does the arithmetic. */
export const isNative = (): boolean => tf.getBackend() === 'tensorflow'

/** Runs a TensorFlow kernel by its name in the op registry; only where `isNative()`. */
export function runKernel(
  name: string,
  attributes: Record<string, Attribute>,
  inputs: tf.Tensor[],
  outputs: number,
): tf.Tensor[] {
  const backend = tf.backend() as unknown as NativeBackend
  const list = Object.entries(attributes).map(([key, attribute]) => coded(key, attribute, backend))
  return backend.executeMultipleOutputs(name, list, inputs, outputs)
}
