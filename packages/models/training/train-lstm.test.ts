import { toChords } from '@earshot/music/tokens'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { evaluateLstm } from '../evaluation/evaluation.ts'
import type { Progress } from './learner.ts'
import type { Model } from '../generation/model.ts'
import { openTestBackend } from '../backend/test-backend.ts'
import { abortingOnceRead, cycle, toySong } from './toy-songs.ts'
import { trainLstm } from './train-lstm.ts'
import type { LstmOptions } from './training-options.ts'

const songs = [toySong('cycle', cycle, 120), toySong('again', cycle, 60)]

const toy: LstmOptions = {
  name: 'toy',
  dataSet: 'toys',
  created: '2026-01-01T00:00:00Z',
  layers: [12, 12],
  dense: 12,
  dropout: 0.1,
  denseDropout: 0.1,
  heldOut: null,
  window: 8,
  epochs: 40,
  batchSize: 8,
  learningRate: 0.01,
}

/** Eight chords of the cycle, the first of them at `phase`. */
const opening = (phase: number) => Array.from({ length: 8 }, (_, i) => cycle[(i + phase) % 4])

let model: Model
beforeAll(async () => {
  await openTestBackend()
  model = await trainLstm(songs, toy)
})

const chordsOf = (trained: Model, settings: object) =>
  trained.generate({ count: 1, seed: 1, ...settings }).map(({ score }) => toChords(score, 'quarter'))

const weightsOf = ({ weights }: Model): number[][] =>
  Object.values(weights).map((tensor) => Array.from(tensor.dataSync()))

