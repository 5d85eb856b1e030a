import { seeded } from '@earshot/random/random'
import { describe, expect, test } from 'vitest'
import { weightedMean } from '@earshot/statistics/weighted-mean'
import { checkPools, drawRun, meanUncertainty, PoolTooSmall, type SourcePool } from './allocation.ts'

/** A pool from "piece piece ...", one clip each; "piece*2" gives a piece two clips. */
function pool(source: string, clips: number, pieces: string): SourcePool {
  const list = pieces.split(' ').flatMap((entry) => {
    const [piece = '', versions = '1'] = entry.split('*')
    return Array.from({ length: Number(versions) }, (_, i) => ({
      id: `${source}-${piece}-${String(i)}`,
      piece,
      ratings: 0,
    }))
  })
  return { source, clips, pool: list }
}

const pieceOf = (clip: string) => clip.split('-')[1] ?? ''
const sourceOf = (clip: string) => clip.split('-')[0] ?? ''
const seeds = Array.from({ length: 2000 }, (_, seed) => seed)

describe('a drawn run', () => {
  const sources = [pool('human', 2, 'a b*3 c d'), pool('copies', 2, 'a b c d e*2'), pool('lstm', 3, 'x y z')]

  test('holds as many clips of each source as wanted, and no two of one piece', () => {
    for (const seed of seeds) {
      const clips = drawRun(sources, seeded(seed)).map(({ clip }) => clip)
      for (const { source, clips: wanted } of sources)
        expect(clips.filter((clip) => sourceOf(clip) === source)).toHaveLength(wanted)
      expect(new Set(clips.map(pieceOf)).size).toBe(7)
    }
  })

  test('is the same for the same seed, and seldom for another', () => {
    const runs = seeds.map((seed) => JSON.stringify(drawRun(sources, seeded(seed))))
    expect(runs).toEqual(seeds.map((seed) => JSON.stringify(drawRun(sources, seeded(seed)))))
    expect(new Set(runs).size).toBeGreaterThan(900)
  })

  test('draws a clip with the probability that it states', () => {
    const one = [pool('human', 2, 'a b*3 c d')]
    const counts = new Map<string, number>()
    const stated = new Map<string, number>()
    for (const seed of seeds) {
      for (const { clip, probability } of drawRun(one, seeded(seed))) {
        counts.set(clip, (counts.get(clip) ?? 0) + 1)
        stated.set(clip, probability)
      }
    }
    expect(stated.get('human-a-0')).toBe(1 / 2)
    expect(stated.get('human-b-0')).toBeCloseTo(1 / 6, 12)
    expect(counts.size).toBe(6)
    for (const [clip, count] of counts) {
      const p = stated.get(clip) ?? NaN
      expect(Math.abs(count / seeds.length - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / seeds.length))
    }
  })

  test('states the chance given the pieces of the sources before', () => {
    const [first, second] = drawRun([pool('human', 1, 'a'), pool('copies', 1, 'a b c')], seeded(1))
      .map(({ clip, probability }) => [sourceOf(clip), probability] as const)
      .sort()
    expect([first, second]).toEqual([
      ['copies', 1 / 2],
      ['human', 1],
    ])
  })
})

describe('a pool that is too small', () => {
  test('is named, with what it lacks', () => {
    const small = [pool('human', 2, 'a a a')]
    expect(() => drawRun(small, seeded(1))).toThrow(PoolTooSmall)
    expect(() => drawRun(small, seeded(1))).toThrow(/"human" has clips of 1 piece\(s\).* 2 are wanted/)
    expect(() => drawRun([{ source: 'empty', clips: 1, pool: [] }], seeded(1))).toThrow(/"empty".* 0 piece/)
  })

  test('is found before any respondent meets it', () => {
    // Half of the draws leave the second source nothing.
    const unlucky = [pool('human', 1, 'a b'), pool('copies', 1, 'a')]
    const failures = seeds.filter((seed) => {
      try {
        drawRun(unlucky, seeded(seed))
        return false
      } catch {
        return true
      }
    })
    expect(failures.length).toBeGreaterThan(800)
    expect(failures.length).toBeLessThan(1200)
    expect(() => {
      checkPools(unlucky)
    }).toThrow(/"copies" has clips of 0 piece/)
  })

  test('never fails a draw once it has passed the check', () => {
    const random = seeded(99)
    let passed = 0
    for (let i = 0; i < 3000; i++) {
      const sources = ['p', 'q', 'r'].map((source) => {
        const pieces =
          'a b c d e f g'
            .split(' ')
            .filter(() => random() < 0.7)
            .join(' ') || 'a'
        return pool(source, 1 + Math.floor(random() * 2), pieces)
      })
      try {
        checkPools(sources)
      } catch (error) {
        expect(error).toBeInstanceOf(PoolTooSmall)
        continue
      }
      passed += 1
      for (let seed = 0; seed < 5; seed++) expect(drawRun(sources, seeded(seed)).length).toBeGreaterThan(2)
    }
    expect(passed).toBeGreaterThan(500)
  })
})

/** Respondents one after another; gives how often each clip was drawn. */
function serve(sources: SourcePool[], respondents: number, seed: number) {
  const counts = new Map<string, number>(sources.flatMap(({ pool: clips }) => clips.map(({ id }) => [id, 0])))
  for (let number = 0; number < respondents; number++) {
    const now = sources.map((source) => ({
      ...source,
      pool: source.pool.map((clip) => ({ ...clip, ratings: counts.get(clip.id) ?? 0 })),
    }))
    for (const { clip } of drawRun(now, seeded(seed + number))) counts.set(clip, (counts.get(clip) ?? 0) + 1)
  }
  return counts
}

