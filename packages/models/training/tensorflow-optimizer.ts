import * as tf from '@tensorflow/tfjs-core'
import type { Weights } from '../networks/initial-weights.ts'
import { BETAS, EPSILON, RHO, type LearningRule, type Optimizer } from './learning-rule.ts'
import { runKernel, type Attribute } from '../backend/tensorflow.ts'

const dtype: Attribute = { type: 'float32' }
const T = dtype

let handles = 0

/** A variable of TensorFlow's, which kernels update in place. */
function variable(value: tf.Tensor): tf.Tensor {
  const shared: Attribute = { string: `earshot_${process.pid}_${handles++}` }
  const [handle] = runKernel(
    'VarHandleOp',
    { dtype, shape: { shape: value.shape }, shared_name: shared },
    [],
    1,
  )
  assign(handle, value)
  return tf.keep(handle)
}

const assign = (handle: tf.Tensor, value: tf.Tensor): unknown =>
  runKernel('AssignVariableOp', { dtype }, [handle, value], 0)

const read = (handle: tf.Tensor): tf.Tensor => tf.keep(runKernel('ReadVariableOp', { dtype }, [handle], 1)[0])

function destroy(handle: tf.Tensor): void {
  runKernel('DestroyResourceOp', { ignore_lookup_error: { bool: true } }, [handle], 0)
  handle.dispose()
}

/** What is kept of a weight: the variable, what was last read of it, and the rule's slots. */
interface Kept {
  weight: tf.Tensor
  last: tf.Tensor
  slots: Record<string, tf.Tensor>
}

function applyAdam({ weight, slots }: Kept, gradient: tf.Tensor, rate: number, steps: number): void {
  const numbers = [BETAS[0] ** steps, BETAS[1] ** steps, rate, ...BETAS, EPSILON].map((x) => tf.scalar(x))
  const options = { T, use_locking: { bool: false }, use_nesterov: { bool: false } }
  runKernel('ResourceApplyAdam', options, [weight, slots.mean, slots.square, ...numbers, gradient], 0)
}

function applyRmsprop({ weight, slots }: Kept, gradient: tf.Tensor, rate: number): void {
  const numbers = [rate, RHO, 0, EPSILON].map((x) => tf.scalar(x))
  const options = { T, use_locking: { bool: false } }
  runKernel('ResourceApplyRMSProp', options, [weight, slots.square, slots.momentum, ...numbers, gradient], 0)
}

/** The kernel for RMSprop wants a slot for momentum, which we leave at zero and out of the state. */
const kernelSlots = { adam: ['mean', 'square'], rmsprop: ['square', 'momentum'] } as const
const UNUSED = 'momentum'

/**
 * An optimizer by TensorFlow's fused kernels, one call a weight. The weight's last reading is freed before the update:
 * TensorFlow copies a variable that somebody else still holds, and updates it in place otherwise.
 */
export function tensorflowOptimizer(rule: LearningRule): Optimizer {
  const kept = new Map<string, Kept>()
  const names = kernelSlots[rule.optimizer]
  let pending: Weights = {}
  let steps = 0

  function keptOf(name: string, value: tf.Tensor): Kept {
    const found = kept.get(name)
    if (found) {
      if (found.last !== value) assign(found.weight, value)
      return found
    }
    const slots = names.map((slot) => {
      const start = pending[`${name}/${slot}`] as tf.Tensor | undefined
      return [slot, tf.tidy(() => variable(start ?? tf.zerosLike(value)))] as const
    })
    const fresh = { weight: variable(value), last: value, slots: Object.fromEntries(slots) }
    kept.set(name, fresh)
    return fresh
  }

  function forget(): void {
    for (const { weight, slots } of kept.values())
      for (const one of [weight, ...Object.values(slots)]) destroy(one)
    kept.clear()
    tf.dispose(pending)
    pending = {}
  }

  return {
    step(weights, gradients) {
      steps++
      for (const [name, gradient] of Object.entries(gradients)) {
        const one = keptOf(name, weights[name])
        weights[name].dispose()
        tf.tidy(() => {
          if (rule.optimizer === 'adam') applyAdam(one, gradient, rule.learningRate, steps)
          else applyRmsprop(one, gradient, rule.learningRate)
        })
        weights[name] = one.last = read(one.weight)
      }
    },
    state() {
      const slots: Weights = {}
      // What was restored stays pending until the first step of its weight.
      for (const [key, slot] of Object.entries(pending))
        if (!kept.has(key.slice(0, key.lastIndexOf('/')))) slots[key] = tf.keep(tf.clone(slot))
      for (const [name, one] of kept) {
        for (const [slot, handle] of Object.entries(one.slots)) {
          // A copy: what is read shares its memory with the variable.
          if (slot !== UNUSED)
            slots[`${name}/${slot}`] = tf.keep(
              tf.tidy(() => tf.mul(runKernel('ReadVariableOp', { dtype }, [handle], 1)[0], 1)),
            )
        }
      }
      return { steps, slots }
    },
    restore(state) {
      forget()
      steps = state.steps
      pending = Object.fromEntries(
        Object.entries(state.slots).map(([name, slot]) => [name, tf.keep(tf.clone(slot))]),
      )
    },
    dispose: forget,
  }
}
