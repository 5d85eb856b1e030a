import { beforeAll, describe, expect, test } from 'vitest'
import { duration, groupedMeasurements, modelCard, readable } from './model-card.ts'
import { readManifestFile } from './model-file.ts'
import { departures, isPaperSize, layersInWords, trainCommand, trainedWith } from './model-story.ts'
import { lstmArchitecture, lstmSizes } from '../networks/architecture.ts'
import type { Manifest } from './manifest.ts'
import { openTestBackend } from '../backend/test-backend.ts'
import { cycle, toySong } from '../training/toy-songs.ts'
import { lstmOptions } from '../training/training-options.ts'
import { trainLstm } from '../training/train-lstm.ts'

const content = new URL('../../../content/models/', import.meta.url).pathname
const songs = [toySong('a', cycle, 70), toySong('b', [[62], [67, 71]], 66)]
const about = { name: 'toy', dataSet: "the boys' songs", created: '2026-01-01T00:00:00Z' }

let toy: Manifest
beforeAll(async () => {
  await openTestBackend()
  const model = await trainLstm(songs, {
    ...about,
    ...{ epochs: 3, mode: 'windows', layers: [6, 5], dense: 7, window: 8, heldOut: null, learningRate: 0.01 },
  })
  toy = model.manifest
  model.dispose()
})

describe('the story of a model', () => {
  test('what differs from the paper is named with both values', () => {
    const found = Object.fromEntries(
      departures(toy).map(({ option, value, paper }) => [option, [value, paper]]),
    )
    expect(found).toEqual({
      songs: [2, '128 or 256'],
      epochs: [3, 200],
      learningRate: [0.01, 0.001],
      window: [8, 64],
      layers: [
        [6, 5],
        [256, 256],
      ],
      dense: [7, 256],
    })
    expect(isPaperSize(toy.architecture)).toBe(false)
  })

  test('the command has every option that training needs to do it again', () => {
    expect(trainCommand(toy)).toBe(
      "earshot model train lstm --data 'the boys'\\'' songs' --name toy --songs 2 --set window=8 --epochs 3 " +
        "--set learningRate=0.01 --held-out none --mode windows --set 'layers=[6,5]' --set dense=7",
    )
  })

  test('of a model that was rewound, it says to which epoch, as does the card', () => {
    const { training } = toy
    const epoch = (training.best.epoch % 3) + 1
    const rewound = { ...toy, training: { ...training, best: { ...training.best, epoch } } }
    const [train, rewind] = trainCommand(rewound)?.split('\n') ?? []
    expect(train).toBe(`${trainCommand(toy) ?? ''} --snapshot-epochs ${epoch}`)
    expect(rewind).toBe(`earshot model rewind toy --epoch ${epoch}`)
    expect(modelCard(rewound)).toContain(
      `after epoch ${epoch}, and not of epoch ${training.best.epoch}, which`,
    )
    expect(modelCard(toy)).toContain(`after epoch ${training.best.epoch}: training loss`)
  })

  test('a training by its own story is the same training', async () => {
    const options = lstmOptions.parse({ ...about, ...trainedWith(toy), architecture: 'lstm' })
    const again = await trainLstm(songs, options)
    const { created, training } = again.manifest
    expect({ ...again.manifest, training: { ...training, curve: [], seconds: 0 } }).toEqual({
      ...toy,
      created,
      training: { ...toy.training, curve: [], seconds: 0 },
    })
    expect(training.curve.map(({ loss }) => loss)).toEqual(toy.training.curve.map(({ loss }) => loss))
    again.dispose()
  })

  test('an embedding is a departure, and in the command that trains it again', () => {
    const architecture = { ...toy.architecture, embedding: 64 } as Manifest['architecture']
    const embedded = { ...toy, architecture }
    expect(departures(embedded)).toContainEqual({ option: 'embedding', value: 64, paper: null })
    expect(trainCommand(embedded)).toContain(' --set embedding=64')
    expect(trainCommand(toy)).not.toContain('embedding')
    const again = lstmOptions.parse({ ...about, ...trainedWith(embedded), architecture: 'lstm' })
    expect(again.embedding).toBe(64)
    expect(layersInWords(architecture)).toMatch(/^embedding 64, LSTM 6, LSTM 5, /)
    const paper = lstmArchitecture.parse({ kind: 'lstm', ...lstmSizes.lstm, vocabulary: 9 })
    expect(isPaperSize(paper)).toBe(true)
    expect(isPaperSize({ ...paper, embedding: 64 })).toBe(false)
  })

  test('layers are told in words', () => {
    expect(layersInWords(toy.architecture)).toMatch(/^LSTM 6, LSTM 5, dense 7, softmax \d+$/)
    const deep = { ...toy.architecture, kind: 'deep-lstm', layers: Array<number>(10).fill(128) } as const
    expect(layersInWords(deep as Manifest['architecture'])).toMatch(/^10 x LSTM 128, dense 7/)
  })
})

