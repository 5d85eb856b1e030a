import { z } from 'zod'
import { autoencoderArchitecture, deepLstmArchitecture } from '../networks/architecture.ts'
import { autoencoderEncoding, lstmEncoding } from '../files/encoding.ts'

/** What a model is called and made from. `created` is an ISO date and time. */
const about = {
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'use small letters, digits and hyphens'),
  dataSet: z.string().min(1).max(200),
  created: z.iso.datetime({ offset: true }),
  /** Which part of the data set the songs are, for the manifest. */
  selection: z.record(z.string(), z.unknown()).nullable().default(null),
  /** Train on this many of the songs that fit, drawn by the seed; null takes all. */
  songs: z.number().int().min(1).nullable().default(null),
}

const seed = z.number().int().min(0).max(0xffffffff)

/**
 * Songs that no model sees: this share of the groups of near-duplicates, chosen by group and seed alone, so that two
 * models with the same seed leave out the same songs of a data set. `songs` of those that fit are listened to in training.
 */
const heldOut = z.strictObject({
  share: z.number().gt(0).max(0.5).default(0.1),
  seed: seed.default(1),
  songs: z.number().int().min(1).max(10_000).default(32),
})

const learning = {
  learningRate: z.number().positive().max(1).default(0.001),
  seed: seed.default(1),
  heldOut: heldOut.nullable().prefault({}),
  /** Epochs from one held-out loss to the next. */
  heldOutEvery: z.number().int().min(1).default(1),
  /** Longest gradient, over all weights together; longer ones are scaled down. The paper has none. */
  clip: z.number().positive().nullable().default(null),
  /** Which weights are kept: of the epoch with the lowest training loss (paper), or held-out loss, or the last. */
  keep: z.enum(['training', 'held-out', 'last']).default('training'),
  /** Early stopping: after so many measurements without a lower held-out loss. Off in the paper. */
  patience: z.number().int().min(1).nullable().default(null),
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
  heldOutEvery: learning.heldOutEvery.unwrap().default(10),
  /** The windows of a song in one epoch: all, end to end, or one, which moves on by a bar each epoch. */
  windows: z.enum(['one', 'all']).default('all'),
  /** From the data, see starting-weights.ts; or by Keras's defaults, with which the full-size network hardly learns. */
  start: z.enum(['data', 'keras']).default('data'),
})

/** The paper's epochs. */
export const lstmEpochs = { lstm: 200, 'deep-lstm': 100 }

/**
 * Windows a batch: 64 in the paper, with one target each. With a target at each step, batches of 64 windows leave an epoch
 * of 128 songs a dozen updates, in which the network does not get far (docs/decisions/0013-training.md).
 */
export const lstmBatchSizes = { windows: 64, sequence: 8 }

/** RMSprop as in the paper's source. */
export const lstmLearning = z.object({
  epochs: epochs.default(lstmEpochs.lstm),
  batchSize: batchSize.default(lstmBatchSizes.windows),
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

const { embedding, layers, dropout, dense, denseDropout } = deepLstmArchitecture.shape

/** Options of trainLstm; epochs, batch size and sizes that are left out follow from architecture and mode. */
export const lstmOptions = z.strictObject({
  ...about,
  ...lstmEncoding.omit({ kind: true }).shape,
  ...lstmLearning.shape,
  architecture: z.enum(['lstm', 'deep-lstm']).default('lstm'),
  epochs: epochs.optional(),
  batchSize: batchSize.optional(),
  embedding: embedding.unwrap().optional(),
  layers: layers.optional(),
  dropout: dropout.optional(),
  dense: dense.optional(),
  denseDropout: denseDropout.optional(),
})

export type AutoencoderOptions = z.input<typeof autoencoderOptions>
export type LstmOptions = z.input<typeof lstmOptions>
