import * as tf from '@tensorflow/tfjs-core'
import type { LstmEngine } from './lstm-engine.ts'
import { runKernel, type Attribute } from './tensorflow.ts'

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

/** i, c, f, o, the order of LSTMBlockCellGrad, to and from Keras's i, f, c, o: the middle two change places. */
function swappedGates(x: tf.Tensor): tf.Tensor {
  const [i, second, third, o] = tf.split(x, 4, 1)
  return tf.concat([i, third, second, o], 1)
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

/** Back-propagation through time, [steps * batch, 4 units] in Keras's order of gates. */
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
  const backwards = swappedGates(recurrent)
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
    if (t > 0) dh = tf.matMul(dz, backwards, false, true)
  }
  return swappedGates(tf.concat(gradients, 0))
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
      return [
        tf.reshape(tf.matMul(dz, given.kernel, false, true), given.x.shape),
        tf.matMul(tf.reshape(given.x, [steps * batch, inputs]), dz, true),
        tf.matMul(tf.concat([start, earlier], 0), dz, true),
        tf.sum(dz, 0),
      ]
    },
  }
}
