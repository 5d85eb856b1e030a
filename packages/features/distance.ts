/**
 * How far two sets of music lie apart, as Yang and Lerch (2020) measure it: for each feature the distances between the
 * pieces within each set, and those between the sets; sets are alike where these distances are distributed alike.
 */
import type { Score } from '@earshot/music/notes'
import { sample, type Random } from '@earshot/random/random'
import { klDivergence, overlapArea, sampleDensities, thinned, type Curves } from './curves.ts'
import { estimateDensity } from './density.ts'
import { describeFeatures, mgevalFeatures, type FeatureDescription, type MgevalFeatures } from './mgeval.ts'
import { mean, median } from './numbers.ts'

/** A number, or why there is none. */
export type Measured = { value: number; reason?: undefined } | { value: null; reason: string }

export interface DistanceSummary {
  /** pairs */
  n: number
  mean: number
  /** n - 1 in the denominator; null for one pair */
  sd: number | null
  median: number
  lowest: number
  highest: number
}

export interface SetSummary {
  /** pieces that have the feature */
  pieces: number
  /** of each of the feature's numbers; null for no piece, the standard deviation for one piece too */
  mean: number[] | null
  sd: number[] | null
  /** distances between two pieces of the set; null for fewer than two pieces */
  intra: DistanceSummary | null
  /** of the set's own distances and those between the sets: the area under both densities, 0..1 */
  overlap: Measured
  /** Kullback-Leibler divergence, in nats, of the distances between the sets from the set's own */
  divergence: Measured
}

export interface FeatureComparison extends FeatureDescription {
  /** numbers a piece: 1, 12, 144, or a multiple of the bars */
  size: number
  a: SetSummary
  b: SetSummary
  /** distances between a piece of the one set and one of the other; null where a set has no piece */
  inter: DistanceSummary | null
  /** densities of the three kinds of distances for a plot; a curve is null where its distances do not vary */
  curves: Curves<Kind> | null
}

export interface SetComparison {
  /** pieces that were compared, of so many */
  a: { compared: number; of: number }
  b: { compared: number; of: number }
  features: FeatureComparison[]
}

export interface ComparisonOptions {
  /** Draws the pieces of larger sets; needed for these. */
  random?: Random
  /** Of each set so many pieces are compared; 100. Their pairs grow with its square. */
  most?: number
  /** The features of bars too, of so many; 0. */
  bars?: number
}

/** Compares two sets of scores. Throws RangeError for a set larger than `most` without `random`. */
export function compareSets(
  a: readonly Score[],
  b: readonly Score[],
  { random, most = 100, bars = 0 }: ComparisonOptions = {},
): SetComparison {
  const [ofA, ofB] = [a, b].map((set) =>
    drawn(set, most, random).map((score) => mgevalFeatures(score, { bars })),
  )
  return {
    a: { compared: ofA.length, of: a.length },
    b: { compared: ofB.length, of: b.length },
    features: describeFeatures(bars).map((feature) => compareFeature(feature, ofA, ofB)),
  }
}

function drawn(set: readonly Score[], most: number, random?: Random): readonly Score[] {
  if (set.length <= most) return set
  if (!random) throw new RangeError(`a set of more than ${most} pieces needs a random stream to draw from it`)
  return sample(set, most, random)
}

type Vector = readonly number[]

/** Compares two sets, measured by `mgevalFeatures`, in one feature. */
export function compareFeature(
  feature: FeatureDescription,
  setA: readonly MgevalFeatures[],
  setB: readonly MgevalFeatures[],
): FeatureComparison {
  const [a, b] = [setA, setB].map((set) =>
    set.flatMap((piece) => [piece[feature.name] ?? []].filter(notEmpty)),
  )
  const distances = {
    intraA: withinSet(a),
    intraB: withinSet(b),
    inter: a.flatMap((one) => b.map((other) => distance(one, other))),
  }
  const curves = sampleDensities({
    intraA: estimateDensity(distances.intraA),
    intraB: estimateDensity(distances.intraB),
    inter: estimateDensity(distances.inter),
  })
  return {
    ...feature,
    size: (a.at(0) ?? b.at(0) ?? []).length,
    a: { ...summariseSet(a, distances.intraA), ...likeness(distances, curves, 'intraA') },
    b: { ...summariseSet(b, distances.intraB), ...likeness(distances, curves, 'intraB') },
    inter: summarise(distances.inter),
    curves: curves && thinned(curves),
  }
}

const notEmpty = (vector: Vector): boolean => vector.length > 0

function distance(a: Vector, b: Vector): number {
  let squares = 0
  for (let i = 0; i < a.length; i++) squares += (a[i] - b[i]) ** 2
  return Math.sqrt(squares)
}

/** Of every pair once. MGEval has each twice, which makes its bandwidth a little smaller. */
const withinSet = (set: readonly Vector[]): number[] =>
  set.flatMap((one, i) => set.slice(0, i).map((other) => distance(one, other)))

function summariseSet(set: readonly Vector[], intra: readonly number[]) {
  const columns = (set.at(0) ?? []).map((_, i) => set.map((vector) => vector[i]))
  return {
    pieces: set.length,
    mean: set.length > 0 ? columns.map((column) => mean(column) ?? 0) : null,
    sd: set.length > 1 ? columns.map(standardDeviation) : null,
    intra: summarise(intra),
  }
}

/** n - 1 in the denominator, as in all of this project. */
function standardDeviation(values: readonly number[]): number {
  const middle = mean(values) ?? 0
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1))
}

function summarise(distances: readonly number[]): DistanceSummary | null {
  if (distances.length === 0) return null
  return {
    n: distances.length,
    mean: mean(distances) ?? 0,
    sd: distances.length > 1 ? standardDeviation(distances) : null,
    median: median(distances) ?? 0,
    lowest: distances.reduce((a, b) => Math.min(a, b)),
    highest: distances.reduce((a, b) => Math.max(a, b)),
  }
}

type Kind = 'intraA' | 'intraB' | 'inter'

/** How alike a set's own distances and those between the sets are distributed. */
function likeness(
  distances: Record<Kind, readonly number[]>,
  curves: Curves<Kind> | null,
  set: 'intraA' | 'intraB',
): Pick<SetSummary, 'overlap' | 'divergence'> {
  const [own, between] = [curves?.y[set] ?? null, curves?.y.inter ?? null]
  if (!curves || !own) return neither(noDensity('within the set', distances[set]))
  if (!between) return neither(noDensity('between the sets', distances.inter))
  const step = curves.x[1] - curves.x[0]
  const divergence = klDivergence(own, between, step)
  return {
    overlap: { value: overlapArea(own, between, step) },
    divergence:
      divergence === null
        ? {
            value: null,
            reason: 'it is infinite: some distances within the set are unlike any between the sets',
          }
        : { value: divergence },
  }
}

const neither = (reason: string): Pick<SetSummary, 'overlap' | 'divergence'> => ({
  overlap: { value: null, reason },
  divergence: { value: null, reason },
})

const noDensity = (where: string, distances: readonly number[]): string =>
  distances.length < 2
    ? `there are fewer than two distances ${where}`
    : `all distances ${where} are the same, so they have no density`
