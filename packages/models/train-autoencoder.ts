import { deriveSeed, seeded, shuffled } from '@earshot/random/random'
import * as tf from '@tensorflow/tfjs-core'
import type { z } from 'zod'
import { autoencoderArchitecture, type AutoencoderArchitecture } from './architecture.ts'
import { autoencoderModel } from './autoencoder-model.ts'
import { reconstructionLoss } from './autoencoder.ts'
import { backendInUse, tfjsVersion } from './backend.ts'
import { autoencoderEncoding } from './encoding.ts'
import { fitWeights, makeOptimizer, type Batch, type Fitted, type Hooks } from './fit.ts'
import { fitGaussian, type Gaussian } from './gaussian.ts'
import { disposeWeights, type Variables, type Weights } from './initial-weights.ts'
import { firstIssue, manifestVersion, type Manifest } from './manifest.ts'
import type { Model } from './model.ts'
import { latentsOf, rollTensor, songRolls, tooShortForRolls } from './rolls.ts'
import { prepareSongs, type PreparedSongs, type Song } from './songs.ts'
import { startingWeights } from './starting-weights.ts'
import { autoencoderLearning, autoencoderOptions, type AutoencoderOptions } from './training-options.ts'

type Options = z.output<typeof autoencoderOptions>

/** The batches of each epoch, in an order of its own. */
function batchesOf(songs: Song[], options: Options, of: AutoencoderArchitecture, weights: Variables) {
  const encoding = autoencoderEncoding.parse(options)
  return (epoch: number): Batch[] => {
    const random = seeded(deriveSeed(options.seed, 'order', epoch))
    const rolls = shuffled(songRolls(songs, encoding, epoch), random)
    return Array.from({ length: Math.ceil(rolls.length / options.batchSize) }, (_, i) => {
      const batch = rolls.slice(i * options.batchSize, (i + 1) * options.batchSize)
      return { weight: batch.length, loss: () => reconstructionLoss(rollTensor(batch), of, weights) }
    })
  }
}

interface Result {
  options: Options
  of: AutoencoderArchitecture
  data: PreparedSongs
  fitted: Fitted
  backend: string
}

function manifestOf({ options, of, data, fitted, backend }: Result): Manifest {
  return {
    version: manifestVersion,
    name: options.name,
    created: options.created,
    architecture: of,
    encoding: autoencoderEncoding.parse(options),
    training: { options: autoencoderLearning.parse(options), epochs: fitted.curve.length, ...fitted },
    data: {
      name: options.dataSet,
      songs: data.songs.map(({ id, hash }) => ({ id, hash })),
      refused: data.refused,
    },
    backend,
    tfjs: tfjsVersion,
    precision: 'float32',
    vocabulary: null,
    latents: null,
    measurements: {},
  }
}

const gaussianTensors = ({ size, mean, axes }: Gaussian): Weights => ({
  'latent.mean': tf.tensor1d(mean),
  'latent.axes': tf.tensor2d(axes, [size, size]),
})

/**
 * Trains the paper's autoencoder on songs and measures the mean and covariance of their latents. Throws an Error that
 * names a wrong option or says why no song fits, and CancelledError when the signal stops it.
 */
export async function trainAutoencoder(
  songs: readonly Song[],
  input: AutoencoderOptions,
  hooks: Hooks = {},
): Promise<Model> {
  const parsed = autoencoderOptions.safeParse(input)
  if (!parsed.success) throw new Error(`options of an autoencoder: ${firstIssue(parsed.error)}`)
  const options = parsed.data
  const backend = await backendInUse()
  const { perBar, perSong, latent, seed, epochs } = options
  const of = autoencoderArchitecture.parse({ kind: 'autoencoder', perBar, perSong, latent })
  const encoding = autoencoderEncoding.parse(options)
  const data = prepareSongs(songs, encoding, { unfit: tooShortForRolls, wanted: options.songs, seed })
  const rolls = songRolls(data.songs, encoding)
  const weights = startingWeights(of, options, rolls)
  try {
    const optimizer = makeOptimizer(options.optimizer, options.learningRate)
    const batches = batchesOf(data.songs, options, of, weights)
    const fitted = await fitWeights({ weights, optimizer, epochs, batches, scale: rolls[0].length }, hooks)
    const latents = latentsOf(rolls, of, weights)
    const gaussian = fitGaussian(latents)
    const manifest = manifestOf({ options, of, data, fitted, backend })
    manifest.latents = { windows: latents.length, rank: gaussian.rank }
    return autoencoderModel(manifest, { ...weights, ...gaussianTensors(gaussian) })
  } catch (error) {
    disposeWeights(weights)
    throw error
  }
}
