import { below, seeded } from '@earshot/random/random'
import { describe, expect, it } from 'vitest'
import { repetitionOf } from './repetition.ts'

describe('repetitionOf', () => {
  it('finds one token without end', () => {
    expect(repetitionOf([7, 7, 7, 7])).toEqual({
      tokens: 4,
      distinct: 1,
      entropy: 0,
      run: { tokens: 4, share: 1 },
      cycle: { period: 1, times: 4, share: 1, ending: true },
    })
  })

  it('finds a snippet into which a song falls, cut at the end', () => {
    const song = [9, 8, 1, 2, 3, 1, 2, 3, 1, 2]
    expect(repetitionOf(song).cycle).toEqual({ period: 3, times: 8 / 3, share: 0.8, ending: true })
  })

  it('tells a loop that the song leaves from one that it ends in', () => {
    expect(repetitionOf([1, 2, 1, 2, 1, 2, 5, 6]).cycle).toMatchObject({
      period: 2,
      share: 0.75,
      ending: false,
    })
  })

  it('takes the shortest snippet, and of equal stretches with that snippet the last', () => {
    expect(repetitionOf([1, 2, 1, 2, 1, 2, 1, 2]).cycle).toMatchObject({ period: 2, times: 4 })
    expect(repetitionOf([3, 3, 1, 4, 4]).cycle).toMatchObject({ period: 1, ending: true })
  })

  it('measures runs and entropy in bits', () => {
    const { entropy, run, distinct } = repetitionOf(['a', 'b', 'b', 'b', 'c', 'd', 'c', 'd'])
    expect(run).toEqual({ tokens: 3, share: 0.375 })
    expect(distinct).toBe(4)
    const expected = (1 / 8) * 3 + (3 / 8) * Math.log2(8 / 3) + 2 * ((2 / 8) * 2)
    expect(entropy).toBeCloseTo(expected, 12)
  })

  it('finds no snippet where nothing comes again at once, and bears an empty song', () => {
    expect(repetitionOf([1, 2, 3, 1, 4, 2]).cycle).toBeNull()
    expect(repetitionOf([])).toEqual({
      tokens: 0,
      distinct: 0,
      entropy: 0,
      run: { tokens: 0, share: 0 },
      cycle: null,
    })
  })

  it('agrees with trying every stretch of random songs', () => {
    const random = seeded(3)
    for (let round = 0; round < 200; round++) {
      const song = Array.from({ length: 1 + below(20, random) }, () => below(2, random))
      const shares = song.flatMap((_, from) =>
        song.flatMap((__, last) => {
          const stretch = song.slice(from, last + 1)
          const periods = Array.from({ length: Math.floor(stretch.length / 2) }, (___, i) => i + 1)
          return periods.some((p) => stretch.every((token, i) => i < p || token === stretch[i - p]))
            ? [stretch.length / song.length]
            : []
        }),
      )
      expect(repetitionOf(song).cycle?.share ?? 0).toBe(Math.max(0, ...shares))
    }
  })
})
