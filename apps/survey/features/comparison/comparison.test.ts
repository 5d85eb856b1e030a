import type { DataSetComparison } from '@earshot/data-sets/comparison'
import { compareSets } from '@earshot/features/distance'
import type { Score } from '@earshot/music/notes'
import { describe, expect, test } from 'vitest'
import { checkNames, compareAddress, readNames } from './address.ts'
import { densityPaths } from './density-path.ts'
import { extremes, fartherBetween, headline, reasons, significant } from './words.ts'

/** A scale of so many steps from a pitch on, a note a beat. */
function scale(from: number, steps: number, by = 1): Score {
  const notes = Array.from({ length: steps }, (_, at) => ({
    start: at,
    end: at + 1,
    pitch: from + by * at,
    velocity: 80,
  }))
  return { notes, tempos: [{ at: 0, bpm: 120 }], meters: [], pedal: [], length: steps }
}

function compared(a: Score[], b: Score[]): DataSetComparison {
  const set = (name: string, of: Score[]) => ({
    name,
    kind: 'data set' as const,
    compared: of.length,
    of: of.length,
  })
  return { a: set('low', a), b: set('high', b), seed: 1, comparison: compareSets(a, b) }
}
const low = [4, 5, 7, 8].map((steps) => scale(40, steps))
const high = [24, 26, 29, 31].map((steps) => scale(60, steps, 2))
const apart = compared(low, high)

describe('In words', () => {
  test('sets that differ are farther apart between than within', () => {
    const { features } = apart.comparison
    const farther = features.filter((feature) => fartherBetween(feature))
    expect(farther.map(({ name }) => name)).toContain('noteCount')
    expect(headline(apart)).toBe(
      `In ${String(farther.length)} of ${String(features.filter((one) => fartherBetween(one) !== null).length)} features, a piece of low and a piece of high lie farther apart in the mean than two pieces of either set.`,
    )
    expect(extremes(apart)).toMatch(
      /^By the smaller of their two overlaps, the sets are least alike in .* and most alike in .*\(\d\.\d\d\)/,
    )
  })

  test('a set and itself are not', () => {
    const same = compared(low, low)
    expect(headline(same)).toMatch(/^In 0 of \d+ features/)
  })

  test('single pieces have no distances, and the reasons are told once', () => {
    const single = compared([low[0]], [high[0]])
    expect(headline(single)).toBe('No feature of low and high can be compared.')
    expect(extremes(single)).toBe('')
    const told = reasons(single)
    expect(told.length).toBeGreaterThan(0)
    expect(new Set(told).size).toBe(told.length)
  })

  test('numbers have three digits that count', () => {
    expect([0.1234, 1.234, 12.34, 123.4, 1234.5, -12.34, null].map(significant)).toEqual([
      '0.123',
      '1.23',
      '12.3',
      '123',
      '1,235',
      '\u221212.3',
      '–',
    ])
  })
})

describe('Densities', () => {
  test('are paths in one box, from distance 0 on', () => {
    const curves = apart.comparison.features.find(({ name }) => name === 'noteCount')?.curves
    if (!curves) throw new Error('note counts have densities')
    const { to, paths } = densityPaths(curves)
    const points = Object.values(paths).flatMap((path) => [
      ...(path ?? '').matchAll(/[ML]([\d.-]+) ([\d.-]+)/g),
    ])
    const [xs, ys] = [1, 2].map((at) => points.map((point) => Number(point[at])))
    expect(Math.min(...xs)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...xs)).toBe(100)
    expect(Math.min(...ys)).toBe(0)
    expect(Math.max(...ys)).toBeLessThanOrEqual(100)
    expect(to).toBeGreaterThan(20)
  })

  test('that are missing have no path', () => {
    const { paths } = densityPaths({ x: [0, 1, 2], y: { intraA: null, intraB: [0, 1, 0], inter: [1, 1, 1] } })
    expect(paths).toEqual({ intraA: null, intraB: 'M0 100L50 0L100 100', inter: 'M0 0L50 0L100 0' })
  })
})

describe('The address', () => {
  test('holds two names, whatever is in them', () => {
    const url = new URL(compareAddress({ a: 'my songs', b: 'a&b' }), 'http://survey.test')
    expect(readNames(Object.fromEntries(url.searchParams))).toEqual({ a: 'my songs', b: 'a&b' })
    expect(compareAddress()).toBe('/data/compare')
    expect(readNames({ a: ' ', b: ['x', 'y'] })).toEqual({ b: 'x' })
  })

  test('is refused in words where it names no set, or one twice', () => {
    const names = ['lpd5', 'starter']
    expect(checkNames({ a: 'lpd5', b: 'starter' }, names)).toMatchObject({ ok: true })
    expect(checkNames({ a: 'lpd5' }, names)).toEqual({ ok: false, reason: null })
    expect(checkNames({ a: 'lpd5', b: 'x' }, names)).toMatchObject({
      reason: expect.stringContaining('“x”') as string,
    })
    expect(checkNames({ a: 'lpd5', b: 'lpd5' }, names)).toMatchObject({
      reason: expect.stringContaining('two') as string,
    })
  })
})
