import { seeded } from '@earshot/random/random'
import { describe, expect, it } from 'vitest'
import { lstmEncoding } from '../files/encoding.ts'
import { allWindows, songChords, tiledWindows, windowInputs, windowTargets } from './token-windows.ts'
import { cycle, toySong } from './toy-songs.ts'

const song = (from: number, length: number) => ({
  tokens: Int32Array.from({ length }, (_, i) => from + i),
  known: Uint8Array.from({ length }, (_, i) => (i === 5 ? 0 : 1)),
})
const songs = [song(0, 12), song(100, 9)]

describe('windows of tokens', () => {
  it('in mode windows begin at every token that leaves one to predict, and never cross songs', () => {
    const windows = allWindows(songs, 4)
    expect(windows.length).toBe(12 - 4 + (9 - 4))
    const inputs = windowInputs(windows, 4)
    const { tokens } = windowTargets(windows, 4, 'windows')
    windows.forEach((_, i) => {
      const column = inputs.map((step) => step[i])
      expect([...column, tokens[i]]).toEqual([0, 1, 2, 3, 4].map((step) => column[0] + step))
    })
    expect(Math.max(...tokens)).toBe(108)
  })

  it('in mode sequence have a target a step, counted where the chord is known', () => {
    const [window] = allWindows(songs, 4).slice(2)
    const targets = windowTargets([window, window], 4, 'sequence')
    expect([...targets.tokens]).toEqual([3, 3, 4, 4, 5, 5, 6, 6])
    expect([...targets.counted]).toEqual([1, 1, 1, 1, 0, 0, 1, 1])
  })

  it('end to end cover the songs over the epochs, from other starts', () => {
    const met = new Set<number>()
    for (let epoch = 0; epoch < 50; epoch++) {
      const windows = tiledWindows(songs, 4, seeded(epoch))
      expect(windows.every(({ song: { tokens }, start }) => start + 4 < tokens.length)).toBe(true)
      windowTargets(windows, 4, 'sequence').tokens.forEach((token) => met.add(token))
    }
    expect(met.size).toBe(12 - 1 + (9 - 1))
  })

  it('take chords at the time step, or their pitch classes', () => {
    const { score } = toySong('low', [[36, 48], [64]], 2)
    expect(songChords(score, lstmEncoding.parse({}))).toEqual([[36, 48], [64]])
    expect(songChords(score, lstmEncoding.parse({ timeStep: 'eighth' }))).toHaveLength(4)
    expect(songChords(score, lstmEncoding.parse({ chords: 'pitch-classes' }))).toEqual([[60], [64]])
  })
})

it('the toy cycle has four different chords', () => {
  expect(new Set(cycle.map(String)).size).toBe(4)
})
