import { encoder } from '@earshot/music/tokens'
import * as tf from '@tensorflow/tfjs-core'
import type { AutoencoderArchitecture } from '../networks/architecture.ts'
import { binaryCrossEntropy, decodeLatents, encodeSongs } from '../networks/autoencoder.ts'
import type { AutoencoderEncoding } from '../files/encoding.ts'
import type { Model } from '../generation/model.ts'
import { ngramLosses, type NgramLosses } from './ngrams.ts'
import { predictionLoss, type Prediction } from './prediction-loss.ts'
import { cellLogOdds, rollTensor, songRolls, tooShortForRolls } from '../training/rolls.ts'
import { prepareSongs, type Song } from '../training/songs.ts'
import { songChords, tooShortForTokens, type TokenSong } from '../training/token-windows.ts'

/** How well an autoencoder gives back windows; precision, recall and f1 of the cells that are on. */
export interface Reconstruction {
  windows: number
  loss: number
  precision: number
  recall: number
  f1: number
}

/** Windows that go through the network at once. */
const BATCH = 32

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)

async function rollsOf({ manifest }: Model, all: readonly Song[]) {
  const { architecture: of, encoding } = manifest
  if (of.kind !== 'autoencoder' || encoding.kind !== 'bar-rolls')
    throw new Error(`${manifest.name} is no autoencoder`)
  const { songs } = await prepareSongs(all, encoding, { unfit: tooShortForRolls, wanted: null, seed: 0 })
  return { of, rolls: songRolls(songs, encoding satisfies AutoencoderEncoding) }
}

/** Reconstruction of the songs' windows at a threshold. Throws where no song fits the model's encoding. */
export async function evaluateAutoencoder(
  model: Model,
  all: readonly Song[],
  threshold = 0.5,
): Promise<Reconstruction> {
  const { of, rolls } = await rollsOf(model, all)
  const { weights } = model
  const counts: number[][] = []
  for (let from = 0; from < rolls.length; from += BATCH) {
    const batch = rolls.slice(from, from + BATCH)
    counts.push(
      tf.tidy(() => {
        const x = rollTensor(batch)
        const logits = decodeLatents(encodeSongs(x, of, weights), of, weights)
        const on = tf.cast(tf.greaterEqual(tf.sigmoid(logits), threshold), 'float32')
        const loss = tf.mul(binaryCrossEntropy(logits, x), batch.length)
        const scalars = [loss, tf.sum(tf.mul(on, x)), tf.sum(on), tf.sum(x)]
        return scalars.map((scalar) => scalar.dataSync()[0])
      }),
    )
  }
  const [loss, hits, on, wanted] = [0, 1, 2, 3].map((i) => sumOf(counts.map((row) => row[i])))
  return {
    windows: rolls.length,
    loss: loss / rolls.length,
    precision: on > 0 ? hits / on : 0,
    recall: wanted > 0 ? hits / wanted : 0,
    f1: on + wanted > 0 ? (2 * hits) / (on + wanted) : 0,
  }
}

/** The loss of one who knows only how often each cell of a bar is on in the training songs. */
export async function baseRateLoss(
  model: Model,
  training: readonly Song[],
  songs: readonly Song[],
): Promise<number> {
  const { of, rolls } = await rollsOf(model, songs)
  const odds = cellLogOdds((await rollsOf(model, training)).rolls, of)
  return sumOf(rolls.map((roll) => constantLoss(roll, odds, of))) / rolls.length
}

/** Mean cross-entropy of a roll's cells under the same log odds in each bar: log(1 + exp(-z)) where on, with z where off. */
function constantLoss(roll: Uint8Array, odds: Float32Array, { bars }: AutoencoderArchitecture): number {
  let sum = 0
  for (let i = 0; i < roll.length; i++) {
    const z = odds[i % odds.length]
    sum += Math.log1p(Math.exp(-z)) + (roll[i] ? 0 : z)
  }
  return sum / (bars * odds.length)
}

/** An LSTM, and songs as tokens of its vocabulary. */
async function tokensOf({ manifest }: Model, all: readonly Song[]) {
  const { architecture: of, encoding, vocabulary } = manifest
  if (of.kind === 'autoencoder' || encoding.kind !== 'tokens' || !vocabulary)
    throw new Error(`${manifest.name} is no LSTM`)
  const { songs } = await prepareSongs(all, encoding, {
    unfit: tooShortForTokens(encoding),
    wanted: null,
    seed: 0,
  })
  const encode = encoder(vocabulary)
  const tokens = songs.map(({ score }): TokenSong => encode(songChords(score, encoding)))
  return { of, window: encoding.window, tokens }
}

/** Loss without dropout on the songs' tokens, each after the tokens of its window (end to end from the beginning). */
export async function evaluateLstm(model: Model, all: readonly Song[]): Promise<Prediction> {
  const { of, window, tokens } = await tokensOf(model, all)
  return predictionLoss(tokens, window, of, model.weights)
}

/** What tables of tokens and pairs, counted in the training songs, lose on the same targets of the same songs. */
export async function evaluateNgrams(
  model: Model,
  training: readonly Song[],
  songs: readonly Song[],
): Promise<NgramLosses> {
  const { window, tokens } = await tokensOf(model, songs)
  return ngramLosses((await tokensOf(model, training)).tokens, tokens, window)
}
