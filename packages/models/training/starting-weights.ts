import * as tf from '@tensorflow/tfjs-core'
import { denseLayers, type AutoencoderArchitecture, type DenseLayer } from '../networks/architecture.ts'
import { asRows, dense } from '../networks/autoencoder.ts'
import { initialWeights, type Weights } from '../networks/initial-weights.ts'
import { cellLogOdds, rollTensor } from './rolls.ts'

/** Deviation of the untrained network's logits around the base rates. */
const LOGIT_DEVIATION = 0.05

/** A unit that varies less over the rolls, as all do over a single one, is not scaled: rounding would be blown up. */
const SMALLEST_DEVIATION = 1e-4

/** Rolls that the statistics are taken from. */
const MOST_ROLLS = 64

function replace(weights: Weights, name: string, value: tf.Tensor): void {
  weights[name].dispose()
  weights[name] = tf.keep(value)
}

/** Scales and shifts a layer so that each unit has mean 0 and the given deviation over the rows of x. */
function normaliseLayer(x: tf.Tensor, { name }: DenseLayer, weights: Weights, deviation: number): void {
  const { mean, variance } = tf.moments(dense(x, name, weights), 0)
  const spread = tf.sqrt(variance)
  const varies = tf.greater(spread, SMALLEST_DEVIATION)
  const scale = tf.where(varies, tf.div(deviation, spread), tf.onesLike(spread))
  replace(weights, `${name}.kernel`, tf.mul(weights[`${name}.kernel`], scale))
  replace(weights, `${name}.bias`, tf.neg(tf.mul(mean, scale)))
}

/**
 * Untrained weights of an autoencoder. From the data (Salimans and Kingma 2016, section 3): every unit before its
 * activation varies by 1 around 0 over the rolls, and the output is, nearly, the share of bars in which a cell is on.
 * Otherwise all songs look alike inside: rolls are sparse, and eight layers of Keras's defaults average out what
 * little they differ in, so that the network learns the base rates and, with them, to ignore its latents.
 */
export function startingWeights(
  of: AutoencoderArchitecture,
  { start, seed }: { start: 'data' | 'keras'; seed: number },
  rolls: Uint8Array[],
): Weights {
  if (start === 'keras') return initialWeights(of, seed, 'glorot')
  const weights = initialWeights(of, seed, 'he')
  const layers = denseLayers(of)
  tf.tidy(() => {
    let x: tf.Tensor = rollTensor(rolls.slice(0, MOST_ROLLS))
    for (const [i, layer] of layers.entries()) {
      const last = i === layers.length - 1
      const rows = asRows(x, layer)
      normaliseLayer(rows, layer, weights, last ? LOGIT_DEVIATION : 1)
      const linear = last || (of.latent === 'linear' && i === layers.length / 2 - 1)
      const y = dense(rows, layer.name, weights)
      x = linear ? y : tf.relu(y)
    }
    const bias = `${layers[layers.length - 1].name}.bias`
    replace(weights, bias, tf.add(weights[bias], tf.tensor1d(cellLogOdds(rolls, of))))
  })
  return weights
}
