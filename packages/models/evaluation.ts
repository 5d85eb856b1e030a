import * as tf from '@tensorflow/tfjs-core'
import { encoder } from '@earshot/music/tokens'
import { decodeLatents, encodeSongs, binaryCrossEntropy } from './autoencoder.ts'
import type { Model } from './model.ts'
import { predictionLoss, type Prediction } from './prediction-loss.ts'
import { rollTensor, songRolls, tooShortForRolls } from './rolls.ts'
import { prepareSongs, type Song } from './songs.ts'
import { songChords, tooShortForTokens } from './token-windows.ts'

/** How well an autoencoder gives back windows; precision, recall and f1 of the cells that are on. */
export interface Reconstruction {
  windows: number
  loss: number
  precision: number
  recall: number
  f1: number
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)

/** Reconstruction of the songs' windows at a threshold. Throws where no song fits the model's encoding. */
export function evaluateAutoencoder(
  { manifest, weights }: Model,
  all: Song[],
  threshold = 0.5,
): Reconstruction {
  const { architecture: of, encoding } = manifest
  if (of.kind !== 'autoencoder' || encoding.kind !== 'bar-rolls')
    throw new Error(`${manifest.name} is no autoencoder`)
  const { songs } = prepareSongs(all, encoding, { unfit: tooShortForRolls, wanted: null, seed: 0 })
  const rolls = songRolls(songs, encoding)
  const counts = rolls.map((roll) =>
    tf.tidy(() => {
      const x = rollTensor([roll])
      const logits = decodeLatents(encodeSongs(x, of, weights), of, weights)
      const on = tf.cast(tf.greaterEqual(tf.sigmoid(logits), threshold), 'float32')
      const scalars = [binaryCrossEntropy(logits, x), tf.sum(tf.mul(on, x)), tf.sum(on), tf.sum(x)]
      return scalars.map((scalar) => scalar.dataSync()[0])
    }),
  )
  const [loss, hits, on, wanted] = [0, 1, 2, 3].map((i) => sumOf(counts.map((row) => row[i])))
  return {
    windows: rolls.length,
    loss: loss / rolls.length,
    precision: on > 0 ? hits / on : 0,
    recall: wanted > 0 ? hits / wanted : 0,
    f1: on + wanted > 0 ? (2 * hits) / (on + wanted) : 0,
  }
}

/** Loss without dropout on the songs' tokens, each after the tokens of its window (end to end from the beginning). */
export function evaluateLstm({ manifest, weights }: Model, all: Song[]): Prediction {
  const { architecture: of, encoding, vocabulary } = manifest
  if (of.kind === 'autoencoder' || encoding.kind !== 'tokens' || !vocabulary)
    throw new Error(`${manifest.name} is no LSTM`)
  const { songs } = prepareSongs(all, encoding, { unfit: tooShortForTokens(encoding), wanted: null, seed: 0 })
  const encode = encoder(vocabulary)
  const tokens = songs.map(({ score }) => encode(songChords(score, encoding)))
  return predictionLoss(tokens, encoding.window, of, weights)
}
