import { buildVocabulary, encoder, type Vocabulary } from '@earshot/music/tokens'
import { deriveSeed, seeded, shuffled } from '@earshot/random/random'
import type { z } from 'zod'
import { architecture, lstmSizes, type LstmArchitecture } from './architecture.ts'
import { backendInUse, tfjsVersion } from './backend.ts'
import { lstmEncoding, type LstmEncoding } from './encoding.ts'
import { fitWeights, makeOptimizer, type Batch, type Fitted, type Hooks } from './fit.ts'
import { disposeWeights, initialWeights, type Variables } from './initial-weights.ts'
import { lstmModel } from './lstm-model.ts'
import { nextTokenLoss, seededDropout, tokenInputs } from './lstm.ts'
import { firstIssue, manifestVersion, type Manifest } from './manifest.ts'
import type { Model } from './model.ts'
import { prepareSongs, type PreparedSongs, type Song } from './songs.ts'
import { lstmLearning, lstmOptions, type LstmOptions } from './training-options.ts'
import {
  allWindows,
  songChords,
  tiledWindows,
  tooShortForTokens,
  windowInputs,
  windowTargets,
  type TokenSong,
  type TokenWindow,
} from './token-windows.ts'

type Options = Omit<z.output<typeof lstmOptions>, 'epochs'> & { epochs: number }

/** The paper trains the deep network for fewer epochs. */
const EPOCHS = { lstm: 200, 'deep-lstm': 100 }

function checked(input: LstmOptions): Options {
  const parsed = lstmOptions.safeParse(input)
  if (!parsed.success) throw new Error(`options of an LSTM: ${firstIssue(parsed.error)}`)
  return { ...parsed.data, epochs: parsed.data.epochs ?? EPOCHS[parsed.data.architecture] }
}

/** The paper's sizes, but for those the options name. */
function architectureOf(options: Options, vocabulary: Vocabulary): LstmArchitecture {
  const usual = lstmSizes[options.architecture]
  const of = architecture.parse({
    kind: options.architecture,
    layers: options.layers ?? usual.layers,
    dropout: options.dropout ?? usual.dropout,
    dense: options.dense ?? usual.dense,
    denseDropout: options.denseDropout ?? usual.denseDropout,
    vocabulary: vocabulary.chords.length,
  })
  return of as LstmArchitecture
}

/** The songs' own chords as a vocabulary, and the songs in it. */
function tokenised(songs: Song[], encoding: LstmEncoding): { vocabulary: Vocabulary; tokens: TokenSong[] } {
  const chords = songs.map(({ score }) => songChords(score, encoding))
  const vocabulary = buildVocabulary(chords)
  return { vocabulary, tokens: chords.map(encoder(vocabulary)) }
}

/** The batches of each epoch: windows, order and dropout follow from the seed. */
function batchesOf(songs: TokenSong[], options: Options, of: LstmArchitecture, weights: Variables) {
  const { mode, window, batchSize, seed } = options
  const batch = (windows: TokenWindow[], dropoutSeed: number): Batch => ({
    weight: windows.length,
    loss: () => {
      const x = tokenInputs(windowInputs(windows, window), of)
      const targets = windowTargets(windows, window, mode)
      return nextTokenLoss(x, targets, of, weights, { mode, dropout: seededDropout(dropoutSeed) })
    },
  })
  return (epoch: number): Batch[] => {
    const random = seeded(deriveSeed(seed, 'order', epoch))
    const all = mode === 'windows' ? allWindows(songs, window) : tiledWindows(songs, window, random)
    const windows = shuffled(all, random)
    return Array.from({ length: Math.ceil(windows.length / batchSize) }, (_, i) =>
      batch(windows.slice(i * batchSize, (i + 1) * batchSize), deriveSeed(seed, 'dropout', epoch, i)),
    )
  }
}

interface Result {
  options: Options
  of: LstmArchitecture
  vocabulary: Vocabulary
  data: PreparedSongs
  fitted: Fitted
  backend: string
}

function manifestOf({ options, of, vocabulary, data, fitted, backend }: Result): Manifest {
  return {
    version: manifestVersion,
    name: options.name,
    created: options.created,
    architecture: of,
    encoding: lstmEncoding.parse(options),
    training: { options: lstmLearning.parse(options), epochs: fitted.curve.length, ...fitted },
    data: {
      name: options.dataSet,
      songs: data.songs.map(({ id, hash }) => ({ id, hash })),
      refused: data.refused,
    },
    backend,
    tfjs: tfjsVersion,
    precision: 'float32',
    vocabulary: { chords: vocabulary.chords.map((chord) => [...chord]) },
    latents: null,
    measurements: {},
  }
}

/**
 * Trains the paper's small or deep LSTM on songs, whose chords become its vocabulary. Throws an Error that names a
 * wrong option or says why no song fits, and CancelledError when the signal stops it.
 */
export async function trainLstm(
  songs: readonly Song[],
  input: LstmOptions,
  hooks: Hooks = {},
): Promise<Model> {
  const options = checked(input)
  const backend = await backendInUse()
  const encoding = lstmEncoding.parse(options)
  const selection = { unfit: tooShortForTokens(encoding), wanted: options.songs, seed: options.seed }
  const data = prepareSongs(songs, encoding, selection)
  const { vocabulary, tokens } = tokenised(data.songs, encoding)
  const of = architectureOf(options, vocabulary)
  const weights = initialWeights(of, options.seed)
  try {
    const optimizer = makeOptimizer(options.optimizer, options.learningRate)
    const batches = batchesOf(tokens, options, of, weights)
    const fitted = await fitWeights({ weights, optimizer, epochs: options.epochs, batches }, hooks)
    return lstmModel(manifestOf({ options, of, vocabulary, data, fitted, backend }), weights)
  } catch (error) {
    disposeWeights(weights)
    throw error
  }
}
