import { toChords } from '@earshot/music/tokens'
import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { GenerationSettings, Model, Part } from './model.ts'
import { drained } from './streaming.ts'
import { openTestBackend } from '../backend/test-backend.ts'
import { cycle, toySong } from '../training/toy-songs.ts'
import { trainAutoencoder } from '../training/train-autoencoder.ts'
import { trainLstm } from '../training/train-lstm.ts'

const about = { dataSet: 'toys', created: '2026-01-01T00:00:00Z', epochs: 1, heldOut: null }
const songs = [toySong('cycle', cycle, 80)]

let lstm: Model
let autoencoder: Model
beforeAll(async () => {
  await openTestBackend()
  lstm = await trainLstm(songs, { ...about, name: 'toy-lstm', layers: [6, 6], dense: 6, window: 8 })
  autoencoder = await trainAutoencoder(songs, {
    ...about,
    name: 'toy-autoencoder',
    perBar: [8],
    perSong: [6, 4],
  })
})
afterAll(() => {
  lstm.dispose()
  autoencoder.dispose()
})

async function partsOf(model: Model, settings: GenerationSettings): Promise<Part[]> {
  const parts: Part[] = []
  for await (const part of model.stream(settings)) parts.push(part)
  return parts
}

/** The notes of one song's parts, in the order of its score. */
const notesOf = (parts: Part[], song: number) =>
  parts.filter((part) => part.song === song).flatMap(({ notes }) => notes)

const many = { count: 70, seed: 3, temperature: 2, length: 5, memory: 'carried' } as const

describe('the stream of an LSTM', () => {
  it('gives the notes of generate token by token, for more songs than are made side by side', async () => {
    const made = lstm.generate(many)
    const parts = await partsOf(lstm, many)
    expect(parts).toHaveLength(70 * 5)
    made.forEach(({ score }, song) => {
      expect(notesOf(parts, song)).toEqual(score.notes)
    })
    expect(new Set(made.map(({ score }) => JSON.stringify(toChords(score, 'quarter')))).size).toBeGreaterThan(
      20,
    )
  })

  it('says when a token sounds', async () => {
    const parts = await partsOf(lstm, { count: 1, seed: 1, length: 3, secondsPerToken: 0.25 })
    expect(parts.map(({ from, to }) => [from, to])).toEqual([
      [0, 0.25],
      [0.25, 0.5],
      [0.5, 0.75],
    ])
  })

  it('ends with the songs of generate', async () => {
    expect(await drained(lstm.stream(many))).toEqual(lstm.generate(many))
  })

  it('stops between two tokens once aborted, says why, and frees what it held', async () => {
    const before = tf.memory().numTensors
    const controller = new AbortController()
    const heard: Part[] = []
    const listen = async (): Promise<void> => {
      for await (const part of lstm.stream({ count: 1, seed: 1, length: 500 }, controller)) {
        heard.push(part)
        if (heard.length === 4) controller.abort(new Error('the listener left'))
      }
    }
    await expect(listen()).rejects.toThrow('the listener left')
    expect(heard).toHaveLength(4)
    expect(tf.memory().numTensors).toBe(before)
  })

  it('frees what it held where the caller leaves', async () => {
    const before = tf.memory().numTensors
    for await (const part of lstm.stream({ count: 1, seed: 1, length: 500 })) if (part.to >= 1) break
    expect(tf.memory().numTensors).toBe(before)
  })

  it('lets other work go on between two tokens', async () => {
    let ticks = 0
    const timer = setInterval(() => ticks++, 0)
    await drained(lstm.stream({ count: 1, seed: 1, length: 400 }))
    clearInterval(timer)
    expect(ticks).toBeGreaterThan(3)
  })

  it('refuses wrong settings before it begins', () => {
    expect(() => lstm.stream({ count: 1, seed: 1, length: 0 })).toThrow('settings of an LSTM: length')
  })

  it('reports how the tokens repeat themselves', () => {
    const [{ repetition }] = lstm.generate({ count: 1, seed: 1, length: 64 })
    expect(repetition).toMatchObject({ tokens: 64 })
    expect(repetition?.distinct).toBeLessThanOrEqual(4)
  })
})

describe('the stream of an autoencoder', () => {
  it('gives each song as a whole, with its time', async () => {
    const settings = { count: 3, seed: 1, threshold: 0.3, tempo: 90 }
    const made = autoencoder.generate(settings)
    const parts = await partsOf(autoencoder, settings)
    expect(parts.map(({ notes }) => notes)).toEqual(made.map(({ score }) => score.notes))
    expect(parts[2]).toMatchObject({ song: 2, from: 0, token: null })
    expect(parts[2].to).toBeCloseTo((64 * 60) / 90)
    expect(made[0].repetition).toBeNull()
  })
})
