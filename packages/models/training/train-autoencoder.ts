import { deriveSeed, seeded, shuffled } from '@earshot/random/random'
import * as tf from '@tensorflow/tfjs-core'
import { totalmem } from 'node:os'
import type { z } from 'zod'
import { autoencoderArchitecture, type AutoencoderArchitecture } from '../networks/architecture.ts'
import { autoencoderModel } from '../generation/autoencoder-model.ts'
import { reconstructionLoss } from '../networks/autoencoder.ts'
import { backendInUse } from '../backend/backend.ts'
import { autoencoderEncoding } from '../files/encoding.ts'
import { fitWeights } from './fit.ts'
import type { Batch, Hooks } from './learner.ts'
import { fitGaussian, type Gaussian } from '../generation/gaussian.ts'
import { disposeWeights, type Weights } from '../networks/initial-weights.ts'
import { firstIssue, type Manifest } from '../files/manifest.ts'
import { refuseTooLarge, trainingBytes } from './memory.ts'
import type { Model } from '../generation/model.ts'
import { makeOptimizer } from './optimizer.ts'
import { latentsOf, rollTensor, songRoll, songRolls, tooShortForRolls } from './rolls.ts'
import { prepareSongs, trainingIdentity, trainingSongs, type LoadedSong, type Song } from './songs.ts'
import { startingWeights } from './starting-weights.ts'
import { trainedManifest } from './trained-manifest.ts'
import { autoencoderLearning, autoencoderOptions, type AutoencoderOptions } from './training-options.ts'

type Options = z.output<typeof autoencoderOptions>

const chunks = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size))

/** The batches of each epoch, in an order of its own. */
function batchesOf(songs: LoadedSong[], options: Options, of: AutoencoderArchitecture) {
  const encoding = autoencoderEncoding.parse(options)
  const windows = options.windows === 'one' ? songRoll : songRolls
  return (epoch: number): Batch[] => {
    const random = seeded(deriveSeed(options.seed, 'order', epoch))
    const rolls = shuffled(windows(songs, encoding, epoch), random)
    return chunks(rolls, options.batchSize).map((batch) => ({
      samples: batch.length,
      loss: (weights) => reconstructionLoss(rollTensor(batch), of, weights),
    }))
  }
}

/** The mean loss of the held-out songs' windows, end to end; null where there are none. */
function heldOutLoss(songs: LoadedSong[], options: Options, of: AutoencoderArchitecture, weights: Weights) {
  const batches = chunks(songRolls(songs, autoencoderEncoding.parse(options)), options.batchSize)
  if (batches.length === 0) return null
  return (): number => {
    const sums = batches.map((batch) =>
      tf.tidy(() => batch.length * reconstructionLoss(rollTensor(batch), of, weights).dataSync()[0]),
    )
    return sums.reduce((a, b) => a + b, 0) / batches.flat().length
  }
}

const gaussianTensors = ({ size, mean, axes }: Gaussian): Weights => ({
  'latent.mean': tf.tensor1d(mean),
  'latent.axes': tf.tensor2d(axes, [size, size]),
})

/** A model of trained weights, which it then owns, with the mean and the axes of the latents of its training songs' rolls. */
function withLatents(manifest: Manifest, weights: Weights, rolls: Uint8Array[]): Model {
  const { architecture: of } = manifest
  if (of.kind !== 'autoencoder') throw new Error(`${manifest.name} is no autoencoder but a ${of.kind}`)
  const gaussian = fitGaussian(latentsOf(rolls, of, weights))
  const latents = { windows: rolls.length, rank: gaussian.rank }
  return autoencoderModel({ ...manifest, latents }, { ...weights, ...gaussianTensors(gaussian) })
}

/** The same autoencoder with other weights, which the model then owns; `songs` are those it was trained on. */
export async function withOtherWeights(
  manifest: Manifest,
  weights: Weights,
  songs: readonly Song[],
): Promise<Model> {
  const encoding = autoencoderEncoding.parse(manifest.encoding)
  const { songs: prepared } = await prepareSongs(songs, encoding, {
    unfit: tooShortForRolls,
    wanted: null,
    seed: 0,
  })
  return withLatents(manifest, weights, songRolls(prepared, encoding))
}

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
  const { perBar, perSong, latent, epochs, clip, keep, patience, heldOutEvery: every } = options
  const of = autoencoderArchitecture.parse({ kind: 'autoencoder', perBar, perSong, latent })
  refuseTooLarge(trainingBytes(of, options), { backend, memory: totalmem() })
  const encoding = autoencoderEncoding.parse(options)
  const data = await trainingSongs(songs, encoding, options, tooShortForRolls, hooks)
  const rolls = songRolls(data.songs, encoding)
  const weights = startingWeights(of, options, rolls)
  try {
    const optimizer = makeOptimizer(options)
    const batches = batchesOf(data.songs, options, of)
    const loss = heldOutLoss(data.heldOut, options, of, weights)
    const heldOut = loss && { every, loss }
    const scale = rolls[0].length
    const identity = trainingIdentity(options, data)
    const learner = { identity, weights, optimizer, epochs, batches, scale, clip, keep, patience, heldOut }
    const fitted = await fitWeights(learner, hooks)
    const learning = autoencoderLearning.parse(options)
    const ended = { options, learning, of, encoding, vocabulary: null, data, fitted, backend }
    return withLatents(trainedManifest(ended), weights, rolls)
  } catch (error) {
    disposeWeights(weights)
    throw error
  }
}
