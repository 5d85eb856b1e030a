import { describe, expect, it } from 'vitest'
import { autoencoderEncoding, lstmEncoding } from '../files/encoding.ts'
import { meanTempo, prepareSongs, type Selection } from './songs.ts'
import { cycle, toySong } from './toy-songs.ts'

const all: Selection = { unfit: () => null, wanted: null, seed: 1 }
const paper = autoencoderEncoding.parse({})
const songs = [100, 110, 120, 130, 131].map((bpm) => toySong(`at ${bpm}`, cycle, 8, bpm))

describe('meanTempo', () => {
  it('weighs each tempo by its quarter notes', () => {
    const { score } = toySong('two tempi', cycle, 10)
    const tempos = [
      { at: 0, bpm: 100 },
      { at: 4, bpm: 150 },
    ]
    expect(meanTempo({ ...score, tempos })).toBe(130)
    expect(meanTempo({ ...score, tempos: [] })).toBe(120)
  })
})

describe('prepareSongs', () => {
  it('keeps 110 to 130 quarter notes a minute, both included, and counts the others', () => {
    const result = prepareSongs(songs, paper, all)
    expect(result.songs.map(({ id }) => id)).toEqual(['at 110', 'at 120', 'at 130'])
    expect(result.refused).toEqual([{ reason: 'tempo outside 110..130 quarter notes a minute', songs: 2 }])
  })

  it('transposes to the common key and cuts the silence at the beginning, or leaves both', () => {
    const inD = toySong('D major', [[], [], [62, 66, 69], [67, 71, 74], [69, 73, 76], [62, 66, 69]], 18)
    const [prepared] = prepareSongs([inD], paper, all).songs
    expect(prepared.score.notes[0]).toMatchObject({ start: 0, pitch: 60 })
    const [kept] = prepareSongs([inD], lstmEncoding.parse({}), all).songs
    expect(kept.score).toEqual(inD.score)
  })

  it('takes the same file once', () => {
    const twice = [songs[2], { ...songs[2], id: 'again' }]
    expect(prepareSongs(twice, paper, all).refused).toEqual([{ reason: 'the same as another', songs: 1 }])
  })

  it('draws the wanted number by the seed', () => {
    const names = (seed: number) =>
      prepareSongs(songs, { ...paper, tempo: null }, { ...all, wanted: 2, seed }).songs.map(({ id }) => id)
    expect(names(1)).toHaveLength(2)
    expect(names(1)).toEqual(names(1))
    expect(new Set([1, 2, 3, 4, 5, 6].map((seed) => names(seed).join())).size).toBeGreaterThan(1)
  })

  it('says how many there were where none or too few fit', () => {
    const slow = [toySong('a', cycle, 8, 60), toySong('b', [[]], 8)]
    expect(() => prepareSongs(slow, paper, all)).toThrow(
      'no song fits, of 2 songs: 1 tempo outside 110..130 quarter notes a minute, 1 no notes',
    )
    expect(() => prepareSongs(songs, paper, { ...all, wanted: 4 })).toThrow(
      '4 songs wanted, but only 3 fit, of 5',
    )
    expect(() => prepareSongs([], paper, all)).toThrow('no song fits, of 0 songs')
    const unfit = () => 'shorter than a window'
    expect(() => prepareSongs(songs, { ...paper, tempo: null }, { ...all, unfit })).toThrow(
      '5 shorter than a window',
    )
  })
})
