import type { Vocabulary } from '@earshot/music/tokens'
import type { Random } from '@earshot/random/random'
import * as tf from '@tensorflow/tfjs-core'
import type { LstmArchitecture } from '../networks/architecture.ts'
import type { Weights } from '../networks/initial-weights.ts'
import { inputVectors } from '../networks/lstm.ts'
import { valuesOf } from '../backend/tensor-values.ts'
import { openStepper } from './lstm-stepper.ts'
import type { OpenStepper } from './stepping.ts'
import { chooseToken, type Sampling } from './sampling.ts'

/** A trained LSTM: `window` is the number of tokens that it sees before it predicts one. */
export interface LstmNetwork {
  of: LstmArchitecture
  weights: Weights
  window: number
  vocabulary: Vocabulary
}

/** A song in the making: its tokens after the window that it starts from, and its stream of chance. */
export interface Draft {
  tokens: number[]
  random: Random
}

export interface Continuation extends Sampling {
  /** New tokens a song. */
  length: number
  memory: 'window' | 'carried'
}

/** Sequences that advance together; more need more memory and give no more speed. */
const MOST_SEQUENCES = 1024
const MOST_SONGS = 64

/** How many songs are made side by side. */
export const songsAtOnce = ({ window }: LstmNetwork, { memory }: Continuation): number =>
  memory === 'carried' ? MOST_SONGS : Math.max(1, Math.min(MOST_SONGS, Math.floor(MOST_SEQUENCES / window)))

type InputsAt = (at: number, sequences: number) => Float32Array

/** Gives the first layer's inputs for the tokens at a place: every song's for each of its sequences, [sequences, inputs]. */
function openInputs(drafts: readonly Draft[], { of, weights }: LstmNetwork): InputsAt {
  const vectors = valuesOf(() => tf.clone(inputVectors(of, weights)))
  const size = vectors.length / of.vocabulary
  return (at, sequences) => {
    const inputs = new Float32Array(sequences * size)
    for (let row = 0; row < sequences; row++) {
      const start = drafts[row % drafts.length].tokens[at] * size
      inputs.set(vectors.subarray(start, start + size), row * size)
    }
    return inputs
  }
}

/**
 * Adds tokens to songs side by side, and yields those of each step: none until a window has been seen.
 *
 * Memory 'window' is the paper's way: a token is predicted from exactly the window before it, from a zero state. Instead
 * of a whole window a token, a state is begun at every place of the song; all that are under way advance together, and
 * the oldest, which has seen a window, predicts and is dropped. Memory 'carried' lets the first state run on.
 */
export function* continued(
  drafts: readonly Draft[],
  network: LstmNetwork,
  settings: Continuation,
  open: OpenStepper = openStepper,
): Generator<number[], void> {
  const { of, weights, window } = network
  const songs = drafts.length
  const inputsAt = openInputs(drafts, network)
  const starts = settings.memory === 'window' ? settings.length : 1
  const stepper = open(of, weights, songs * Math.min(window, starts))
  try {
    for (let at = 0; at < window + settings.length - 1; at++) {
      if (at < starts) stepper.begin(songs)
      stepper.advance(inputsAt(at, stepper.rows))
      if (at < window - 1) {
        yield []
        continue
      }
      const chosen = chooseTokens(drafts, stepper.logits(songs), settings)
      drafts.forEach(({ tokens }, song) => tokens.push(chosen[song]))
      if (settings.memory === 'window') stepper.end(songs)
      yield chosen
    }
  } finally {
    stepper.dispose()
  }
}

function chooseTokens(drafts: readonly Draft[], logits: Float32Array, sampling: Sampling): number[] {
  const size = logits.length / drafts.length
  return drafts.map(({ random }, i) =>
    chooseToken(logits.subarray(i * size, (i + 1) * size), sampling, random),
  )
}
