import { toCommonKey } from '@earshot/music/key'
import type { Score } from '@earshot/music/notes'
import { toBarRolls, type BarRoll } from '@earshot/music/roll'
import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { interpolate, latentSpace, playedScore, type LatentSpace } from './latent-space.ts'
import type { Model } from './model.ts'
import { openTestBackend } from '../backend/test-backend.ts'
import { cycle, toySong } from '../training/toy-songs.ts'
import { trainAutoencoder } from '../training/train-autoencoder.ts'
import { trainLstm } from '../training/train-lstm.ts'

const songs = [
  toySong('rising', [[60], [62], [64], [65]], 128),
  toySong('chords', [[60, 64, 67], [], [65, 69, 72], []], 64),
  toySong('deep', [[36], [36], [43], [43]], 64),
]
const about = { dataSet: 'toys', created: '2026-01-01T00:00:00Z', heldOut: null }

let model: Model
let space: LatentSpace
beforeAll(async () => {
  await openTestBackend()
  model = await trainAutoencoder(songs, {
    ...about,
    name: 'toy',
    perBar: [32, 16],
    perSong: [24, 8],
    epochs: 160,
    learningRate: 0.01,
  })
  space = latentSpace(model)
})
afterAll(() => {
  model.dispose()
})

const cellsOf = ({ notes }: Score): string[] =>
  notes.map(({ start, end, pitch }) => `${start} ${end} ${pitch}`)

const sounding = (roll: BarRoll): number => roll.filter((on) => on === 1).length

const largest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((most, x, i) => Math.max(most, Math.abs(x - b[i])), 0)

describe('latentSpace', () => {
  it('encodes a song window by window, in the key and from the note of the training songs', () => {
    expect(songs.map(({ score }) => space.encode(score).length)).toEqual([2, 1, 1])
    const [{ score }] = songs
    const elsewhere: Score = {
      ...score,
      notes: score.notes.map((note) => ({
        ...note,
        pitch: note.pitch + 4,
        start: note.start + 8,
        end: note.end + 8,
      })),
      length: score.length + 8,
    }
    expect(toCommonKey(elsewhere).notes[0].pitch).toBe(toCommonKey(score).notes[0].pitch)
    expect(space.encode(elsewhere)).toEqual(space.encode(score))
  })

  it('reconstructs the songs that it was trained on', () => {
    for (const { score } of songs) {
      const wanted = toBarRolls(toCommonKey(score))
      const made = space.reconstruct(score).map((one) => toBarRolls(one)[0])
      expect(made).toHaveLength(wanted.length)
      wanted.forEach((roll, i) => {
        const both = sounding(made[i].map((on, cell) => on * roll[cell]))
        expect(both / Math.max(sounding(made[i]), sounding(roll))).toBeGreaterThan(0.9)
      })
    }
  })

  it('finds every latent of a training song by its positions on the principal components', () => {
    for (const latent of songs.flatMap(({ score }) => space.encode(score))) {
      const positions = space.positionsOf(latent)
      expect(positions).toHaveLength(space.gaussian.rank)
      expect(largest(space.at(positions), latent)).toBeLessThan(1e-2)
    }
  })

  it('makes the song of sliders, the mean where all stand in the middle', () => {
    const [middle] = model.generate({ count: 1, seed: 1, noise: 'none' })
    expect(middle.score).toEqual(playedScore(space.decode(space.at([]))))
    const sliders = [1.5, -0.5]
    const [moved] = model.generate({ count: 1, seed: 1, noise: 'none', sliders, threshold: 0.4, tempo: 90 })
    expect(moved.score).toEqual(playedScore(space.decode(space.at(sliders)), { threshold: 0.4, tempo: 90 }))
    expect(moved.score.notes).not.toEqual(middle.score.notes)
  })

  it('puts sliders in the place of noise, and leaves the other components as they were drawn', () => {
    const { rank } = space.gaussian
    const all = Array<number>(rank).fill(0.5)
    const one = model.generate({ count: 1, seed: 1, sliders: all })
    expect(one[0].score).toEqual(model.generate({ count: 1, seed: 2, sliders: all })[0].score)
    expect(one[0].score).not.toEqual(model.generate({ count: 1, seed: 2, sliders: [0.5] })[0].score)
  })

  it('goes from one song to another', () => {
    const [[a], [b]] = songs.slice(0, 2).map(({ score }) => space.encode(score))
    const steps = interpolate(a, b, 5)
    expect(steps).toHaveLength(5)
    expect([steps[0], steps[4]]).toEqual([a, b])
    expect(
      largest(
        steps[1],
        a.map((x, i) => x + (b[i] - x) / 4),
      ),
    ).toBeLessThan(1e-5)
    const played = steps.map((latent) => cellsOf(playedScore(space.decode(latent))))
    expect(played[0]).not.toEqual(played[4])
    expect(() => interpolate(a, b, 1)).toThrow('steps: 1')
  })

  it('gives probabilities, and keeps no tensor', () => {
    const before = tf.memory().numTensors
    const again = latentSpace(model)
    const probabilities = again.decode(again.encode(songs[0].score)[0])
    again.reconstruct(songs[1].score)
    expect(probabilities).toHaveLength(16 * 24 * 96)
    expect(probabilities.every((p) => p >= 0 && p <= 1)).toBe(true)
    expect(tf.memory().numTensors).toBe(before)
  })

  it('says what is wrong', async () => {
    const one = { count: 1, seed: 1 }
    expect(() => space.at(Array<number>(9).fill(0))).toThrow('positions: 9, but there are 8 components')
    expect(() => model.generate({ ...one, sliders: Array<number>(9).fill(0) })).toThrow(
      'settings of an autoencoder: sliders: 9, but the model has 8 components',
    )
    expect(() => model.generate({ ...one, sliders: [6] })).toThrow('settings of an autoencoder: sliders.0')
    expect(() => model.generate({ ...one, sliders: [1], noise: 'standard' })).toThrow(
      "settings of an autoencoder: sliders: need noise 'songs' or 'none'",
    )
    const lstm = await trainLstm([toySong('cycle', cycle, 40)], {
      ...about,
      name: 'lstm',
      layers: [4],
      dense: 4,
      window: 8,
      epochs: 1,
    })
    expect(() => latentSpace(lstm)).toThrow('lstm is no autoencoder but a lstm')
    lstm.dispose()
  })
})
