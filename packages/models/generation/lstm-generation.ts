import type { Vocabulary } from '@earshot/music/tokens'
import type { Random } from '@earshot/random/random'
import type { LstmArchitecture } from '../networks/architecture.ts'
import type { Weights } from '../networks/initial-weights.ts'
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

/** The paper's one number a step, token / vocabulary, of the tokens at a place: every song's for each of its sequences. */
function inputsAt(drafts: readonly Draft[], at: number, sequences: number, vocabulary: number): Float32Array {
  return Float32Array.from(
    { length: sequences },
    (_, row) => drafts[row % drafts.length].tokens[at] / vocabulary,
  )
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
  { of, weights, window }: LstmNetwork,
  settings: Continuation,
  open: OpenStepper = openStepper,
): Generator<number[], void> {
  const songs = drafts.length
  const starts = settings.memory === 'window' ? settings.length : 1
  const stepper = open(of, weights, songs * Math.min(window, starts))
  try {
    for (let at = 0; at < window + settings.length - 1; at++) {
      if (at < starts) stepper.begin(songs)
      stepper.advance(inputsAt(drafts, at, stepper.rows, of.vocabulary))
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
