import * as tf from '@tensorflow/tfjs-core'
import type { LstmEngine } from './lstm-engine.ts'
import { runKernel, type Attribute } from '../backend/tensorflow.ts'

const T: Attribute = { type: 'float32' }
const use_peephole: Attribute = { bool: false }

const lengths = new Map<number, tf.Tensor>()

/** A 64-bit integer, made once and kept: the native backend can only make one by a cast. */
function int64(value: number): tf.Tensor {
  const known = lengths.get(value)
  if (known && !known.isDisposed) return known
  // The backend warns that it would read 64-bit integers as others; this one never leaves TensorFlow.
  /* eslint-disable no-console */
  const { warn } = console
  console.warn = () => undefined
  try {
    const options: Record<string, Attribute> = { SrcT: { type: 'int32' }, DstT: { type: 'int64' } }
    const [made] = tf.tidy(() =>
      runKernel('Cast', options, [tf.scalar(value, 'int32')], 1).map((x) => tf.keep(x)),
    )
    lengths.set(value, made)
    return made
  } finally {
    console.warn = warn
    /* eslint-enable no-console */
  }
}

/**
 * The product of two matrices by TensorFlow's kernel for those. tf.matMul takes the one for batches of matrices, which needs
 * up to twice as long for the small products of many steps.
 */
const product = (a: tf.Tensor, b: tf.Tensor, transposeA = false): tf.Tensor =>
  runKernel('MatMul', { T, transpose_a: { bool: transposeA }, transpose_b: { bool: false } }, [a, b], 1)[0]

/** The sum of the rows; a third as long as by tf.sum. */
const rowSum = (x: tf.Tensor): tf.Tensor =>
  runKernel('BiasAddGrad', { T, data_format: { string: 'NHWC' } }, [x], 1)[0]

/** The last axis from Keras's gates i, f, c, o to LSTMBlockCellGrad's i, c, f, o, or back: the middle two change places. */
function swappedGates(x: tf.Tensor): tf.Tensor {
  const [i, second, third, o] = tf.split(x, 4, x.rank - 1)
  return tf.concat([i, third, second, o], x.rank - 1)
}

/** What BlockLSTMV2 gives, each [steps, batch, units]. */
interface Trace {
  i: tf.Tensor
  cells: tf.Tensor
  f: tf.Tensor
  o: tf.Tensor
  /** tanh of the cell gate, and of the cells. */
  ci: tf.Tensor
  co: tf.Tensor
  h: tf.Tensor
}

/** Back-propagation through time, [steps * batch, 4 units] in LSTMBlockCellGrad's order of gates. */
function gateGradients(dy: tf.Tensor, recurrent: tf.Tensor, trace: Trace, zeros: tf.Tensor): tf.Tensor {
  const units = recurrent.shape[0]
  const each = (x: tf.Tensor): tf.Tensor[] => tf.unstack(x, 0)
  const [i, cells, f, o, ci, co, dys] = [trace.i, trace.cells, trace.f, trace.o, trace.ci, trace.co, dy].map(
    each,
  )
  // The kernel wants these only for their shapes and for peepholes, which we have not.
  const [x, w, peephole, bias] = [
    tf.zeros([zeros.shape[0], 1]),
    tf.zeros([1 + units, 4 * units]),
    tf.zeros([units]),
    tf.zeros([4 * units]),
  ]
  const backwards = tf.transpose(swappedGates(recurrent))
  const gradients: tf.Tensor[] = []
  let dCell = zeros
  let dh: tf.Tensor | null = null
  for (let t = dys.length - 1; t >= 0; t--) {
    const before = t > 0 ? cells[t - 1] : zeros
    const dOutput = dh ? tf.add(dys[t], dh) : dys[t]
    const inputs = [x, before, zeros, w, peephole, peephole, peephole, bias]
    const gates = [i[t], cells[t], f[t], o[t], ci[t], co[t], dCell, dOutput]
    const [dBefore, dz] = runKernel('LSTMBlockCellGrad', { T, use_peephole }, [...inputs, ...gates], 5)
    dCell = dBefore
    gradients[t] = dz
    if (t > 0) dh = product(dz, backwards)
  }
  return tf.concat(gradients, 0)
}

/**
 * An LSTM over time by TensorFlow's fused kernels: BlockLSTMV2 forwards. Backwards LSTMBlockCellGrad step by step, since
 * BlockLSTMGradV2 adds up the weights' gradients a step at a time; so they are one product over all steps.
 */
export const tensorflowLstm: LstmEngine = (x, kernel, recurrent, bias) => {
  const [steps, batch, inputs] = x.shape
  const units = recurrent.shape[0]
  const zeros = tf.zeros([batch, units])
  const peephole = tf.zeros([units])
  const w = tf.concat([kernel, recurrent], 0)
  const [i, cells, f, o, ci, co, h] = runKernel(
    'BlockLSTMV2',
    { T, cell_clip: { float: 0 }, use_peephole },
    [int64(steps), x, zeros, zeros, w, peephole, peephole, peephole, bias],
    7,
  )
  return {
    outputs: h as tf.Tensor3D,
    saved: [i, cells, f, o, ci, co, h],
    back: (dy, given, [i, cells, f, o, ci, co, h]) => {
      const start = tf.zeros([batch, units])
      const dz = gateGradients(dy, given.recurrent, { i, cells, f, o, ci, co, h }, start)
      const rows = [steps * batch, units]
      const earlier = tf.slice(tf.reshape(h, rows), [0, 0], [(steps - 1) * batch, units])
      const kernel = tf.transpose(swappedGates(given.kernel))
      // The weights' gradients go back to Keras's order: they are smaller than dz.
      return [
        tf.reshape(product(dz, kernel), given.x.shape),
        swappedGates(product(tf.reshape(given.x, [steps * batch, inputs]), dz, true)),
        swappedGates(product(tf.concat([start, earlier], 0), dz, true)),
        swappedGates(rowSum(dz)),
      ]
    },
  }
}
