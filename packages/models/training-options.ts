import { z } from 'zod'
import { autoencoderArchitecture, deepLstmArchitecture } from './architecture.ts'
import { autoencoderEncoding, lstmEncoding } from './encoding.ts'

/** What a model is called and made from. `created` is an ISO date and time. */
const about = {
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'use small letters, digits and hyphens'),
  dataSet: z.string().min(1).max(200),
  created: z.iso.datetime({ offset: true }),
  /** Train on this many of the songs that fit, drawn by the seed; null takes all. */
  songs: z.number().int().min(1).nullable().default(null),
}

const learning = {
  learningRate: z.number().positive().max(1).default(0.001),
  seed: z.number().int().min(0).max(0xffffffff).default(1),
}
const epochs = z.number().int().min(1).max(1_000_000)
const batchSize = z.number().int().min(1).max(4096)
const optimizer = z.enum(['adam', 'rmsprop'])

/**
 * The paper gives no epochs, batch size or learning rate for its autoencoder: 2000 epochs as in the program it builds
 * on, but a smaller learning rate than its 0.001, at which the full-size network loses nine tenths of its latents.
 */
export const autoencoderLearning = z.object({
  epochs: epochs.default(2000),
  batchSize: batchSize.default(32),
  optimizer: optimizer.default('adam'),
  ...learning,
  learningRate: learning.learningRate.unwrap().default(0.0003),
  /** From the data, see starting-weights.ts; or by Keras's defaults, with which the full-size network hardly learns. */
  start: z.enum(['data', 'keras']).default('data'),
})

/** 200 epochs for the small network and 100 for the deep one, in batches of 64 (paper); RMSprop as in its source. */
export const lstmLearning = z.object({
  epochs: epochs.default(200),
  batchSize: batchSize.default(64),
  optimizer: optimizer.default('rmsprop'),
  ...learning,
  /** A target at each step of a window (ours, much faster), or only after its last step (paper). */
  mode: z.enum(['windows', 'sequence']).default('sequence'),
})

const { perBar, perSong, latent } = autoencoderArchitecture.shape

/** Options of trainAutoencoder: who, how songs are read, how the network learns, and its sizes. */
export const autoencoderOptions = z.strictObject({
  ...about,
  ...autoencoderEncoding.omit({ kind: true }).shape,
  ...autoencoderLearning.shape,
  perBar,
  perSong,
  latent,
})

const { layers, dropout, dense, denseDropout } = deepLstmArchitecture.shape

/** Options of trainLstm; sizes that are left out are the paper's for the architecture. */
export const lstmOptions = z.strictObject({
  ...about,
  ...lstmEncoding.omit({ kind: true }).shape,
  ...lstmLearning.shape,
  architecture: z.enum(['lstm', 'deep-lstm']).default('lstm'),
  epochs: epochs.optional(),
  layers: layers.optional(),
  dropout: dropout.optional(),
  dense: dense.optional(),
  denseDropout: denseDropout.optional(),
})

export type AutoencoderOptions = z.input<typeof autoencoderOptions>
export type LstmOptions = z.input<typeof lstmOptions>
