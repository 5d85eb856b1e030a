import { decode, encode, fromChords, type Vocabulary } from '@earshot/music/tokens'
import { below, deriveSeed, seeded, type Random } from '@earshot/random/random'
import * as tf from '@tensorflow/tfjs-core'
import type { LstmArchitecture } from './architecture.ts'
import type { LstmEncoding } from './encoding.ts'
import { disposeWeights, type Weights } from './initial-weights.ts'
import type { LstmState } from './lstm-layer.ts'
import { continued, nextTokenLogits, tokenInputs, zeroStates } from './lstm.ts'
import { firstIssue, type Manifest } from './manifest.ts'
import { lstmSettings, type LstmSettings, type Model } from './model.ts'
import { chooseToken } from './sampling.ts'

/** Songs made side by side: forty cost about three times one. */
const BATCH = 64

interface Network {
  of: LstmArchitecture
  weights: Weights
  window: number
  vocabulary: Vocabulary
}

/** A song in the making: its tokens with the window it starts from, and its stream of chance. */
interface Draft {
  tokens: number[]
  random: Random
}

/** The last window of tokens of an opening, or random elements of the vocabulary. */
function start({ window, vocabulary }: Network, opening: LstmSettings['opening'], random: Random): number[] {
  if (!opening) return Array.from({ length: window }, () => below(vocabulary.chords.length, random))
  if (opening.length < window) {
    throw new Error(`settings of an LSTM: opening: ${opening.length} chords, but the model needs ${window}`)
  }
  return Array.from(encode(vocabulary, opening.slice(-window)).tokens)
}

/** The last `length` tokens of every draft, [steps][drafts]. */
const lastSteps = (drafts: Draft[], length: number): number[][] =>
  Array.from({ length }, (_, t) => drafts.map(({ tokens }) => tokens[tokens.length - length + t]))

function append(drafts: Draft[], logits: Float32Array, settings: LstmSettings): void {
  const size = logits.length / drafts.length
  drafts.forEach(({ tokens, random }, i) => {
    tokens.push(chooseToken(logits.subarray(i * size, (i + 1) * size), settings, random))
  })
}

/** The paper's way: every token is predicted from exactly the window before it. */
function extendByWindow(drafts: Draft[], { of, weights, window }: Network, settings: LstmSettings): void {
  for (let left = settings.length; left > 0; left--) {
    const logits = tf.tidy(() => {
      const x = tokenInputs(lastSteps(drafts, window), of)
      return nextTokenLogits(x, of, weights, 'windows').dataSync<'float32'>()
    })
    append(drafts, logits, settings)
  }
}

/** The state is carried on, so that a token costs one step instead of a window. */
function extendByState(drafts: Draft[], { of, weights, window }: Network, settings: LstmSettings): void {
  let states: LstmState[] = zeroStates(of, drafts.length)
  for (let i = 0; i < settings.length; i++) {
    const result = tf.tidy(() => {
      const next = continued(tokenInputs(lastSteps(drafts, i === 0 ? window : 1), of), of, weights, states)
      return { ...next, states: next.states.map(({ h, c }) => ({ h, c })) }
    })
    tf.dispose(states.map(({ h, c }) => [h, c]))
    states = result.states
    append(drafts, result.logits.dataSync<'float32'>(), settings)
    result.logits.dispose()
  }
  tf.dispose(states.map(({ h, c }) => [h, c]))
}

/** Tokens of new songs, without the window that they started from. */
function generateTokens(network: Network, settings: LstmSettings): number[][] {
  const drafts = Array.from({ length: settings.count }, (_, song): Draft => {
    const random = seeded(deriveSeed(settings.seed, 'song', song))
    return { tokens: start(network, settings.opening, random), random }
  })
  const extend = settings.memory === 'window' ? extendByWindow : extendByState
  for (let from = 0; from < drafts.length; from += BATCH) {
    extend(drafts.slice(from, from + BATCH), network, settings)
  }
  return drafts.map(({ tokens }) => tokens.slice(network.window))
}

function networkOf({ architecture: of, vocabulary, encoding, name }: Manifest, weights: Weights) {
  if (of.kind === 'autoencoder' || encoding.kind !== 'tokens' || !vocabulary) {
    throw new Error(`${name} is no LSTM but an ${of.kind}`)
  }
  const songs: LstmEncoding = encoding
  return { network: { of, weights, window: songs.window, vocabulary }, step: songs.timeStep }
}

/** Makes an LSTM usable from its manifest and tensors, which it then owns. */
export function lstmModel(manifest: Manifest, weights: Weights): Model {
  const { network, step } = networkOf(manifest, weights)
  return {
    manifest,
    weights,
    generate(input) {
      const result = lstmSettings.safeParse(input)
      if (!result.success) throw new Error(`settings of an LSTM: ${firstIssue(result.error)}`)
      const settings = result.data
      const { secondsPerToken, velocity } = settings
      return generateTokens(network, settings).map((tokens, song) => ({
        score: fromChords(decode(network.vocabulary, tokens), { secondsPerToken, velocity, step }),
        settings: { ...settings, song },
      }))
    },
    dispose: () => {
      disposeWeights(weights)
    },
  }
}
