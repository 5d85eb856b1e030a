import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { klDivergence, overlapArea, sampleDensities, thinned } from './curves.ts'
import { estimateDensity, type Density } from './density.ts'

interface Case {
  name: string
  a: number[]
  b: number[]
  bandwidth: number
  at: number[]
  density: number[]
  overlap: number
  divergence: number | null
}
const { densities } = JSON.parse(
  readFileSync(new URL('fixtures/expected.json', import.meta.url), 'utf8'),
) as unknown as { densities: Case[] }

const density = (values: readonly number[]): Density => {
  const estimated = estimateDensity(values)
  if (!estimated) throw new Error('no density')
  return estimated
}
function sampled(a: readonly number[], b: readonly number[]) {
  const curves = sampleDensities({ p: density(a), q: density(b) })
  if (!curves?.y.p || !curves.y.q) throw new Error('no curves')
  return { x: curves.x, p: curves.y.p, q: curves.y.q, step: curves.x[1] - curves.x[0] }
}

test.each(densities)('$name: density, overlap and divergence are those of scipy', (one) => {
  const estimated = density(one.a)
  expect(estimated.bandwidth).toBeCloseTo(one.bandwidth, 12)
  one.at.forEach((x, i) => {
    expect(Math.abs(estimated.at(x) - one.density[i])).toBeLessThan(1e-12)
  })
  const { p, q, step } = sampled(one.a, one.b)
  expect(Math.abs(overlapArea(p, q, step) - one.overlap)).toBeLessThan(2e-3)
  const divergence = klDivergence(p, q, step)
  if (one.divergence === null) expect(divergence).toBeNull()
  else expect(Math.abs((divergence ?? NaN) - one.divergence)).toBeLessThan(1e-6)
})

test('a density is 1 in all, and its samples reach to where it ends', () => {
  const { p, x, step } = sampled([1, 2, 2, 3, 8], [1, 1.5])
  expect(p.reduce((sum, value) => sum + value * step, 0)).toBeCloseTo(1, 6)
  expect(Math.min(...x)).toBeLessThan(-2)
  expect(Math.max(...p.slice(-1), p[0])).toBeLessThan(1e-6)
})

test('values that do not vary, or only by rounding, have no density', () => {
  expect([[], [1], [4, 4, 4], [0.1 + 0.2, 0.3, 0.3]].map(estimateDensity)).toEqual([null, null, null, null])
  expect(sampleDensities({ p: null, q: null })).toBeNull()
})

test('a plot has at most so many points, and a gap where there is no density', () => {
  const curves = sampleDensities({ p: density([0, 1, 900]), q: density([0.1, 0.2]), none: null })
  if (!curves) throw new Error('no curves')
  expect(curves.x).toHaveLength(4097)
  const { x, y } = thinned(curves, 100)
  expect(x.length).toBeLessThanOrEqual(100)
  expect([y.p?.length, y.none]).toEqual([x.length, null])
})
