/** Memory of training: the most that a process holds in a few steps of each preset's size, and what many steps leave behind. */
import * as tf from '@tensorflow/tfjs-core'
import {
  autoencoderArchitecture,
  lstmArchitecture,
  type Architecture,
} from '@earshot/models/networks/architecture'
import type { Batch } from '@earshot/models/training/learner'
import { lstmBatchSizes } from '@earshot/models/training/training-options'
import { opens, type MeasuredBackend } from './backends.ts'
import { peakMegabytes, type Measured } from './figure.ts'
import { autoencoder, autoencoderBatch, lstm, lstmBatch } from './networks.ts'
import { steps } from './training-step.ts'

/** The presets by their sizes; vocabularies are those of the paper's 128 and 256 songs. A process each. */
export const presetSizes = [
  'nothing',
  'autoencoder',
  'lstm-128',
  'lstm-256',
  'deep-lstm-128',
  'deep-lstm-256',
] as const
export type PresetSize = (typeof presetSizes)[number]

const vocabularies = { 128: 9400, 256: 16_800 }

function preset(size: Exclude<PresetSize, 'nothing'>): { of: Architecture; batch: Batch } {
  if (size === 'autoencoder') return { of: autoencoder, batch: autoencoderBatch(autoencoder, 32) }
  const of = lstm(
    size.startsWith('deep') ? 'deep-lstm' : 'lstm',
    vocabularies[size.endsWith('128') ? 128 : 256],
  )
  return { of, batch: lstmBatch(of, { samples: lstmBatchSizes.sequence, window: 64, mode: 'sequence' }) }
}

const MEASURED_STEPS = 3

export async function peakMemory(backend: MeasuredBackend, size: PresetSize): Promise<Measured[]> {
  const opened = await opens(backend)
  if (opened && size !== 'nothing') {
    const { of, batch } = preset(size)
    const training = steps(of, batch)
    await training.times(MEASURED_STEPS)
    training.dispose()
  }
  return [
    {
      part: ` ${backend} ${size}`,
      name: `most memory of a process that trains ${size}`,
      value: opened ? peakMegabytes() : null,
      unit: 'MB',
      peer: null,
      peerValue: null,
      goal: 'shown',
      holds: null,
    },
  ]
}

const MANY = 1000
const small = { layers: [12, 12], dropout: 0.3, dense: 8, denseDropout: 0.3, vocabulary: 40 }
const smallLstm = lstmArchitecture.parse({ kind: 'lstm', ...small })
const smallAutoencoder = autoencoderArchitecture.parse({
  kind: 'autoencoder',
  perBar: [24, 8],
  perSong: [16, 6],
})

const trainings: { name: string; of: Architecture; batch: Batch }[] = [
  { name: 'the autoencoder', of: smallAutoencoder, batch: autoencoderBatch(smallAutoencoder, 2) },
  ...(['sequence', 'windows'] as const).map((mode) => ({
    name: `the LSTM, mode ${mode}`,
    of: smallLstm,
    batch: lstmBatch(smallLstm, { samples: 4, window: 16, mode }),
  })),
]

/** Tensors that 1,000 steps of training add to those of the first. */
export async function tensorsLeft(backend: MeasuredBackend): Promise<Measured[]> {
  const opened = await opens(backend)
  const lines: Measured[] = []
  for (const { name, of, batch } of trainings) {
    const grown = opened ? await grownTensors(of, batch) : null
    lines.push({
      part: ` ${backend}`,
      name: `tensors that 1,000 steps of training ${name} leave behind`,
      value: grown,
      unit: 'tensors',
      peer: null,
      peerValue: null,
      goal: '0',
      holds: grown === null ? null : grown === 0,
    })
  }
  return lines
}

async function grownTensors(of: Architecture, batch: Batch): Promise<number> {
  const training = steps(of, batch)
  await training.times(1)
  const before = tf.memory().numTensors
  await training.times(MANY)
  const grown = tf.memory().numTensors - before
  training.dispose()
  return grown
}
