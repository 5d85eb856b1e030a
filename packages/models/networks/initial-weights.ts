import * as tf from '@tensorflow/tfjs-core'
import { deriveSeed, normal, seeded, type Random } from '@earshot/random/random'
import { elements, weightShapes, type Architecture } from './architecture.ts'

export type Weights = Record<string, tf.Tensor>

/** Uniform in +-sqrt(6 / (inputs + outputs)) (Glorot and Bengio 2010). */
export function glorotUniform([inputs, outputs]: readonly number[], random: Random): Float32Array {
  const limit = Math.sqrt(6 / (inputs + outputs))
  return Float32Array.from({ length: inputs * outputs }, () => limit * (2 * random() - 1))
}

/** Uniform in +-0.05, as Keras's Embedding begins. */
const embeddingUniform = (shape: readonly number[], random: Random): Float32Array =>
  Float32Array.from({ length: elements(shape) }, () => 0.05 * (2 * random() - 1))

/** Normal with variance 2 / inputs, which keeps the size of signals through ReLU layers (He et al. 2015). */
export function heNormal([inputs, outputs]: readonly number[], random: Random): Float32Array {
  const deviation = Math.sqrt(2 / inputs)
  return Float32Array.from({ length: inputs * outputs }, () => deviation * normal(random))
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}

/** Orthonormal rows from normal numbers by Gram and Schmidt; needs rows <= columns (Saxe et al. 2014). */
export function orthogonal([rows, columns]: readonly number[], random: Random): Float32Array {
  const basis: Float64Array[] = []
  for (let r = 0; r < rows; r++) {
    const row = Float64Array.from({ length: columns }, () => normal(random))
    for (const other of basis) {
      const share = dot(row, other)
      for (let i = 0; i < columns; i++) row[i] -= share * other[i]
    }
    const length = Math.sqrt(dot(row, row))
    basis.push(row.map((x) => x / length))
  }
  return Float32Array.from(basis.flatMap((row) => [...row]))
}

/** Zeros, but ones for an LSTM's forget gates, so that it starts out remembering (Jozefowicz et al. 2015). */
function bias(name: string, length: number): Float32Array {
  const values = new Float32Array(length)
  return name.startsWith('lstm.') ? values.fill(1, length / 4, length / 2) : values
}

/** How kernels before ReLU layers begin; recurrent kernels are always orthogonal. */
export type Initialisation = 'glorot' | 'he'

function initial(name: string, shape: number[], kind: Initialisation, random: Random): Float32Array {
  if (name.endsWith('.bias')) return bias(name, elements(shape))
  if (name.endsWith('.recurrent')) return orthogonal(shape, random)
  if (name === 'embedding.vectors') return embeddingUniform(shape, random)
  return kind === 'he' ? heNormal(shape, random) : glorotUniform(shape, random)
}

/** Untrained weights of an architecture; the seed decides them on every backend alike. */
export function initialWeights(of: Architecture, seed: number, kind: Initialisation = 'glorot'): Weights {
  return Object.fromEntries(
    Object.entries(weightShapes(of)).map(([name, shape]) => {
      const values = initial(name, shape, kind, seeded(deriveSeed(seed, 'weights', name)))
      return [name, tf.keep(tf.tensor(values, shape))]
    }),
  )
}

/** Frees every tensor of a set of weights. */
export function disposeWeights(weights: Weights): void {
  for (const tensor of Object.values(weights)) tensor.dispose()
}
