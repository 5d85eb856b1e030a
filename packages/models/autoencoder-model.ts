import { fromBarRoll } from '@earshot/music/roll'
import { deriveSeed, normal, seeded } from '@earshot/random/random'
import * as tf from '@tensorflow/tfjs-core'
import type { AutoencoderArchitecture } from './architecture.ts'
import { decodeLatents } from './autoencoder.ts'
import { drawGaussian, type Gaussian } from './gaussian.ts'
import { disposeWeights, type Weights } from './initial-weights.ts'
import { firstIssue, type Manifest } from './manifest.ts'
import { autoencoderSettings, type AutoencoderSettings, type Generated, type Model } from './model.ts'

/** Songs decoded at once. */
const BATCH = 16

/** Probabilities [songs][bars * cells * pitches] of the cells of decoded latents. */
export function decodeProbabilities(latents: Float32Array[], of: AutoencoderArchitecture, weights: Weights) {
  return latents
    .map((_, i) => i)
    .filter((i) => i % BATCH === 0)
    .flatMap((from) => {
      const batch = latents.slice(from, from + BATCH)
      const values = tf.tidy(() => {
        const rows = tf.tensor2d(batch.map((latent) => Array.from(latent)))
        return tf.sigmoid(decodeLatents(rows, of, weights)).dataSync<'float32'>()
      })
      const size = values.length / batch.length
      return batch.map((__, i) => values.subarray(i * size, (i + 1) * size))
    })
}

/** The latents of the songs to make. Behind a ReLU no latent is negative, so neither is the noise. */
function drawLatents(settings: AutoencoderSettings, gaussian: Gaussian, of: AutoencoderArchitecture) {
  return Array.from({ length: settings.count }, (_, song) => {
    const random = seeded(deriveSeed(settings.seed, 'song', song))
    const latent =
      settings.noise === 'songs'
        ? drawGaussian(gaussian, random)
        : Float32Array.from({ length: gaussian.size }, () => normal(random))
    return of.latent === 'relu' ? latent.map((x) => Math.max(0, x)) : latent
  })
}

function latentGaussian(manifest: Manifest, weights: Weights): Gaussian {
  const mean = weights['latent.mean'].dataSync<'float32'>()
  const axes = weights['latent.axes'].dataSync<'float32'>()
  return { size: mean.length, mean, axes, rank: manifest.latents?.rank ?? 0 }
}

/** Makes an autoencoder usable from its manifest and tensors, which it then owns. */
export function autoencoderModel(manifest: Manifest, weights: Weights): Model {
  const { architecture: of } = manifest
  if (of.kind !== 'autoencoder') throw new Error(`${manifest.name} is no autoencoder but a ${of.kind}`)
  return {
    manifest,
    weights,
    generate(input) {
      const result = autoencoderSettings.safeParse(input)
      if (!result.success) throw new Error(`settings of an autoencoder: ${firstIssue(result.error)}`)
      const settings = result.data
      const latents = drawLatents(settings, latentGaussian(manifest, weights), of)
      return decodeProbabilities(latents, of, weights).map((probabilities, song): Generated => {
        const roll = Uint8Array.from(probabilities, (p) => (p >= settings.threshold ? 1 : 0))
        const { tempo, velocity } = settings
        return { score: fromBarRoll(roll, { tempo, velocity }), settings: { ...settings, song } }
      })
    },
    dispose: () => {
      disposeWeights(weights)
    },
  }
}
