import type { Density } from './density.ts'

/** Densities by name: `y` at each `x`, null where there is no density. */
export interface Curves<Name extends string> {
  x: number[]
  y: Record<Name, number[] | null>
}

/** Densities are sampled so far beyond the values (in bandwidths): what lies farther out is less than 1e-9. */
const margin = 6
const samplesPerBandwidth = 4
const mostSamples = 4096

/**
 * Samples densities at the same places, evenly over all of the line on which they are not 0, at least four a bandwidth
 * (and never more than 4,097). Null where there is no density at all.
 */
export function sampleDensities<Name extends string>(
  densities: Record<Name, Density | null>,
): Curves<Name> | null {
  const known = Object.values<Density | null>(densities).filter((density) => density !== null)
  if (known.length === 0) return null
  const from = Math.min(...known.map(({ lowest, bandwidth }) => lowest - margin * bandwidth))
  const to = Math.max(...known.map(({ highest, bandwidth }) => highest + margin * bandwidth))
  const finest = Math.min(...known.map(({ bandwidth }) => bandwidth))
  const steps = Math.min(mostSamples, Math.ceil(((to - from) * samplesPerBandwidth) / finest))
  const x = Array.from({ length: steps + 1 }, (_, i) => from + ((to - from) * i) / steps)
  return { x, y: each(densities, (density) => density && x.map((at) => density.at(at))) }
}

const each = <Name extends string, From, To>(values: Record<Name, From>, change: (value: From) => To) =>
  Object.fromEntries(Object.entries<From>(values).map(([name, value]) => [name, change(value)])) as Record<
    Name,
    To
  >

/** The integral of min(p, q) for densities sampled every `step`, 0..1: the area under both (overlap area). */
export function overlapArea(p: readonly number[], q: readonly number[], step: number): number {
  return Math.min(
    1,
    p.reduce((area, density, i) => area + Math.min(density, q[i]) * step, 0),
  )
}

/**
 * The integral of p log(p / q) for densities sampled every `step`: the Kullback-Leibler divergence of q from p in nats.
 * Null where q is 0 in double precision and p is not, so that it would be infinite.
 */
export function klDivergence(p: readonly number[], q: readonly number[], step: number): number | null {
  const nats = p.reduce((sum, density, i) => sum + (density > 0 ? density * Math.log(density / q[i]) : 0), 0)
  return Number.isFinite(nats) ? Math.max(0, nats * step) : null
}

/** Only every so many a point, so that at most `points` are left for a plot; five significant digits. */
export function thinned<Name extends string>({ x, y }: Curves<Name>, points = 128): Curves<Name> {
  const every = Math.ceil(x.length / points)
  const thin = (values: readonly number[]) =>
    values.filter((_, i) => i % every === 0).map((value) => Number(value.toPrecision(5)))
  return { x: thin(x), y: each(y, (values) => (values ? thin(values) : null)) }
}
