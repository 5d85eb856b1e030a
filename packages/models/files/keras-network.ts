/** A Keras network as a chain of dense and LSTM layers, perhaps after an embedding: normalisation folded away, dropout and shapes left out. */
import { z } from 'zod'
import { firstIssue } from './manifest.ts'
import type { KerasLayer, KerasTensor } from './keras-file.ts'

export type Activation = 'linear' | 'relu' | 'sigmoid' | 'softmax'

/** y = activation(x kernel + bias) on the last axis; `shape` is that of its outputs, without the batch. */
export interface Dense {
  kind: 'dense'
  name: string
  kernel: { shape: number[]; values: Float32Array }
  bias: Float32Array
  activation: Activation
  shape: number[]
}

export interface Lstm {
  kind: 'lstm'
  name: string
  units: number
  kernel: KerasTensor
  recurrent: KerasTensor
  bias: Float32Array
  returnSequences: boolean
}

export interface KerasNetwork {
  /** Of the input, without the batch. */
  input: number[]
  /** Vectors [tokens, size] that its inputs stand for, where it begins with an embedding. */
  embedding: KerasTensor | null
  layers: (Dense | Lstm)[]
  /** Rates of its dropouts, by the number of layers before each. */
  dropouts: { after: number; rate: number }[]
  /** Mean and standard deviation that normalisation gave the outputs of a layer in training, by the layer's index. */
  normalised: Map<number, { mean: Float32Array; deviation: Float32Array }>
}

const side = z
  .number()
  .int()
  .min(1)
  .max(2 ** 24)
const inputShape = z.tuple([z.unknown()]).rest(side)
const activation = z.enum(['linear', 'relu', 'sigmoid', 'softmax'])
const configs = {
  dense: z.object({ units: side, activation: activation.default('linear'), use_bias: z.literal(true) }),
  embedding: z.object({ input_dim: side, output_dim: side, mask_zero: z.literal(false).default(false) }),
  lstm: z.object({
    units: side,
    activation: z.literal('tanh'),
    recurrent_activation: z.literal('sigmoid'),
    use_bias: z.literal(true),
    return_sequences: z.boolean().default(false),
    go_backwards: z.literal(false).default(false),
  }),
  activation: z.object({ activation }),
  dropout: z.object({ rate: z.number().min(0).max(0.95) }),
  reshape: z.object({
    target_shape: z
      .array(
        z
          .number()
          .int()
          .min(-1)
          .max(2 ** 24),
      )
      .min(1)
      .max(6),
  }),
  norm: z.object({ epsilon: z.number().positive().max(1).default(0.001) }),
  wrapped: z.object({
    layer: z.object({ class_name: z.string(), config: z.record(z.string(), z.unknown()) }),
  }),
}

/** A layer's settings. Throws an Error that names the layer and the setting that ours do not have. */
function settings<Config>({ name, kind, config }: KerasLayer, schema: z.ZodType<Config>): Config {
  const result = schema.safeParse(config)
  if (!result.success) throw new Error(`Keras layer ${name} (${kind}): ${firstIssue(result.error)}`)
  return result.data
}

function tensors(layer: KerasLayer, shapes: number[][]): KerasTensor[] {
  const { name, kind, weights } = layer
  shapes.forEach((shape, i) => {
    const found = weights.at(i)?.shape.join() ?? 'none'
    if (found !== shape.join()) {
      throw new Error(`Keras layer ${name} (${kind}): weights [${found}] where [${shape.join()}] belong`)
    }
  })
  if (weights.length !== shapes.length) throw new Error(`Keras layer ${name} (${kind}): too many weights`)
  return weights
}

interface Affine {
  scale: Float32Array
  shift: Float32Array
}

/** What is known while the chain is walked. */
class Chain {
  readonly layers: (Dense | Lstm)[] = []
  readonly dropouts: KerasNetwork['dropouts'] = []
  readonly normalised: KerasNetwork['normalised'] = new Map()
  embedding: KerasNetwork['embedding'] = null
  shape: number[]
  /** Normalisation that waits for the next dense layer to take it in. */
  pending: { name: string; affine: Affine } | null = null

  constructor(shape: number[]) {
    this.shape = shape
  }

  get last(): Dense | Lstm | undefined {
    return this.layers.at(-1)
  }
}

function addDense(chain: Chain, layer: KerasLayer): void {
  const { units, activation: how } = settings(layer, configs.dense)
  const inputs = chain.shape.at(-1) ?? 0
  const [kernel, bias] = tensors(layer, [[inputs, units], [units]])
  const dense: Dense = {
    kind: 'dense',
    name: layer.name,
    kernel: { shape: kernel.shape, values: Float32Array.from(kernel.values) },
    bias: Float32Array.from(bias.values),
    activation: how,
    shape: [...chain.shape.slice(0, -1), units],
  }
  if (chain.pending) takeIn(dense, chain.pending.affine)
  chain.pending = null
  chain.layers.push(dense)
  chain.shape = dense.shape
}

/** The dense layer of scale x + shift: rows of the kernel are scaled, and the shift goes through it. */
function takeIn({ kernel, bias }: Dense, { scale, shift }: Affine): void {
  const [inputs, units] = kernel.shape
  const sums = Float64Array.from(bias)
  for (let i = 0; i < inputs; i++) {
    for (let j = 0; j < units; j++) {
      sums[j] += shift[i % shift.length] * kernel.values[i * units + j]
      kernel.values[i * units + j] *= scale[i % scale.length]
    }
  }
  bias.set(sums)
}

