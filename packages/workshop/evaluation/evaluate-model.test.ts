import { importDataSet } from '@earshot/data-sets/import'
import { StoppedError, type Progress, type Work } from '@earshot/jobs/work'
import { readArchive } from '@earshot/models/files/safetensors'
import { readTrainingHashes } from '@earshot/models/files/weights'
import { beforeAll, describe, expect, test } from 'vitest'
import { evaluateModel } from './evaluate-model.ts'
import { createJob, runJob } from '../jobs.ts'
import { generateSongs, showModel } from '../registry/models.ts'
import { copiesOfSnapshots } from './snapshot-copies.ts'
import { listSnapshots, registerSnapshot } from '../training/snapshots.ts'
import type { TrainingReport } from '../training/train-model.ts'
import { starter, testWork, testWorkshop } from '../test-workshop.ts'

const { workshop, database } = await testWorkshop({ backend: 'wasm' })
const work = testWork()

beforeAll(async () => {
  await importDataSet(workshop, { paths: [starter], name: 'starter' }, work)
  await train('small-lstm', 'lstm', { layers: [8], dense: 8, songs: 6, chords: 'pitch-classes' })
  await train('small-autoencoder', 'autoencoder', { perBar: [16, 8], perSong: [8, 4], songs: 6, tempo: null })
})

async function train(name: string, architecture: string, options: object): Promise<TrainingReport> {
  const input = {
    architecture,
    data: 'starter',
    name,
    options: { epochs: 4, batchSize: 8, heldOut: { share: 0.3 }, heldOutEvery: 1, keep: 'last', ...options },
    snapshotEpochs: 2,
  }
  const job = await createJob(database, 'train_model', input)
  return (await runJob(workshop, job.id, work)) as TrainingReport
}

/** The tensors of a model's file, as bytes. */
async function tensorsOf(name: string): Promise<[string, string][]> {
  const { file } = await showModel(workshop, name)
  const { tensors } = readArchive(await workshop.storage.get(file))
  return Array.from(tensors, ([key, { data }]) => [key, Buffer.from(data).toString('base64')])
}

const seconds = { songs: 4, seed: 1 }

describe('evaluating a model', () => {
  test('tells how an LSTM predicts, what its songs are like and what they copy, in its next version', async () => {
    const before = await showModel(workshop, 'small-lstm')
    const { version, measurements } = await evaluateModel(workshop, 'small-lstm', seconds, work)
    expect(version).toBe(2)
    const after = await showModel(workshop, 'small-lstm')
    expect(after.manifest.measurements).toEqual(measurements)
    const { training: trained, architecture } = before.manifest
    if (architecture.kind === 'autoencoder') throw new Error('an LSTM was trained')
    expect(measurements['held-out loss']).toBeCloseTo(trained.curve[trained.best.epoch - 1]?.heldOut ?? 0, 4)
    expect(measurements.coverage).toBeGreaterThan(0)
    expect(measurements.coverage).toBeLessThanOrEqual(1)
    // Four epochs teach it little more than how many chords there are.
    expect(measurements['held-out loss']).toBeLessThan(1.1 * Math.log(architecture.vocabulary))
    expect(measurements['bigram loss']).toBeGreaterThan(0)
    expect(measurements['unigram loss']).toBeGreaterThan(0)
    const classes = Object.entries(measurements).filter(([key]) => /^structure: [^,]*$/.test(key))
    expect(classes.reduce((sum, [, share]) => sum + share, 0)).toBeCloseTo(1, 9)
    expect(measurements['originality of human excerpts: judged']).toBeGreaterThan(0)
    expect(readTrainingHashes(await workshop.storage.get(after.file))).toEqual(
      readTrainingHashes(await workshop.storage.get(before.file)),
    )
    const songs = { count: 2, seed: 3, length: 8 }
    const made = await Promise.all(
      ['small-lstm@1', 'small-lstm@2'].map((name) => generateSongs(workshop, name, songs)),
    )
    expect(made[1]).toEqual(made[0])
  })

  test('tells how an autoencoder gives songs back', async () => {
    const { measurements } = await evaluateModel(workshop, 'small-autoencoder', seconds, work)
    const { 'held-out loss': loss, 'base rate loss': base, 'held-out f1': f1 } = measurements
    expect(loss).toBeGreaterThan(0)
    expect(base).toBeGreaterThan(0)
    expect(loss).toBeLessThan(3 * base)
    expect(f1).toBeLessThan(1)
    expect(measurements).toHaveProperty(['originality of reconstructions: judged'])
  })
})

