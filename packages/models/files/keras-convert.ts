/**
 * Weights of the programs that the paper builds on: the Composer of HackerPoet (an autoencoder of bars) and the
 * Classical Piano Composer of Skuldur (stacked LSTM), as their Keras saves them, made models of ours.
 */
import { z } from 'zod'
import {
  autoencoderArchitecture,
  denseLayers,
  elements,
  lstmSizes,
  statisticShapes,
  weightShapes,
  type Architecture,
  type AutoencoderArchitecture,
  type LstmArchitecture,
} from '../networks/architecture.ts'
import { tfjsVersion } from '../backend/backend.ts'
import { autoencoderEncoding, lstmEncoding } from './encoding.ts'
import { readKerasFile } from './keras-file.ts'
import { kerasNetwork, type Dense, type KerasNetwork, type Lstm } from './keras-network.ts'
import { firstIssue, manifestVersion, parseManifest, type Manifest } from './manifest.ts'
import { storeTensor } from './precision.ts'
import { writeArchive, type RawTensor } from './safetensors.ts'
import { autoencoderLearning, lstmLearning } from '../training/training-options.ts'
import { archiveMetadata } from './weights.ts'

/** What a Keras file does not hold. `sha256` is that of the file. */
export interface Conversion {
  name: string
  created: string
  sha256: string
  /** Of an LSTM: the MIDI pitches that each token stands for, in the order of its outputs. */
  vocabulary?: unknown
}

const vocabularySchema = z
  .array(z.array(z.number().int().min(0).max(127)).max(128))
  .min(1)
  .max(1_000_000)

const widths = (layers: readonly Dense[]): number[] => layers.map(({ bias }) => bias.length)

function expectActivation({ name, activation }: Dense, wanted: string[]): void {
  if (!wanted.includes(activation))
    throw new Error(`Keras layer ${name}: ${activation}, where ours has ${wanted.join(' or ')}`)
}

type Tensors = Record<string, Float32Array>

/** The sizes of the autoencoder that dense layers make up: per bar up to the first layer over all bars, then to the narrowest. */
function autoencoderSizes({ input }: KerasNetwork, layers: readonly Dense[]): AutoencoderArchitecture {
  const paper = autoencoderArchitecture.parse({ kind: 'autoencoder' })
  const { bars, cells, pitches } = paper
  const [first, ...rest] = input
  if (first !== bars || rest.reduce((all, one) => all * one, 1) !== cells * pitches) {
    throw new Error(
      `Keras network: its input is [${input.join()}], where ours is ${bars} bars of ${cells} x ${pitches} cells`,
    )
  }
  const half = layers.slice(0, layers.length / 2)
  const perBar = half.filter(({ shape }) => shape.length === 2)
  const perSong = half.filter(({ shape }) => shape.length === 1)
  const sizes = { ...paper, perBar: widths(perBar), perSong: widths(perSong) }
  const latent = half.at(-1)
  if (!latent || perBar.length === 0 || perSong.length === 0 || layers.length % 2 === 1) {
    throw new Error('Keras network: no autoencoder of bars: dense layers a bar, then over all bars, and back')
  }
  expectActivation(latent, ['relu', 'linear'])
  return { ...sizes, latent: latent.activation === 'relu' ? 'relu' : 'linear' }
}

function autoencoderTensors(
  network: KerasNetwork,
  layers: readonly Dense[],
  of: AutoencoderArchitecture,
): Tensors {
  const middle = layers.length / 2 - 1
  const latent = of.perSong.at(-1) ?? 0
  const tensors: Tensors = {}
  denseLayers(of).forEach(({ name, inputs, outputs }, i) => {
    const layer = layers[i]
    const [rows, columns] = layer.kernel.shape
    if (rows !== inputs || columns !== outputs) {
      throw new Error(
        `Keras layer ${layer.name}: ${rows} x ${columns} weights, where the mirror of the encoder has ${inputs} x ${outputs}`,
      )
    }
    if (i !== middle) expectActivation(layer, [i === layers.length - 1 ? 'sigmoid' : 'relu'])
    tensors[`${name}.kernel`] = layer.kernel.values
    tensors[`${name}.bias`] = layer.bias
  })
  // The file does not hold the latents of its songs; normalised ones had this mean and deviation, others are not known.
  const known = of.latent === 'linear' ? network.normalised.get(middle) : undefined
  tensors['latent.mean'] = known?.mean ?? new Float32Array(latent)
  tensors['latent.axes'] = Float32Array.from({ length: latent * latent }, (_, i) =>
    i % (latent + 1) === 0 ? (known?.deviation[i / (latent + 1)] ?? 1) : 0,
  )
  return tensors
}

const isLstm = (layer: Dense | Lstm): layer is Lstm => layer.kind === 'lstm'
const isDense = (layer: Dense | Lstm): layer is Dense => layer.kind === 'dense'

/** The largest rate among the dropouts that come after so many layers. */
const rateAfter = ({ dropouts }: KerasNetwork, from: number, to: number): number =>
  Math.max(0, ...dropouts.filter(({ after }) => after >= from && after <= to).map(({ rate }) => rate))

