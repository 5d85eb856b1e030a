import type { Score } from '@earshot/music/notes'
import { rollShape, toBarRolls } from '@earshot/music/roll'
import * as tf from '@tensorflow/tfjs-core'
import type { AutoencoderArchitecture } from '../networks/architecture.ts'
import { encodeSongs } from '../networks/autoencoder.ts'
import type { AutoencoderEncoding } from '../files/encoding.ts'
import type { Weights } from '../networks/initial-weights.ts'
import type { LoadedSong } from './songs.ts'
import { valuesOf } from '../backend/tensor-values.ts'

const QUARTERS_A_BAR = 4

/** Why a song has no window; null where it has one. */
export function tooShortForRolls({ length }: Score): string | null {
  return length < rollShape.bars * QUARTERS_A_BAR
    ? `shorter than ${rollShape.bars} bars of four quarter notes`
    : null
}

/**
 * The windows of all songs, end to end. From one epoch (from 0) to the next they move by one bar, so that every bar is
 * met at every place; a song with few bars to spare begins again sooner.
 */
export function songRolls(
  songs: readonly LoadedSong[],
  { cells }: AutoencoderEncoding,
  epoch = 0,
): Uint8Array[] {
  return songs.flatMap(({ score }) => {
    const starts = Math.min(rollShape.bars, startsOf(score))
    return toBarRolls(score, { startBar: epoch % starts, cells })
  })
}

/** Bars at which a window of the song can begin. */
const startsOf = ({ length }: Score): number => Math.floor(length / QUARTERS_A_BAR) - rollShape.bars + 1

/** One window of each song, which moves on by one bar each epoch and begins again at the song's end. */
export const songRoll = (
  songs: readonly LoadedSong[],
  { cells }: AutoencoderEncoding,
  epoch: number,
): Uint8Array[] =>
  songs.map(({ score }) => toBarRolls(score, { startBar: epoch % startsOf(score), cells })[0])

/** Rolls (zeros and ones) as one tensor [rolls, cells]. */
export function rollTensor(rolls: readonly Uint8Array[]): tf.Tensor2D {
  const size = rolls[0].length
  const values = new Float32Array(rolls.length * size)
  rolls.forEach((roll, i) => {
    values.set(roll, i * size)
  })
  return tf.tensor2d(values, [rolls.length, size])
}

/** Latents of rolls, one array each. */
export function latentsOf(
  rolls: Uint8Array[],
  of: AutoencoderArchitecture,
  weights: Weights,
): Float32Array[] {
  return rolls.map((roll) => valuesOf(() => encodeSongs(rollTensor([roll]), of, weights)))
}

/** The log odds of each of a bar's cells to be on in the rolls; half a bar is added on either side against infinities. */
export function cellLogOdds(rolls: readonly Uint8Array[], { bars, cells, pitches }: AutoencoderArchitecture) {
  const size = cells * pitches
  const on = new Float64Array(size)
  for (const roll of rolls) roll.forEach((value, i) => (on[i % size] += value))
  const total = bars * rolls.length
  return Float32Array.from(on, (count) => Math.log((count + 0.5) / (total - count + 0.5)))
}
