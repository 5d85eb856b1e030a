/** P3: songs of 64 tokens, 32 s, from 64 random tokens, in turn with Keras's predict of the whole window for each token. */
import { initialWeights, disposeWeights } from '@earshot/models/networks/initial-weights'
import { continued, type Draft } from '@earshot/models/generation/lstm-generation'
import { below, deriveSeed, seeded } from '@earshot/random/random'
import { opens, type MeasuredBackend } from './backends.ts'
import type { Measured } from './figure.ts'
import { inTurn, openKeras, type Keras } from './keras.ts'
import { lstm } from './networks.ts'

const VOCABULARY = 500
const TOKENS = 64
const ROUNDS = 5
/** Tokens by Keras in a round: it takes as long for each. */
const KERAS_TOKENS = 16

const kinds = { lstm: '2x256', 'deep-lstm': '10x128' } as const
type Kind = keyof typeof kinds

const ways = [
  { part: 'batch', name: '40 songs at once, carried state', songs: 40, memory: 'carried', goal: '>= 100x' },
  { part: 'carried', name: 'one song, carried state', songs: 1, memory: 'carried', goal: '>= 50x' },
  { part: 'window', name: 'one song, exact window', songs: 1, memory: 'window', goal: '>= 10x' },
] as const
type Way = (typeof ways)[number]

const about = (backend: MeasuredBackend, kind: Kind, { part, name, goal }: Way) => ({
  part: ` ${backend} ${kinds[kind]} ${part}`,
  name: `generation by the LSTM ${kinds[kind]}: ${name}`,
  unit: 'ms a song of 64 tokens',
  peer: 'Keras predict of the window for each token',
  goal,
})

/** Makes songs by an untrained network: what the weights are does not change the work. */
function maker(kind: Kind, { songs, memory }: Way) {
  const of = lstm(kind, VOCABULARY)
  const weights = initialWeights(of, 1)
  const vocabulary = { chords: Array.from({ length: VOCABULARY }, (_, i) => [i % 128]) }
  const network = { of, weights, window: 64, vocabulary }
  const settings = { length: TOKENS, memory, temperature: 1, topK: null, topP: null }
  const draft = (song: number): Draft => {
    const random = seeded(deriveSeed(1, 'song', song))
    return { tokens: Array.from({ length: network.window }, () => below(VOCABULARY, random)), random }
  }
  return {
    /** Milliseconds a song. */
    make: () => {
      const drafts = Array.from({ length: songs }, (_, song) => draft(song))
      const begun = performance.now()
      Array.from(continued(drafts, network, settings))
      return (performance.now() - begun) / songs
    },
    dispose: () => {
      disposeWeights(weights)
    },
  }
}

async function measured(backend: MeasuredBackend, kind: Kind, way: Way, keras: Keras): Promise<Measured> {
  const { layers, dropout, dense, denseDropout, vocabulary } = lstm(kind, VOCABULARY)
  const sizes = { layers, dropout, dense, denseDropout, vocabulary, mode: 'windows', window: 64 }
  const { make, dispose } = maker(kind, way)
  const theirs = async () => {
    const times = await keras.times({ work: 'lstm token', ...sizes }, KERAS_TOKENS)
    return times?.map((token) => token * TOKENS) ?? null
  }
  const times = await inTurn(() => Promise.resolve([make()]), theirs, ROUNDS)
  dispose()
  return { ...about(backend, kind, way), ...times }
}

export async function generateSongs(backend: MeasuredBackend): Promise<Measured[]> {
  const all = (Object.keys(kinds) as Kind[]).flatMap((kind) => ways.map((way) => ({ kind, way })))
  if (!(await opens(backend)))
    return all.map(({ kind, way }) => ({ ...about(backend, kind, way), value: null, peerValue: null }))
  const keras = await openKeras()
  const lines: Measured[] = []
  for (const { kind, way } of all) lines.push(await measured(backend, kind, way, keras))
  keras.close()
  return lines
}
