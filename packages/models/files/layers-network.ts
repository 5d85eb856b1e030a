/** Our networks as tf.layers models, for programs that know nothing of ours. Their kernels are ours: nothing is turned around. */
import * as tf from '@tensorflow/tfjs-core'
import { layers, sequential, type LayersModel, type Sequential } from '@tensorflow/tfjs-layers'
import { denseLayers, type AutoencoderArchitecture, type LstmArchitecture } from '../networks/architecture.ts'
import type { Weights } from '../networks/initial-weights.ts'
import type { Manifest } from './manifest.ts'

/** The weights that take the place of these are ours; orthogonal ones would take minutes. */
const empty = { kernelInitializer: 'zeros', biasInitializer: 'zeros' } as const

const embeddingLayer = (inputDim: number, outputDim: number, inputLength: number) =>
  layers.embedding({ name: 'embedding', inputDim, outputDim, inputLength, embeddingsInitializer: 'zeros' })

/** Tokens [batch, window], or tokens / vocabulary [batch, window, 1], to probabilities of the next token [batch, vocabulary]. */
function lstmNetwork(of: LstmArchitecture, window: number): Sequential {
  const network = sequential()
  if (of.embedding !== null) network.add(embeddingLayer(of.vocabulary, of.embedding, window))
  of.layers.forEach((units, i) => {
    network.add(
      layers.lstm({
        ...empty,
        ...(i === 0 && of.embedding === null ? { inputShape: [window, 1] } : {}),
        name: `lstm.${i}`,
        units,
        recurrentInitializer: 'zeros',
        unitForgetBias: false,
        activation: 'tanh',
        recurrentActivation: 'sigmoid',
        returnSequences: i < of.layers.length - 1,
      }),
    )
    network.add(layers.dropout({ name: `lstm.${i}.dropout`, rate: of.dropout }))
  })
  network.add(layers.dense({ ...empty, name: 'dense', units: of.dense }))
  network.add(layers.dropout({ name: 'dense.dropout', rate: of.denseDropout }))
  network.add(layers.dense({ ...empty, name: 'vocabulary', units: of.vocabulary, activation: 'softmax' }))
  return network
}

/** Rolls [batch, bars, cells, pitches] to probabilities of their cells; the latents are the output of the middle layer. */
function autoencoderNetwork(of: AutoencoderArchitecture): Sequential {
  const { bars, cells, pitches } = of
  const network = sequential()
  const dense = denseLayers(of)
  network.add(
    layers.reshape({
      name: 'bars',
      inputShape: [bars, cells, pitches],
      targetShape: [bars, cells * pitches],
    }),
  )
  dense.forEach(({ name, inputs, outputs }, i) => {
    if (name === 'encoder.song.0') network.add(layers.flatten({ name: 'song' }))
    if (name === 'decoder.bar.0')
      network.add(layers.reshape({ name: 'bars.again', targetShape: [bars, inputs] }))
    const isLatent = i === dense.length / 2 - 1
    const linear = isLatent && of.latent === 'linear'
    const activation = i === dense.length - 1 ? 'sigmoid' : linear ? 'linear' : 'relu'
    network.add(layers.dense({ ...empty, name, units: outputs, activation }))
  })
  network.add(layers.reshape({ name: 'roll', targetShape: [bars, cells, pitches] }))
  return network
}

const suffixes = ['vectors', 'kernel', 'recurrent', 'bias']

/** A tf.layers model that computes what our network computes, without dropout; the caller disposes of it. */
export function layersNetwork({ architecture: of, encoding }: Manifest, weights: Weights): LayersModel {
  const network =
    of.kind === 'autoencoder'
      ? autoencoderNetwork(of)
      : lstmNetwork(of, encoding.kind === 'tokens' ? encoding.window : 1)
  for (const layer of network.layers) {
    const own = suffixes
      .map((suffix) => `${layer.name}.${suffix}`)
      .filter((name) => name in weights)
      .map((name) => weights[name])
    if (own.length > 0) layer.setWeights(own)
  }
  return network
}

/** Weights of a tf.layers model by our names: `lstm.0/recurrent_kernel` is `lstm.0.recurrent`. */
export const ourName = (name: string): string =>
  name
    .replace(/\/recurrent_kernel$/, '.recurrent')
    .replace(/\/embeddings$/, '.vectors')
    .replace(/\/(kernel|bias)$/, '.$1')

/** The tf.layers model as files: its description with `userDefinedMetadata`, and its weights one after another. */
export async function layersArtifacts(manifest: Manifest, weights: Weights) {
  const network = layersNetwork(manifest, weights)
  let artifacts: tf.io.ModelArtifacts = {}
  try {
    await network.save(
      tf.io.withSaveHandler((saved) => {
        artifacts = saved
        return Promise.resolve({
          modelArtifactsInfo: { dateSaved: new Date(manifest.created), modelTopologyType: 'JSON' as const },
        })
      }),
    )
  } finally {
    network.dispose()
  }
  return artifacts
}