function lstmArchitectureOf(network: KerasNetwork, recurrent: Lstm[], dense: Dense[]): LstmArchitecture {
  const [hidden, output] = dense
  if (dense.length !== 2 || network.layers.slice(0, recurrent.length).some(isDense)) {
    throw new Error('Keras network: LSTM layers, then two dense layers belong here')
  }
  recurrent.forEach(({ name, returnSequences }, i) => {
    if (returnSequences !== i < recurrent.length - 1)
      throw new Error(`Keras layer ${name}: return_sequences belongs to all LSTM layers but the last`)
  })
  expectActivation(hidden, ['linear'])
  expectActivation(output, ['softmax'])
  const layers = recurrent.map(({ units }) => units)
  return {
    kind: layers.length === lstmSizes['deep-lstm'].layers.length ? 'deep-lstm' : 'lstm',
    embedding: network.embedding?.shape[1] ?? null,
    layers,
    dropout: rateAfter(network, 1, layers.length),
    dense: hidden.bias.length,
    denseDropout: rateAfter(network, layers.length + 1, layers.length + 1),
    vocabulary: output.bias.length,
  }
}

function lstmTensors({ embedding }: KerasNetwork, recurrent: Lstm[], [hidden, output]: Dense[]): Tensors {
  const tensors: Tensors = embedding ? { 'embedding.vectors': embedding.values } : {}
  recurrent.forEach(({ kernel, recurrent: own, bias }, i) => {
    tensors[`lstm.${i}.kernel`] = kernel.values
    tensors[`lstm.${i}.recurrent`] = own.values
    tensors[`lstm.${i}.bias`] = bias
  })
  Object.assign(tensors, { 'dense.kernel': hidden.kernel.values, 'dense.bias': hidden.bias })
  return Object.assign(tensors, { 'vocabulary.kernel': output.kernel.values, 'vocabulary.bias': output.bias })
}

function vocabularyOf(input: unknown, wanted: number): { chords: number[][] } {
  if (input === undefined) {
    throw new Error(
      `Keras network: it has ${wanted} tokens and does not say what they are: give a vocabulary, a JSON list of lists of MIDI pitches`,
    )
  }
  const result = vocabularySchema.safeParse(input)
  if (!result.success) throw new Error(`vocabulary ${firstIssue(result.error)}`)
  if (result.data.length !== wanted)
    throw new Error(`vocabulary: ${result.data.length} chords, where the network has ${wanted} tokens`)
  return { chords: result.data.map((chord) => [...new Set(chord)].sort((a, b) => a - b)) }
}

/** What our manifest says of weights whose training nobody recorded. */
function manifestOf(of: Architecture, version: string, conversion: Conversion, window: number): Manifest {
  const { name, created, sha256, vocabulary } = conversion
  const isAutoencoder = of.kind === 'autoencoder'
  return parseManifest({
    ...{ version: manifestVersion, name, created, architecture: of },
    encoding: isAutoencoder ? autoencoderEncoding.parse({}) : lstmEncoding.parse({ window }),
    training: {
      options: isAutoencoder ? autoencoderLearning.parse({}) : lstmLearning.parse({ mode: 'windows' }),
      ...{ epochs: 0, curve: [], best: { epoch: 0, loss: 0 }, seconds: null, resumed: 0, stopped: null },
    },
    data: { name: 'not known', songs: [], heldOut: [], refused: [], selection: null },
    ...{ backend: `Keras ${version}`, tfjs: tfjsVersion, precision: 'float32' },
    vocabulary: isAutoencoder ? null : vocabularyOf(vocabulary, of.vocabulary),
    latents: isAutoencoder ? { windows: 0, rank: of.perSong.at(-1) ?? 0 } : null,
    converted: { from: `HDF5 of Keras ${version}`, sha256 },
    measurements: {},
  })
}

function converted(network: KerasNetwork): { of: Architecture; tensors: Tensors } {
  const { layers } = network
  const [recurrent, dense] = [layers.filter(isLstm), layers.filter(isDense)]
  if (recurrent.length > 0) {
    return {
      of: lstmArchitectureOf(network, recurrent, dense),
      tensors: lstmTensors(network, recurrent, dense),
    }
  }
  const of = autoencoderSizes(network, dense)
  return { of, tensors: autoencoderTensors(network, dense, of) }
}

/**
 * A Keras HDF5 file as a model file of ours (safetensors; loadModel checks it once more). Batch normalisation is folded
 * into the dense layers beside it, which is exact at inference. Throws an Error that names the layer that does not fit.
 */
export async function convertKeras(bytes: Uint8Array, conversion: Conversion): Promise<Uint8Array> {
  const { version, layers } = await readKerasFile(bytes)
  const network = kerasNetwork(layers)
  const { of, tensors } = converted(network)
  const manifest = manifestOf(of, version, conversion, network.input[0])
  const stored = Object.entries({ ...weightShapes(of), ...statisticShapes(of) }).flatMap(
    ([name, shape]): [string, RawTensor][] => {
      if (tensors[name].length !== elements(shape))
        throw new Error(`Keras network: ${name} is not [${shape.join()}]`)
      return storeTensor(name, tensors[name], shape, 'float32')
    },
  )
  return writeArchive({ metadata: archiveMetadata(manifest), tensors: new Map(stored) })
}