const many = (source: string, clips: number, size: number) =>
  pool(source, clips, Array.from({ length: size }, (_, i) => `${source}${String(i)}`).join(' '))

describe('the least rated first', () => {
  test('within a source ratings differ by one at most, whenever one looks', () => {
    for (const respondents of [1, 7, 50, 333]) {
      const sources = [many('human', 5, 37), many('lstm', 3, 100), many('vae', 2, 2)]
      const counts = serve(sources, respondents, respondents)
      for (const { source, clips } of sources) {
        const own = [...counts].filter(([clip]) => sourceOf(clip) === source).map(([, count]) => count)
        expect(Math.max(...own) - Math.min(...own)).toBeLessThanOrEqual(1)
        expect(own.reduce((sum, count) => sum + count, 0)).toBe(clips * respondents)
      }
    }
  })

  test('clips of one piece take turns', () => {
    const counts = serve([pool('human', 1, 'a*3 b')], 60, 1)
    const own = [...counts.values()]
    expect(Math.max(...own) - Math.min(...own)).toBeLessThanOrEqual(1)
  })

  test('who waits has no chance, who is behind is certain, and those between share', () => {
    const one = pool('human', 3, 'a b c d e')
    const ratings = [0, 1, 1, 1, 2]
    const rated = { ...one, pool: one.pool.map((clip, i) => ({ ...clip, ratings: ratings[i] ?? 0 })) }
    const seen = new Set<string>()
    for (const seed of seeds)
      for (const { clip, probability } of drawRun([rated], seeded(seed))) {
        expect(probability).toBeCloseTo(clip === 'human-a-0' ? 1 : 2 / 3, 12)
        seen.add(clip)
      }
    expect([...seen].sort()).toEqual(['human-a-0', 'human-b-0', 'human-c-0', 'human-d-0'])
  })
})

describe('the widest interval first', () => {
  const one = pool('human', 2, 'a b c d e f')
  const widths = [8, 1, 1, 1, 1, 1]
  const uneven = {
    ...one,
    pool: one.pool.map((clip, i) => ({ ...clip, ratings: i === 5 ? 9 : 1, width: widths[i] ?? 1 })),
  }

  test('every clip has a chance, which is the one that is stated', () => {
    const counts = new Map<string, number>()
    const stated = new Map<string, number>()
    for (const seed of seeds)
      for (const { clip, probability } of drawRun([uneven], seeded(seed), 'widest-interval')) {
        counts.set(clip, (counts.get(clip) ?? 0) + 1)
        stated.set(clip, probability)
      }
    expect(stated.size).toBe(6)
    expect([...stated.values()].reduce((sum, p) => sum + p, 0)).toBeCloseTo(2, 9)
    for (const [clip, p] of stated)
      expect(Math.abs((counts.get(clip) ?? 0) / seeds.length - p)).toBeLessThan(
        4 * Math.sqrt((p * (1 - p)) / seeds.length) + 1e-9,
      )
    const [uncertain = 0, certain = 0, rated = 0] = ['a', 'b', 'f'].map(
      (piece) => stated.get(`human-${piece}-0`) ?? 0,
    )
    expect(uncertain).toBeGreaterThan(2 * certain)
    expect(certain).toBeGreaterThan(rated)
    expect(rated).toBeGreaterThan(0.05)
  })

  test('means that are weighted by the chances are right, and plain ones are not', () => {
    // Clips that listeners agree on are human to them; of the others they think everything. Listeners lean the one or the other way.
    const answers = [[1], [1], [1], [1], [1, 2, 4, 5], [3, 4, 5, 5], [1, 5, 5, 5], [2, 5, 5, 4]]
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
    const truth = mean(answers.map(mean))
    const clips = pool('lstm', 2, 'a b c d e f g h')
    const replication = (seed: number) => {
      const random = seeded(seed)
      const given = clips.pool.map((): number[] => [])
      const drawn: { value: number; chance: number }[] = []
      for (let respondent = 0; respondent < 60; respondent++) {
        const now = clips.pool.map((clip, i) => ({
          ...clip,
          // As if all were always rated least, so that nothing evens the counts out.
          ratings: 0,
          width: meanUncertainty(given[i]?.length ?? 0, variance(given[i] ?? [])),
        }))
        for (const { clip, probability } of drawRun([{ ...clips, pool: now }], random, 'widest-interval')) {
          const index = clips.pool.findIndex(({ id }) => id === clip)
          const possible = answers[index] ?? []
          const value = possible[Math.floor(random() * possible.length)] ?? 0
          given[index]?.push(value)
          drawn.push({ value, chance: probability })
        }
      }
      return { weighted: weightedMean(drawn) ?? NaN, plain: mean(drawn.map(({ value }) => value)) }
    }
    const replications = Array.from({ length: 600 }, (_, seed) => replication(seed))
    const off = (which: 'weighted' | 'plain') => {
      const values = replications.map((one) => one[which])
      return (mean(values) - truth) / Math.sqrt((variance(values) ?? 0) / values.length)
    }
    // In standard errors of the simulation.
    expect(Math.abs(off('weighted'))).toBeLessThan(4)
    expect(off('plain')).toBeGreaterThan(10)
  })
})

/** With n - 1; null of fewer than two. */
function variance(values: readonly number[]): number | null {
  if (values.length < 2) return null
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
}
