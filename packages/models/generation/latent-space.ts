import type { Score } from '@earshot/music/notes'
import { fromBarRoll, toBarRolls, type BarRoll } from '@earshot/music/roll'
import * as tf from '@tensorflow/tfjs-core'
import type { AutoencoderArchitecture } from '../networks/architecture.ts'
import { decodeLatents } from '../networks/autoencoder.ts'
import { gaussianAt, positionsIn, type Gaussian } from './gaussian.ts'
import type { Weights } from '../networks/initial-weights.ts'
import type { Model } from './model.ts'
import { latentsOf } from '../training/rolls.ts'
import { preparedScore } from '../training/songs.ts'
import { valuesOf } from '../backend/tensor-values.ts'

/** How probabilities become a song. */
export interface Playing {
  /** A cell sounds when its probability reaches this; 0.5. */
  threshold?: number
  /** Quarter notes a minute; 120. */
  tempo?: number
  /** 80 */
  velocity?: number
}

/** The space between an autoencoder's encoder and decoder: a latent is a point of it, and stands for 16 bars. */
export interface LatentSpace {
  /** The latents of the training songs, as a normal distribution; its axes are their principal components. */
  readonly gaussian: Gaussian
  /** The latents of a song's windows of 16 bars, in the key and from the note that the model has songs begin. */
  encode(score: Score): Float32Array[]
  /** Probabilities of a latent's cells, at index (bar * 24 + cell) * 96 + pitch - 16. */
  decode(latent: Float32Array): Float32Array
  /** The latent at positions on the first principal components, in standard deviations from the mean. */
  at(positions: readonly number[]): Float32Array
  /** Where a latent stands on each principal component. */
  positionsOf(latent: Float32Array): number[]
  /** What the model makes of a song: a score for each of its windows. */
  reconstruct(score: Score, playing?: Playing): Score[]
}

/** Probabilities [bars * cells * pitches] of the cells of a latent. */
export const decodeLatent = (
  latent: Float32Array,
  of: AutoencoderArchitecture,
  weights: Weights,
): Float32Array =>
  valuesOf(() => tf.sigmoid(decodeLatents(tf.tensor2d(latent, [1, latent.length]), of, weights)))

/** The song of decoded probabilities. */
export function playedScore(
  probabilities: Float32Array,
  { threshold = 0.5, tempo, velocity }: Playing = {},
): Score {
  const roll: BarRoll = Uint8Array.from(probabilities, (p) => (p >= threshold ? 1 : 0))
  return fromBarRoll(roll, { ...(tempo ? { tempo } : {}), ...(velocity ? { velocity } : {}) })
}

/** Behind a ReLU no latent is negative. */
export const possible = (
  latent: Float32Array,
  { latent: activation }: AutoencoderArchitecture,
): Float32Array => (activation === 'relu' ? latent.map((x) => Math.max(0, x)) : latent)

/** Latents on the straight line from one to another, both included. Throws RangeError for fewer than two steps. */
export function interpolate(a: Float32Array, b: Float32Array, steps: number): Float32Array[] {
  if (!Number.isInteger(steps) || steps < 2)
    throw new RangeError(`steps: ${steps} cannot go from one end to the other`)
  return Array.from({ length: steps }, (_, step) => {
    const share = step / (steps - 1)
    return a.map((x, i) => (1 - share) * x + share * b[i])
  })
}

/** The latent space of an autoencoder, read from its weights once. Throws an Error for another kind of model. */
export function latentSpace({ manifest, weights }: Pick<Model, 'manifest' | 'weights'>): LatentSpace {
  const { architecture: of, encoding, latents, name } = manifest
  if (of.kind !== 'autoencoder' || encoding.kind !== 'bar-rolls') {
    throw new Error(`${name} is no autoencoder but a ${of.kind}`)
  }
  const mean = weights['latent.mean'].dataSync<'float32'>()
  const axes = weights['latent.axes'].dataSync<'float32'>()
  const gaussian: Gaussian = { size: mean.length, mean, axes, rank: latents?.rank ?? 0 }
  const encode = (score: Score): Float32Array[] =>
    latentsOf(toBarRolls(preparedScore(score, encoding), { cells: encoding.cells }), of, weights)
  const decode = (latent: Float32Array): Float32Array => decodeLatent(latent, of, weights)
  return {
    gaussian,
    encode,
    decode,
    at: (positions) => {
      if (positions.length > gaussian.size) {
        throw new RangeError(`positions: ${positions.length}, but there are ${gaussian.size} components`)
      }
      return possible(gaussianAt(gaussian, positions), of)
    },
    positionsOf: (latent) => positionsIn(gaussian, latent),
    reconstruct: (score, playing) => encode(score).map((latent) => playedScore(decode(latent), playing)),
  }
}
