/** Whether a backend of this machine computes rightly, and how fast: tried in a process of its own, see backend-probe.mjs. */
import * as tf from '@tensorflow/tfjs-core'
import { normal, seeded } from '@earshot/random/random'
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { openBackend, type BackendName } from './backend.ts'
import { makeOptimizer } from '../training/optimizer.ts'

/** `version` of TensorFlow where one is loaded, `losses` of a small training, and the speed of matrix products. */
export interface BackendFigures {
  losses: number[]
  gigaflops: number
  version: string | null
}

export type Probe = ({ available: true } & BackendFigures) | { available: false; reason: string }

const STEPS = 20
const SAMPLES = 64
const INPUTS = 16

/** Losses of 20 steps that fit a plane to numbers from a seed: mean squares, which have to go down. */
export function smallTraining(): number[] {
  const random = seeded(1)
  const numbers = (count: number) => Float32Array.from({ length: count }, () => normal(random))
  const x = tf.tensor2d(numbers(SAMPLES * INPUTS), [SAMPLES, INPUTS])
  const wanted = tf.tidy(() => tf.matMul(x, tf.tensor2d(numbers(INPUTS), [INPUTS, 1])))
  const weights: Record<string, tf.Tensor> = { plane: tf.zeros([INPUTS, 1]) }
  const optimizer = makeOptimizer({ optimizer: 'adam', learningRate: 0.05 })
  const meanSquare = (plane: tf.Tensor) =>
    tf.mean(tf.squaredDifference(tf.matMul(x, plane as tf.Tensor2D), wanted))
  const losses = Array.from({ length: STEPS }, () => {
    const { value, grad } = tf.valueAndGrad((plane) => meanSquare(plane))(weights.plane)
    optimizer.step(weights, { plane: grad })
    const [loss] = value.dataSync()
    tf.dispose([value, grad])
    return loss
  })
  optimizer.dispose()
  tf.dispose([x, wanted, weights.plane])
  return losses
}

/** Billions of operations a second in products of square matrices, over about a second. `clock` gives seconds. */
export function matrixSpeed(clock: () => number = () => performance.now() / 1000): number {
  const size = tf.getBackend() === 'cpu' ? 256 : 1024
  const random = seeded(2)
  const numbers = Float32Array.from({ length: size * size }, () => random())
  const x = tf.tensor2d(numbers, [size, size])
  const multiply = (): unknown => tf.tidy(() => tf.slice(tf.matMul(x, x), [0, 0], [1, 1]).dataSync())
  multiply()
  let products = 0
  const start = clock()
  let seconds = 0
  while (seconds < 1) {
    multiply()
    products++
    seconds = clock() - start
  }
  x.dispose()
  return (2 * size ** 3 * products) / seconds / 1e9
}

/** Opens the backend in this process and measures it; one that cannot be used is an answer with the reason. */
export async function measureBackend(name: BackendName): Promise<Probe> {
  try {
    await openBackend(name)
  } catch (error) {
    const { cause } = error as Error
    return { available: false, reason: cause instanceof Error ? cause.message : String(error) }
  }
  const losses = smallTraining()
  if (!(losses[STEPS - 1] < losses[0] / 2))
    return {
      available: false,
      reason: `it computes wrongly: the losses of a training were ${losses.join(', ')}`,
    }
  return { available: true, losses, gigaflops: matrixSpeed(), version: nativeVersion() }
}

/** Of TensorFlow's library, from its binding. */
function nativeVersion(): string | null {
  if (tf.getBackend() !== 'tensorflow') return null
  const { binding } = tf.backend() as unknown as { binding: { TF_Version: string } }
  return binding.TF_Version
}

const program = fileURLToPath(new URL('backend-probe.mjs', import.meta.url))

/** Measures a backend in a process of its own: a library that brings its process down is then only an answer. */
export async function probeBackend(name: BackendName): Promise<Probe> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [program, name], { timeout: 120_000 })
    return JSON.parse(stdout) as Probe
  } catch (error) {
    const { signal, code } = error as { signal?: string; code?: number | string }
    return { available: false, reason: `its process ended with ${String(signal ?? code)}` }
  }
}
