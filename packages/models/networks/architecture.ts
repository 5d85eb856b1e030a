import { z } from 'zod'

const size = z.number().int().min(1).max(1_000_000)

/** The sizes of the paper's autoencoder (section 2.2): 20.65 million weights by default. */
export const autoencoderArchitecture = z.strictObject({
  kind: z.literal('autoencoder'),
  bars: size.default(16),
  cells: size.default(24),
  pitches: size.default(96),
  /** Widths of the dense layers that every bar passes on its own. */
  perBar: z.array(size).min(1).max(16).default([2000, 200]),
  /** Widths of the dense layers over the whole excerpt; the last is the latent space. */
  perSong: z.array(size).min(1).max(16).default([1600, 120]),
  /** The paper says ReLU in every layer but the last; the program it builds on leaves the latent layer linear. */
  latent: z.enum(['relu', 'linear']).default('relu'),
})

const recurrent = {
  /** Length of a learned vector that stands for each token; null for the paper's one number, token / vocabulary. */
  embedding: size.nullable().default(null),
  layers: z.array(size).min(1).max(64),
  /** Rate of the dropout after each LSTM layer. */
  dropout: z.number().min(0).max(0.95),
  dense: size,
  /** Rate of the dropout after the dense layer. */
  denseDropout: z.number().min(0).max(0.95),
  vocabulary: size,
}

/** The paper's small LSTM (section 2.3): two LSTM layers of 256, dense 256, softmax over the vocabulary. */
export const lstmArchitecture = z.strictObject({ kind: z.literal('lstm'), ...recurrent })

/** The paper's deep LSTM: ten LSTM layers of 128, dense 128, softmax over the vocabulary. */
export const deepLstmArchitecture = z.strictObject({ kind: z.literal('deep-lstm'), ...recurrent })

export const architecture = z.discriminatedUnion('kind', [
  autoencoderArchitecture,
  lstmArchitecture,
  deepLstmArchitecture,
])

export type AutoencoderArchitecture = z.infer<typeof autoencoderArchitecture>
export type LstmArchitecture = z.infer<typeof lstmArchitecture> | z.infer<typeof deepLstmArchitecture>
export type Architecture = z.infer<typeof architecture>
export type Shapes = Record<string, number[]>

/** The sizes of the paper's two recurrent networks, but for their vocabularies. */
export const lstmSizes = {
  lstm: { embedding: null, layers: [256, 256], dropout: 0.3, dense: 256, denseDropout: 0.3 },
  'deep-lstm': {
    embedding: null,
    layers: Array<number>(10).fill(128),
    dropout: 0.01,
    dense: 128,
    denseDropout: 0,
  },
}

/** A dense layer, by the prefix of its tensors' names. */
export interface DenseLayer {
  name: string
  inputs: number
  outputs: number
}

/** The autoencoder's dense layers from input to output; the second half mirrors the first. */
export function denseLayers(sizes: AutoencoderArchitecture): DenseLayer[] {
  const bar = [sizes.cells * sizes.pitches, ...sizes.perBar]
  const song = [sizes.bars * (bar.at(-1) ?? 0), ...sizes.perSong]
  const chain = (name: string, widths: number[]): DenseLayer[] =>
    widths.slice(1).map((outputs, i) => ({ name: `${name}.${i}`, inputs: widths[i], outputs }))
  return [
    ...chain('encoder.bar', bar),
    ...chain('encoder.song', song),
    ...chain('decoder.song', song.toReversed()),
    ...chain('decoder.bar', bar.toReversed()),
  ]
}

const denseShapes = ({ name, inputs, outputs }: DenseLayer): Shapes => ({
  [`${name}.kernel`]: [inputs, outputs],
  [`${name}.bias`]: [outputs],
})

function lstmShapes(sizes: LstmArchitecture): Shapes {
  const { embedding, vocabulary } = sizes
  const shapes: Shapes = embedding === null ? {} : { 'embedding.vectors': [vocabulary, embedding] }
  sizes.layers.forEach((units, i) => {
    shapes[`lstm.${i}.kernel`] = [i === 0 ? (embedding ?? 1) : sizes.layers[i - 1], 4 * units]
    shapes[`lstm.${i}.recurrent`] = [units, 4 * units]
    shapes[`lstm.${i}.bias`] = [4 * units]
  })
  const last = sizes.layers.at(-1) ?? 0
  Object.assign(shapes, denseShapes({ name: 'dense', inputs: last, outputs: sizes.dense }))
  return Object.assign(shapes, denseShapes({ name: 'vocabulary', inputs: sizes.dense, outputs: vocabulary }))
}

/** Name and shape of every trained tensor. */
export function weightShapes(of: Architecture): Shapes {
  if (of.kind !== 'autoencoder') return lstmShapes(of)
  return Object.assign({}, ...denseLayers(of).map(denseShapes)) as Shapes
}

/** Name and shape of the tensors that are measured after training: the autoencoder's latent mean and axes. */
export function statisticShapes(of: Architecture): Shapes {
  if (of.kind !== 'autoencoder') return {}
  const latent = of.perSong.at(-1) ?? 0
  return { 'latent.mean': [latent], 'latent.axes': [latent, latent] }
}

export const elements = (shape: readonly number[]): number =>
  shape.reduce((product, side) => product * side, 1)

/** The number of trained weights. */
export const countWeights = (of: Architecture): number =>
  Object.values(weightShapes(of)).reduce((sum, shape) => sum + elements(shape), 0)