describe('a card', () => {
  test.each([
    ['autoencoder-10', '10 songs of the data set "starter"', '| tempo | null |'],
    ['autoencoder-256', '256 songs of the data set "lpd5-piano"', '| windows | "one" | "all" |'],
    ['deep-lstm-128', '128 songs of the data set "lpd5-piano"', '| mode | "sequence" | "windows" |'],
    ['deep-lstm-256', '256 songs of the data set "lpd5-piano"', '| mode | "sequence" | "windows" |'],
    ['lstm-256', '256 songs of the data set "lpd5-piano"', '| mode | "sequence" | "windows" |'],
    ['lstm-128', '128 songs of the data set "lpd5-piano"', '| mode | "sequence" | "windows" |'],
  ])('of %s says where it comes from', async (name, data, departure) => {
    const manifest = await readManifestFile(`${content}${name}.safetensors.br`)
    const file = 'a'.repeat(64)
    const card = modelCard(manifest, { version: 3, file, bytes: 1_500_000, licence: 'Public domain' })
    for (const part of [`# ${name}`, data, departure, 'Public domain', `SHA-256 ${file}, 1.5 MB`])
      expect(card).toContain(part)
    expect(card).toContain('earshot model train')
    expect(card).toContain(`${name}, version 3 (Earshot, 2026-11-23)`)
    expect(card).not.toMatch(/undefined|NaN/)
  })

  test('of converted weights claims nothing of their training', () => {
    const converted = { from: 'Keras 2.1.3 HDF5', sha256: 'b'.repeat(64) }
    const card = modelCard({ ...toy, converted })
    expect(card).toContain('Trained by another program')
    expect(card).not.toMatch(/epochs|train it again/)
    expect(trainCommand({ ...toy, converted })).toBeNull()
    expect(departures({ ...toy, converted })).toEqual([])
  })

  test('keeps its tables whole whatever a data set or a measurement is called', () => {
    const card = modelCard({ ...toy, measurements: { 'a | b\nc': 1 } })
    expect(card).toContain('| a \\| b c | 1 |')
  })

  test('puts measurements under headings', () => {
    const measured = {
      'held-out loss': 3.25,
      coverage: 0.58,
      'originality score, median': 0.4,
      'structure self-similarity': 0.2,
      'distance to held-out songs': 12,
      'largest weight error in int8': 0.004,
      speed: 3,
    }
    expect(groupedMeasurements(measured).map(({ title, rows }) => [title, rows.length])).toEqual([
      ['Losses', 2],
      ['Originality', 1],
      ['Structure of its songs', 1],
      ['Distance of its songs to held-out songs', 1],
      ['Precision', 1],
      ['Other', 1],
    ])
    expect(modelCard({ ...toy, measurements: measured })).toContain('| held-out loss | 3.25 |')
  })

  test.each([
    [0, '0'],
    [12, '12'],
    [0.123456, '0.1235'],
    [1234.567, '1235'],
    [1.23456e-7, '1.235e-7'],
    [-2.5e9 - 0.5, '-2.500e+9'],
  ])('writes %d as %s', (value, text) => {
    expect(readable(value)).toBe(text)
  })

  test.each([
    [45, '45 s'],
    [600, '10 min'],
    [9000, '2.5 h'],
  ])('writes %d seconds as %s', (seconds, text) => {
    expect(duration(seconds)).toBe(text)
  })
})
