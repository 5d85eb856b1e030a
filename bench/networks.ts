/** The paper's networks, and batches of random data to train them on. */
import {
  autoencoderArchitecture,
  lstmSizes,
  type AutoencoderArchitecture,
  type LstmArchitecture,
} from '@earshot/models/networks/architecture'
import { reconstructionLoss } from '@earshot/models/networks/autoencoder'
import type { Batch } from '@earshot/models/training/learner'
import { nextTokenLoss, seededDropout, tokenInputs, type Mode } from '@earshot/models/networks/lstm'
import { rollTensor } from '@earshot/models/training/rolls'
import { below, seeded } from '@earshot/random/random'

export const autoencoder: AutoencoderArchitecture = autoencoderArchitecture.parse({ kind: 'autoencoder' })

/** One of the paper's LSTMs, with its dropout or without. */
export const lstm = (kind: 'lstm' | 'deep-lstm', vocabulary: number, drops = true): LstmArchitecture => ({
  kind,
  ...lstmSizes[kind],
  vocabulary,
  ...(drops ? {} : { dropout: 0, denseDropout: 0 }),
})

/** Songs of one cell in fifty, as in the paper's data. */
export function autoencoderBatch(of: AutoencoderArchitecture, samples: number): Batch {
  const random = seeded(1)
  const size = of.bars * of.cells * of.pitches
  const rolls = Array.from({ length: samples }, () =>
    Uint8Array.from({ length: size }, () => (random() < 0.02 ? 1 : 0)),
  )
  return { samples, loss: (weights) => reconstructionLoss(rollTensor(rolls), of, weights) }
}

/** Windows of random tokens. */
export interface TokenBatch {
  samples: number
  window: number
  mode: Mode
}

export function lstmBatch(of: LstmArchitecture, { samples, window, mode }: TokenBatch): Batch {
  const random = seeded(1)
  const tokens = (count: number) => Int32Array.from({ length: count }, () => below(of.vocabulary, random))
  const inputs = Array.from({ length: window }, () => tokens(samples))
  const count = mode === 'windows' ? samples : samples * window
  const targets = { tokens: tokens(count), counted: new Uint8Array(count).fill(1) }
  const dropout = of.dropout + of.denseDropout > 0 ? seededDropout(1) : null
  return {
    samples,
    loss: (weights) =>
      nextTokenLoss(tokenInputs(inputs, of, weights), targets, of, weights, { mode, dropout }),
  }
}