/** scale (x kernel + bias) + shift as one dense layer. */
function giveOut({ kernel, bias }: Dense, { scale, shift }: Affine): void {
  kernel.values.forEach((value, i) => {
    kernel.values[i] = value * scale[(i % bias.length) % scale.length]
  })
  bias.forEach((value, j) => {
    bias[j] = value * scale[j % scale.length] + shift[j % shift.length]
  })
}

/** Batch normalisation at inference: gamma (x - mean) / sqrt(variance + epsilon) + beta (Ioffe and Szegedy 2015). */
function addNormalisation(chain: Chain, layer: KerasLayer): void {
  const { epsilon } = settings(layer, configs.norm)
  const size = chain.shape.at(-1) ?? 0
  const [gamma, beta, mean, variance] = tensors(layer, [[size], [size], [size], [size]]).map(
    ({ values }) => values,
  )
  const scale = gamma.map((value, i) => value / Math.sqrt(variance[i] + epsilon))
  if (!scale.every(Number.isFinite)) throw new Error(`Keras layer ${layer.name}: a variance is below nought`)
  const shift = beta.map((value, i) => value - mean[i] * scale[i])
  const { last } = chain
  if (chain.pending) throw new Error(`Keras layer ${layer.name}: two normalisations in a row are not read`)
  if (last?.kind === 'dense' && last.activation === 'linear' && last.bias.length % size === 0) {
    giveOut(last, { scale, shift })
    chain.normalised.set(chain.layers.length - 1, { mean: beta, deviation: gamma.map(Math.abs) })
  } else chain.pending = { name: layer.name, affine: { scale, shift } }
}

function addActivation(chain: Chain, name: string, how: Activation): void {
  const { last } = chain
  if (how === 'linear') return
  if (chain.pending || last?.kind !== 'dense' || last.activation !== 'linear') {
    throw new Error(`Keras layer ${name}: ${how} is read after a dense layer alone`)
  }
  last.activation = how
}

function addEmbedding(chain: Chain, layer: KerasLayer): void {
  const { input_dim: tokens, output_dim: size } = settings(layer, configs.embedding)
  if (chain.shape.length !== 1 || chain.last || chain.embedding || chain.pending)
    throw new Error(`Keras layer ${layer.name} (Embedding): is read as the first layer alone`)
  const [vectors] = tensors(layer, [[tokens, size]])
  chain.embedding = vectors
  chain.shape = [...chain.shape, size]
}

function addLstm(chain: Chain, layer: KerasLayer): void {
  const { units, return_sequences: returnSequences } = settings(layer, configs.lstm)
  if (chain.shape.length !== 2) throw new Error(`Keras layer ${layer.name} (LSTM): its input is no sequence`)
  if (chain.pending)
    throw new Error(`Keras layer ${chain.pending.name}: normalisation before an LSTM is not read`)
  const [steps, inputs] = chain.shape
  const [kernel, recurrent, bias] = tensors(layer, [[inputs, 4 * units], [units, 4 * units], [4 * units]])
  chain.layers.push({
    ...{ kind: 'lstm', name: layer.name, units, kernel, recurrent },
    ...{ bias: bias.values, returnSequences },
  })
  chain.shape = returnSequences ? [steps, units] : [units]
}

const product = (sides: readonly number[]): number => sides.reduce((all, one) => all * one, 1)

function reshape(chain: Chain, name: string, target: number[]): void {
  const known = product(target.filter((one) => one !== -1))
  const shape = target.map((one) => (one === -1 ? product(chain.shape) / known : one))
  if (product(shape) !== product(chain.shape) || !shape.every((one) => Number.isInteger(one) && one > 0)) {
    throw new Error(`Keras layer ${name}: [${chain.shape.join()}] cannot become [${target.join()}]`)
  }
  chain.shape = shape
}

function add(chain: Chain, layer: KerasLayer): void {
  const { kind, name } = layer
  switch (kind) {
    case 'InputLayer':
      return
    case 'Dense':
      addDense(chain, layer)
      return
    case 'Embedding':
      addEmbedding(chain, layer)
      return
    case 'LSTM':
      addLstm(chain, layer)
      return
    case 'BatchNormalization':
      addNormalisation(chain, layer)
      return
    case 'TimeDistributed': {
      const { layer: inner } = settings(layer, configs.wrapped)
      add(chain, { ...layer, kind: inner.class_name, config: inner.config })
      return
    }
    case 'Activation':
      addActivation(chain, name, settings(layer, configs.activation).activation)
      return
    case 'Dropout':
      chain.dropouts.push({ after: chain.layers.length, rate: settings(layer, configs.dropout).rate })
      return
    case 'Flatten':
      reshape(chain, name, [product(chain.shape)])
      return
    case 'Reshape':
      reshape(chain, name, settings(layer, configs.reshape).target_shape)
      return
    default:
      throw new Error(`Keras layer ${name}: ours know no ${kind}`)
  }
}

/** The first layer says what goes in: Keras 2 and 3 name it differently. */
function inputOf(first: KerasLayer): number[] {
  const given = first.config.batch_shape ?? first.config.batch_input_shape
  const result = inputShape.safeParse(given)
  if (!result.success) throw new Error(`Keras layer ${first.name}: the shape of its input is not fixed`)
  const [, ...shape] = result.data
  return shape
}

/** Walks a chain of Keras layers. Throws an Error that names the layer that ours cannot be. */
export function kerasNetwork(layers: readonly KerasLayer[]): KerasNetwork {
  const input = inputOf(layers[0])
  const chain = new Chain(input)
  for (const layer of layers) add(chain, layer)
  if (chain.pending)
    throw new Error(`Keras layer ${chain.pending.name}: normalisation at the end is not read`)
  const { embedding, layers: found, dropouts, normalised } = chain
  return { input, embedding, layers: found, dropouts, normalised }
}
