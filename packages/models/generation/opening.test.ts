import { fromChords } from '@earshot/music/tokens'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Model } from './model.ts'
import { openingOf } from './opening.ts'
import { openTestBackend } from '../backend/test-backend.ts'
import { cycle, toySong } from '../training/toy-songs.ts'
import { trainLstm } from '../training/train-lstm.ts'

const { score } = toySong('cycle', cycle, 80)

let model: Model
beforeAll(async () => {
  await openTestBackend()
  model = await trainLstm([toySong('cycle', cycle, 80)], {
    name: 'toy',
    dataSet: 'toys',
    created: '2026-01-01T00:00:00Z',
    layers: [8],
    dense: 8,
    window: 6,
    epochs: 1,
    heldOut: null,
    chords: 'pitch-classes',
  })
})
afterAll(() => {
  model.dispose()
})

describe('openingOf', () => {
  it('takes a window of the song as the model’s tokens are', () => {
    expect(openingOf(model.manifest, score)).toEqual([...cycle, ...cycle.slice(0, 2)].map(inOneOctave))
    expect(openingOf(model.manifest, score, 2)[1]).toEqual(inOneOctave(cycle[3]))
  })

  it('decides the song, where chance does not', () => {
    const songFrom = (at: number) =>
      model.generate({ count: 2, seed: at, opening: openingOf(model.manifest, score, at), length: 8 })
    expect(songFrom(0)[0].score).toEqual(songFrom(0)[1].score)
    expect(songFrom(0)[0].score).toEqual(songFrom(4)[0].score)
  })

  it('says where the song is too short', () => {
    const short = fromChords(cycle)
    expect(() => openingOf(model.manifest, short)).toThrow('opening: the song has 4 tokens, too few for 6')
    expect(() => openingOf(model.manifest, score, 75)).toThrow('too few for 6 from token 75')
  })
})

const inOneOctave = (chord: readonly number[]): number[] =>
  [...new Set(chord.map((pitch) => 60 + (pitch % 12)))].sort((a, b) => a - b)
