/** P2a and P2b: one step of training, in turn with Keras's train_on_batch on the same cores. */
import type { Architecture } from '@earshot/models/networks/architecture'
import type { Batch } from '@earshot/models/training/learner'
import { opens, type MeasuredBackend } from './backends.ts'
import type { Measured } from './figure.ts'
import { inTurn, openKeras, type Keras, type KerasWork } from './keras.ts'
import { autoencoder, autoencoderBatch, lstm, lstmBatch, type TokenBatch } from './networks.ts'
import { steps } from './training-step.ts'

/** Steps that are timed together, before it is the other's turn. */
const STEPS = 3

interface Compare {
  part: string
  name: string
  goals: Record<MeasuredBackend, string>
  of: Architecture
  batch: () => Batch
  peer: KerasWork
  rounds: number
}

async function compared(backend: MeasuredBackend, keras: Keras, what: Compare): Promise<Measured> {
  const { part, name, goals, of, batch, peer, rounds } = what
  const training = steps(of, batch())
  const times = await inTurn(
    () => training.times(STEPS),
    () => keras.times(peer, STEPS),
    rounds,
  )
  training.dispose()
  const goal = goals[backend]
  return { part: ` ${backend}${part}`, name, unit: 'ms', peer: 'Keras train_on_batch', goal, ...times }
}

async function comparedAll(backend: MeasuredBackend, all: readonly Compare[]): Promise<Measured[]> {
  if (!(await opens(backend))) {
    return all.map(({ part, name, goals }) => ({
      part: ` ${backend}${part}`,
      name,
      value: null,
      unit: 'ms',
      peer: 'Keras train_on_batch',
      peerValue: null,
      goal: goals[backend],
    }))
  }
  const keras = await openKeras()
  const lines: Measured[] = []
  for (const one of all) lines.push(await compared(backend, keras, one))
  keras.close()
  return lines
}

const SONGS = 32

export function trainAutoencoder(backend: MeasuredBackend): Promise<Measured[]> {
  const { bars, cells, pitches, perBar, perSong } = autoencoder
  const sizes = { bars, cells: cells * pitches, perBar, perSong, batch: SONGS }
  return comparedAll(backend, [
    {
      part: '',
      name: 'a training step of the autoencoder, batch 32',
      goals: { native: '>= 0.9x', wasm: '>= 0.12x' },
      of: autoencoder,
      batch: () => autoencoderBatch(autoencoder, SONGS),
      peer: { work: 'autoencoder step', ...sizes },
      rounds: 7,
    },
  ])
}

const goals = {
  lstm: { native: '>= 0.9x', wasm: '>= 0.22x' },
  'deep-lstm': { native: '>= 0.55x', wasm: '>= 0.14x' },
}
const shape = { lstm: '2x256', 'deep-lstm': '10x128' }

function lstmStep(
  kind: 'lstm' | 'deep-lstm',
  {
    vocabulary,
    mode,
    drops,
    rounds,
  }: Pick<TokenBatch, 'mode'> & Record<'vocabulary' | 'rounds', number> & { drops: boolean },
): Compare {
  const of = lstm(kind, vocabulary, drops)
  const { layers, dropout, dense, denseDropout } = of
  const batch: TokenBatch = { samples: 64, window: 64, mode }
  const targets = mode === 'windows' ? 'one target' : 'a target a step'
  const sizes = {
    layers,
    dropout,
    dense,
    denseDropout,
    vocabulary,
    mode,
    batch: batch.samples,
    window: batch.window,
  }
  return {
    part: ` ${shape[kind]} ${String(vocabulary)}${drops ? '' : ' no dropout'}`,
    name: `a training step of the LSTM ${shape[kind]}, batch 64 x 64, vocabulary ${String(vocabulary)}, ${targets}, ${drops ? "the paper's dropout" : 'no dropout'}`,
    goals: goals[kind],
    of,
    batch: () => lstmBatch(of, batch),
    peer: { work: 'lstm step', ...sizes },
    rounds,
  }
}

export const trainLstms = (backend: MeasuredBackend): Promise<Measured[]> =>
  comparedAll(
    backend,
    (['lstm', 'deep-lstm'] as const).flatMap((kind) => [
      lstmStep(kind, { vocabulary: 500, mode: 'windows', drops: false, rounds: 7 }),
      lstmStep(kind, { vocabulary: 500, mode: 'windows', drops: true, rounds: 7 }),
      lstmStep(kind, { vocabulary: 16_800, mode: 'sequence', drops: true, rounds: 2 }),
    ]),
  )
