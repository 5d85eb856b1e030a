import * as tf from '@tensorflow/tfjs-core'
import { denseLayers, type AutoencoderArchitecture, type DenseLayer } from './architecture.ts'
import type { Weights } from './initial-weights.ts'

/** x kernel + bias. */
export const dense = (x: tf.Tensor, name: string, weights: Weights): tf.Tensor =>
  tf.add(tf.matMul(x, weights[`${name}.kernel`]), weights[`${name}.bias`])

/** Rows as wide as the layer's input: a layer per bar takes 16 rows a song, a layer per song takes one. */
export const asRows = (x: tf.Tensor, { inputs }: DenseLayer): tf.Tensor =>
  tf.reshape(x, [x.size / inputs, inputs])

/** Songs [batch, bars * cells * pitches] of zeros and ones to latents [batch, latent]. */
export function encodeSongs(songs: tf.Tensor, of: AutoencoderArchitecture, weights: Weights): tf.Tensor {
  const layers = denseLayers(of)
  const encoder = layers.slice(0, layers.length / 2)
  return encoder.reduce((x, layer, i) => {
    const y = dense(asRows(x, layer), layer.name, weights)
    return i === encoder.length - 1 && of.latent === 'linear' ? y : tf.relu(y)
  }, songs)
}

/** Latents [batch, latent] to logits [batch, bars * cells * pitches]; a cell is on with probability sigmoid(logit). */
export function decodeLatents(latents: tf.Tensor, of: AutoencoderArchitecture, weights: Weights): tf.Tensor {
  const layers = denseLayers(of)
  const decoder = layers.slice(layers.length / 2)
  const logits = decoder.reduce((x, layer, i) => {
    const y = dense(asRows(x, layer), layer.name, weights)
    return i === decoder.length - 1 ? y : tf.relu(y)
  }, latents)
  return tf.reshape(logits, [latents.shape[0], of.bars * of.cells * of.pitches])
}

/**
 * Mean binary cross-entropy (natural logarithm) of targets 0 or 1 under sigmoid(logits), in the form that cannot
 * overflow: max(z, 0) - z y + log(1 + exp(-|z|)).
 */
export function binaryCrossEntropy(logits: tf.Tensor, targets: tf.Tensor): tf.Scalar {
  const loss = tf.customGrad<tf.Scalar>((...inputs) => {
    const z = inputs[0] as tf.Tensor
    const save = inputs[1] as tf.GradSaveFunc
    save([z, targets])
    const soft = tf.log1p(tf.exp(tf.neg(tf.abs(z))))
    const value: tf.Scalar = tf.mean(tf.add(tf.sub(tf.relu(z), tf.mul(z, targets)), soft))
    const gradFunc = (dy: tf.Tensor, [logit, target]: tf.Tensor[]) =>
      tf.mul(tf.sub(tf.sigmoid(logit), target), tf.div(dy, logit.size))
    return { value, gradFunc }
  })
  return loss(logits)
}

/** How badly the autoencoder gives back the songs [batch, bars * cells * pitches]. */
export const reconstructionLoss = (
  songs: tf.Tensor,
  of: AutoencoderArchitecture,
  weights: Weights,
): tf.Scalar => binaryCrossEntropy(decodeLatents(encodeSongs(songs, of, weights), of, weights), songs)