describe('trainLstm', () => {
  it.each(['window', 'carried'] as const)('continues a cycle of chords it was trained on, %s', (memory) => {
    for (const phase of [0, 1, 2, 3]) {
      const [made] = chordsOf(model, { opening: opening(phase), length: 12, memory })
      expect(made).toEqual(Array.from({ length: 12 }, (_, i) => cycle[(i + phase) % 4]))
    }
  })

  it('continues it without error by learned vectors of the tokens', async () => {
    const trained = await trainLstm(songs, { ...toy, embedding: 5 })
    expect(trained.manifest.architecture).toMatchObject({ embedding: 5 })
    expect(trained.manifest.training.best.loss).toBeLessThan(0.1)
    for (const phase of [0, 1, 2, 3]) {
      const [made] = chordsOf(trained, { opening: opening(phase), length: 24 })
      expect(made).toEqual(Array.from({ length: 24 }, (_, i) => cycle[(i + phase) % 4]))
    }
    trained.dispose()
  })

  it('has learnt the cycle, and not what it never saw', async () => {
    const { loss, targets, coverage } = await evaluateLstm(model, songs)
    expect(loss).toBeLessThan(0.1)
    expect(coverage).toBe(1)
    expect(targets).toBeGreaterThan(150)
    const backwards = await evaluateLstm(model, [toySong('backwards', [...cycle].reverse(), 60)])
    expect(backwards.loss).toBeGreaterThan(1)
    const foreign = await evaluateLstm(model, [toySong('foreign', [cycle[0], [40]], 60)])
    expect(foreign.coverage).toBeCloseTo(0.5, 1)
  })

  it('also learns with one target a window, as in the paper', async () => {
    const trained = await trainLstm(songs.slice(1), { ...toy, mode: 'windows', epochs: 16 })
    const [first] = trained.manifest.training.curve
    expect(trained.manifest.training.best.loss).toBeLessThan(first.loss / 2)
    trained.dispose()
  })

  it('trains the deep network', async () => {
    const { layers: _, ...options } = toy
    const layers = Array<number>(10).fill(6)
    const deep = { ...options, architecture: 'deep-lstm', layers, epochs: 6, optimizer: 'adam' } as const
    const trained = await trainLstm(songs, deep)
    expect(trained.manifest.architecture).toMatchObject({ kind: 'deep-lstm', layers, vocabulary: 4 })
    expect(trained.manifest.training.best.loss).toBeLessThan(trained.manifest.training.curve[0].loss)
    expect(chordsOf(trained, { length: 5 })[0]).toHaveLength(5)
    trained.dispose()
  })

  it('the same model, settings and seed give the same notes', () => {
    const settings = { count: 3, seed: 4, temperature: 1, length: 20 }
    const made = model.generate(settings)
    expect(made).toEqual(model.generate(settings))
    expect(made).not.toEqual(model.generate({ ...settings, seed: 5 }))
    expect(made[0].settings).toMatchObject({ temperature: 1, topK: null, memory: 'window', song: 0 })
  })

  it('lasts half a second a token, 64 tokens', () => {
    const [{ score }] = model.generate({ count: 1, seed: 1 })
    expect(score.length).toBe(64)
    expect(score.tempos).toEqual([{ at: 0, bpm: 120 }])
  })

  it('refuses settings that do not go together', () => {
    const one = { count: 1, seed: 1 }
    expect(() => model.generate({ ...one, topP: 0.9 })).toThrow('topK and topP need a temperature above 0')
    expect(() => model.generate({ ...one, opening: cycle })).toThrow(
      'opening: 4 chords, but the model needs 8',
    )
    expect(() => model.generate({ ...one, threshold: 0.5 })).toThrow(/settings of an LSTM.*threshold/)
  })

  it('gives the same weights for the same seed, dropout included, and others for another', async () => {
    const run = async (seed: number) => weightsOf(await trainLstm(songs, { ...toy, epochs: 2, seed }))
    expect(await run(1)).toEqual(await run(1))
    expect(await run(1)).not.toEqual(await run(2))
  })

  it.each([
    ['by numbers', null],
    ['by learned vectors', 5],
  ])('paused within an epoch and taken up again, ends as if it had not been: %s', async (_, embedding) => {
    const options = { ...toy, embedding, epochs: 3, batchSize: 2, keep: 'last' as const }
    const straight = await trainLstm(songs, options)
    const stop = new AbortController()
    let last: Uint8Array | undefined
    const save = (bytes: Uint8Array): Promise<void> => Promise.resolve(void (last = bytes))
    const onProgress = ({ epoch, batch }: Progress): void => {
      if (epoch === 2 && batch === 2) stop.abort()
    }
    const checkpoints = { every: Infinity, save }
    const paused = trainLstm(songs, options, { onProgress, pause: stop.signal, checkpoints })
    await expect(paused).rejects.toThrow('training was paused in epoch 2 of 3')
    const resumed = await trainLstm(songs, options, { checkpoints: { ...checkpoints, last } })
    expect(weightsOf(resumed)).toEqual(weightsOf(straight))
    expect(resumed.manifest.training).toMatchObject({ resumed: 1, epochs: 3, stopped: null })
    straight.dispose()
    resumed.dispose()
  })

  it.each([null, 5])('keeps memory flat, and nothing after disposal or cancelling: %s', async (embedding) => {
    const before = tf.memory().numTensors
    const counts: number[] = []
    const controller = new AbortController()
    const onProgress = ({ epoch }: Progress): void => {
      if (epoch > 1) counts.push(tf.memory().numTensors)
    }
    const trained = await trainLstm(songs, { ...toy, embedding, epochs: 5 }, { onProgress })
    expect(new Set(counts).size).toBe(1)
    trained.generate({ count: 2, seed: 1, length: 3 })
    trained.generate({ count: 2, seed: 1, length: 3, memory: 'carried' })
    trained.dispose()
    const aborting = abortingOnceRead(songs, controller)
    for (const reason of ['cancelled in epoch 1', 'cancelled while the songs were read'])
      await expect(trainLstm(aborting, toy, { signal: controller.signal })).rejects.toThrow(reason)
    expect(tf.memory().numTensors).toBe(before)
  })

  it('says why no song fits', async () => {
    await expect(trainLstm([toySong('short', cycle, 8)], toy)).rejects.toThrow(
      'no song fits, of 1 songs: 1 shorter than 9 tokens',
    )
    await expect(trainLstm(songs, { ...toy, dropout: 1 })).rejects.toThrow('options of an LSTM: dropout')
    await expect(trainLstm(songs, { ...toy, songs: 3 })).rejects.toThrow('3 songs wanted, but only 2 fit')
  })
})
