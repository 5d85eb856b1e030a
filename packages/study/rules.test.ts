import { seeded } from '@earshot/random/random'
import { describe, expect, test } from 'vitest'
import {
  checkPools,
  completionCode,
  drawRun,
  PoolTooSmall,
  remaining,
  runMinutes,
  type SourcePool,
} from './rules.ts'

/** A pool from "piece piece ...", one clip each; "piece*2" gives a piece two clips. */
function pool(source: string, clips: number, pieces: string): SourcePool {
  const list = pieces.split(' ').flatMap((entry) => {
    const [piece = '', versions = '1'] = entry.split('*')
    return Array.from({ length: Number(versions) }, (_, i) => ({
      id: `${source}-${piece}-${String(i)}`,
      piece,
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
    expect(new Set(runs).size).toBeGreaterThan(1900)
  })

  test('puts every source as often at every position', () => {
    const first = seeds.filter((seed) => sourceOf(drawRun(sources, seeded(seed))[0]?.clip ?? '') === 'lstm')
    // 3 of 7 places; four standard errors of 2000 draws are 0.044.
    expect(Math.abs(first.length / seeds.length - 3 / 7)).toBeLessThan(0.045)
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

test('the trials that remain are neither answered nor skipped, in their order', () => {
  const trial = (position: number, answered = false, skipped = false) => ({ position, answered, skipped })
  const trials = [trial(4), trial(1, true), trial(3, false, true), trial(2)]
  expect(remaining(trials).map(({ position }) => position)).toEqual([2, 4])
  expect(remaining([])).toEqual([])
  expect(trials[0]?.position).toBe(4)
})

test('a completion code has eight letters and digits that look like no others', () => {
  const random = seeded(5)
  const codes = Array.from({ length: 2000 }, () => completionCode(random))
  for (const code of codes) expect(code).toMatch(/^[A-HJKMNP-Z2-9]{4}-[A-HJKMNP-Z2-9]{4}$/)
  expect(new Set(codes.join('').replaceAll('-', '')).size).toBe(31)
  expect(new Set(codes).size).toBe(2000)
})

test('a run of ten clips of 30 s is said to take ten minutes', () => {
  expect(runMinutes(10, 30)).toBe(10)
  expect(runMinutes(1, 10)).toBe(3)
})
