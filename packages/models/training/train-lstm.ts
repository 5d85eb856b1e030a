import { buildVocabulary, encoder, type Vocabulary } from '@earshot/music/tokens'
import { deriveSeed, seeded, shuffled } from '@earshot/random/random'
import { totalmem } from 'node:os'
import type { z } from 'zod'
import { architecture, lstmSizes, type LstmArchitecture } from '../networks/architecture.ts'
import { backendInUse } from '../backend/backend.ts'
import { lstmEncoding, type LstmEncoding } from '../files/encoding.ts'
import { fitWeights } from './fit.ts'
import type { Batch, Hooks } from './learner.ts'
import { disposeWeights, initialWeights } from '../networks/initial-weights.ts'
import { lstmModel } from '../generation/lstm-model.ts'
import { nextTokenLoss, seededDropout, tokenInputs } from '../networks/lstm.ts'
import { firstIssue } from '../files/manifest.ts'
import { refuseTooLarge, trainingBytes } from './memory.ts'
import type { Model } from '../generation/model.ts'
import { predictionLoss } from '../evaluation/prediction-loss.ts'
import { makeOptimizer } from './optimizer.ts'
import { trainingIdentity, trainingSongs, type Song, type TrainingSongs } from './songs.ts'
import {
  lstmBatchSizes,
  lstmEpochs,
  lstmLearning,
  lstmOptions,
  type LstmOptions,
} from './training-options.ts'
import { trainedManifest } from './trained-manifest.ts'
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

type Options = z.output<typeof lstmOptions> & { epochs: number; batchSize: number }

function checked(input: LstmOptions): Options {
  const parsed = lstmOptions.safeParse(input)
  if (!parsed.success) throw new Error(`options of an LSTM: ${firstIssue(parsed.error)}`)
  const { architecture, mode, epochs, batchSize } = parsed.data
  return {
    ...parsed.data,
    epochs: epochs ?? lstmEpochs[architecture],
    batchSize: batchSize ?? lstmBatchSizes[mode],
  }
}

/** The paper's sizes, but for those the options name. */
function architectureOf(options: Options, vocabulary: Vocabulary): LstmArchitecture {
  const usual = lstmSizes[options.architecture]
  const of = architecture.parse({
    kind: options.architecture,
    embedding: options.embedding ?? usual.embedding,
    layers: options.layers ?? usual.layers,
    dropout: options.dropout ?? usual.dropout,
    dense: options.dense ?? usual.dense,
    denseDropout: options.denseDropout ?? usual.denseDropout,
    vocabulary: vocabulary.chords.length,
  })
  return of as LstmArchitecture
}

/** The chords of the songs as a vocabulary, and in it the songs and those held out. */
function tokenised({ songs, heldOut }: TrainingSongs, encoding: LstmEncoding) {
  const chords = songs.map(({ score }) => songChords(score, encoding))
  const vocabulary = buildVocabulary(chords)
  const encode = encoder(vocabulary)
  const others = heldOut.map(({ score }) => encode(songChords(score, encoding)))
  return { vocabulary, tokens: chords.map(encode), heldOutTokens: others }
}

/** The batches of each epoch: windows, order and dropout follow from the seed. */
function batchesOf(songs: TokenSong[], options: Options, of: LstmArchitecture) {
  const { mode, window, batchSize, seed } = options
  const batch = (windows: TokenWindow[], dropoutSeed: number): Batch => ({
    samples: windows.length,
    loss: (weights) => {
      const x = tokenInputs(windowInputs(windows, window), of, weights)
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
  const data = await trainingSongs(songs, encoding, options, tooShortForTokens(encoding), hooks)
  const { vocabulary, tokens, heldOutTokens } = tokenised(data, encoding)
  const of = architectureOf(options, vocabulary)
  refuseTooLarge(trainingBytes(of, options), { backend, memory: totalmem() })
  const weights = initialWeights(of, options.seed)
  try {
    const { epochs, clip, keep, patience, heldOutEvery: every } = options
    const optimizer = makeOptimizer(options)
    const batches = batchesOf(tokens, options, of)
    const loss = () => predictionLoss(heldOutTokens, options.window, of, weights).loss
    const heldOut = heldOutTokens.length > 0 ? { every, loss } : null
    const identity = trainingIdentity(options, data)
    const fitted = await fitWeights(
      { identity, weights, optimizer, epochs, batches, clip, keep, patience, heldOut },
      hooks,
    )
    const learning = lstmLearning.parse(options)
    const known = { chords: vocabulary.chords.map((chord) => [...chord]) }
    return lstmModel(
      trainedManifest({ options, learning, of, encoding, vocabulary: known, data, fitted, backend }),
      weights,
    )
  } catch (error) {
    disposeWeights(weights)
    throw error
  }
}
