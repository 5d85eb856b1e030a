import { decode, encode, fromChords } from '@earshot/music/tokens'
import { below, deriveSeed, seeded } from '@earshot/random/random'
import type { LstmEncoding } from '../files/encoding.ts'
import type { Weights } from '../networks/initial-weights.ts'
import { continued, songsAtOnce, type Draft, type LstmNetwork } from './lstm-generation.ts'
import { firstIssue, type Manifest } from '../files/manifest.ts'
import { lstmSettings, type Generated, type LstmSettings, type Model, type Part } from './model.ts'
import { repetitionOf } from './repetition.ts'
import { modelBy, type Making } from './streaming.ts'

type TimeStep = LstmEncoding['timeStep']

/** The songs to make, each with its own stream of chance: a song does not depend on how many others are made. */
function draftsOf({ window, vocabulary }: LstmNetwork, { count, seed, opening }: LstmSettings): Draft[] {
  const given = opening && Array.from(encode(vocabulary, opening.slice(-window)).tokens)
  return Array.from({ length: count }, (_, song): Draft => {
    const random = seeded(deriveSeed(seed, 'song', song))
    const elements = () => Array.from({ length: window }, () => below(vocabulary.chords.length, random))
    return { tokens: given ? [...given] : elements(), random }
  })
}

/** The chord of one token as a part of its song. */
function partOf(song: number, index: number, token: number, { vocabulary }: LstmNetwork, voice: Voice): Part {
  const { notes, length } = fromChords([vocabulary.chords[token]], voice)
  const [from, to] = [index * voice.secondsPerToken, (index + 1) * voice.secondsPerToken]
  const at = index * length
  return {
    song,
    from,
    to,
    token,
    notes: notes.map((note) => ({ ...note, start: at, end: (index + 1) * length })),
  }
}

/** How tokens sound. */
interface Voice {
  secondsPerToken: number
  velocity: number
  step: TimeStep
}

function* making(network: LstmNetwork, settings: LstmSettings, step: TimeStep): Making {
  const { window } = network
  const { secondsPerToken, velocity } = settings
  const voice: Voice = { secondsPerToken, velocity, step }
  const drafts = draftsOf(network, settings)
  const atOnce = songsAtOnce(network, settings)
  for (let first = 0; first < drafts.length; first += atOnce) {
    const group = drafts.slice(first, first + atOnce)
    let made = 0
    for (const tokens of continued(group, network, settings)) {
      const index = made
      if (tokens.length > 0) made++
      yield tokens.map((token, i) => partOf(first + i, index, token, network, voice))
    }
  }
  return drafts.map(({ tokens }, song): Generated => {
    const made = tokens.slice(window)
    return {
      score: fromChords(decode(network.vocabulary, made), voice),
      settings: { ...settings, song },
      repetition: repetitionOf(made),
    }
  })
}

function networkOf({ architecture: of, vocabulary, encoding, name }: Manifest, weights: Weights) {
  if (of.kind === 'autoencoder' || encoding.kind !== 'tokens' || !vocabulary) {
    throw new Error(`${name} is no LSTM but an ${of.kind}`)
  }
  const songs: LstmEncoding = encoding
  const network: LstmNetwork = { of, weights, window: songs.window, vocabulary }
  return { network, step: songs.timeStep }
}

function checkedSettings(input: unknown, window: number): LstmSettings {
  const result = lstmSettings.safeParse(input)
  if (!result.success) throw new Error(`settings of an LSTM: ${firstIssue(result.error)}`)
  const { opening } = result.data
  if (opening && opening.length < window) {
    throw new Error(`settings of an LSTM: opening: ${opening.length} chords, but the model needs ${window}`)
  }
  return result.data
}

/** Makes an LSTM usable from its manifest and tensors, which it then owns. */
export function lstmModel(manifest: Manifest, weights: Weights): Model {
  const { network, step } = networkOf(manifest, weights)
  const make = (input: unknown): Making => making(network, checkedSettings(input, network.window), step)
  return modelBy(manifest, weights, make)
}