test('an evaluation tells how many songs are made, and stops between two of their tokens', async () => {
  const stopping = new AbortController()
  const making: number[] = []
  const onProgress = ({ done, text }: Progress) => {
    if (!text.startsWith('making')) return
    making.push(done)
    if (making.length === 20) stopping.abort()
  }
  const evaluating = evaluateModel(workshop, 'small-lstm', seconds, {
    ...work,
    onProgress,
    signal: stopping.signal,
  })
  await expect(evaluating).rejects.toThrow(StoppedError)
  // Four songs side by side, a token of each in a step.
  expect(making.length).toBeLessThan(20 + 4)
  expect(making).toEqual(making.toSorted((a, b) => a - b))
  expect(new Set(making).size).toBeGreaterThan(15)
})

describe('snapshots', () => {
  test.each(['small-lstm', 'small-autoencoder'])(
    '%s can go back to the weights of an earlier epoch',
    async (name) => {
      expect((await listSnapshots(workshop, name)).map(({ epoch }) => epoch)).toEqual([2, 4])
      const { manifest } = await showModel(workshop, `${name}@1`)
      const earlier = await registerSnapshot(workshop, name, 2, work)
      expect(earlier.loss).toBe(manifest.training.curve[1]?.loss)
      const last = await registerSnapshot(workshop, name, 4, work)
      // The last weights were kept, so these are version 1's.
      expect(manifest.training.best.epoch).toBe(4)
      const versions = [1, last.version, earlier.version].map((version) => `${name}@${String(version)}`)
      const [first, again, other] = await Promise.all(versions.map(tensorsOf))
      expect(again).toEqual(first)
      expect(other).not.toEqual(first)
      await expect(registerSnapshot(workshop, name, 3, work)).rejects.toThrow(
        'There are those of epochs 2, 4',
      )
    },
  )

  test('are told apart by what they copy, as an evaluation of the same weights counts it', async () => {
    const told: string[] = []
    const onProgress: Work['onProgress'] = ({ text }) => void told.push(text)
    const found = await copiesOfSnapshots(workshop, 'small-lstm@1', seconds, { ...work, onProgress })
    expect(found.map(({ epoch }) => epoch)).toEqual([4, 2])
    expect(told).toContain('songs of epoch 2, temperature 0.5')
    // Version 1 has the weights of the last epoch, and version 2 is its evaluation.
    const { measurements } = (await showModel(workshop, 'small-lstm@2')).manifest
    for (const { label, judged, copies, longest } of found[0]?.settings ?? []) {
      expect(judged).toBe(measurements[`originality: judged${label}`])
      expect(judged > 0 ? longest : undefined).toBe(measurements[`originality: longest passage${label}`])
      const share = judged > 0 ? copies / judged : undefined
      expect(share).toBe(measurements[`originality: share of copies${label}`])
    }
    expect(found[0]?.settings.at(-1)).toMatchObject({ label: ', temperature 1', judged: seconds.songs })
    await expect(
      copiesOfSnapshots(workshop, 'small-lstm', seconds, { ...work, signal: AbortSignal.abort() }),
    ).rejects.toThrow('stopped')
  })

  test('are those of the training that a version came from, not of another with its name', async () => {
    const options = { layers: [8], dense: 8, songs: 6, chords: 'pitch-classes' }
    await train('twice', 'lstm', options)
    await train('twice', 'lstm', { ...options, seed: 2 })
    const [first, second] = await Promise.all(
      ['twice@1', 'twice@2'].map((name) => listSnapshots(workshop, name)),
    )
    expect(first?.map(({ epoch }) => epoch)).toEqual([2, 4])
    expect(second?.map(({ epoch }) => epoch)).toEqual([2, 4])
    expect(first?.map(({ file }) => file)).not.toEqual(second?.map(({ file }) => file))
    const back = await registerSnapshot(workshop, 'twice@1', 4, work)
    expect(await tensorsOf(`twice@${String(back.version)}`)).toEqual(await tensorsOf('twice@1'))
  })
})
