import * as tf from '@tensorflow/tfjs-core'
import type { LstmEngine } from './lstm-engine.ts'
import { portableLstm } from './portable-lstm.ts'
import { isNative } from '../backend/tensorflow.ts'
import { tensorflowLstm } from './tensorflow-lstm.ts'

/** Kernel [inputs, 4 units], recurrent kernel [units, 4 units], bias [4 units]; gates in the order i, f, c, o. */
export interface LstmWeights {
  kernel: tf.Tensor
  recurrent: tf.Tensor
  bias: tf.Tensor
}

/**
 * One LSTM layer: x [steps, batch, inputs] to outputs [steps, batch, units], from a zero state. The same function as
 * tf.layers.lstm with recurrentActivation 'sigmoid'; its own gradient makes each weight's gradient one matrix product
 * over all steps instead of a sum of as many products as there are steps.
 */
export function lstmLayer(
  x: tf.Tensor3D,
  weights: LstmWeights,
  engine: LstmEngine = isNative() ? tensorflowLstm : portableLstm,
): tf.Tensor3D {
  const layer = tf.customGrad<tf.Tensor3D>((...inputs) => {
    const [input, kernel, recurrent, bias] = inputs.slice(0, 4) as [tf.Tensor3D, ...tf.Tensor[]]
    const save = inputs[4] as tf.GradSaveFunc
    const { outputs, saved, back } = engine(input, kernel, recurrent, bias)
    save([input, kernel, recurrent, ...saved])
    const gradFunc = (dy: tf.Tensor, [first, second, third, ...rest]: tf.Tensor[]) =>
      back(dy, { x: first as tf.Tensor3D, kernel: second, recurrent: third }, rest)
    return { value: outputs, gradFunc }
  })
  return layer(x, weights.kernel, weights.recurrent, weights.bias)
}
