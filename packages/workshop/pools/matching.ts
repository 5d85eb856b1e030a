/** Human excerpts drawn so that they are like the clips of a pool. Pure. */
import type { Choice, MatchFeature } from '@earshot/contract/choice'
import { assign } from './assignment.ts'
import type { ClipFeatures } from './clip-features.ts'

/** An excerpt that passed every gate. */
export interface Excerpt {
  song: string
  /** Its encoding, where there are several: a clip is matched among those of one encoding. */
  encoding: number
  features: ClipFeatures
}

/**
 * For each target an excerpt, of which no two are of one song: those whose squared standardised distances add up to
 * least. Target i takes an excerpt of encoding i mod `encodings`. Indices into `excerpts`; null where none is left.
 */
export function matchExcerpts(
  targets: readonly ClipFeatures[],
  excerpts: readonly Excerpt[],
  on: readonly MatchFeature[],
  encodings = 1,
): (number | null)[] {
  const scale = standardDeviations([...targets, ...excerpts.map(({ features }) => features)], on)
  const bySong = [...groupBySong(excerpts).values()]
  const nearest = targets.map((target, i) =>
    bySong.map((own) => {
      const usable = own
        .filter(([, { encoding }]) => encoding === i % encodings)
        .map(([index, { features }]) => ({ index, far: distance(target, features, on, scale) }))
      return usable.reduce<(typeof usable)[number] | null>(
        (best, one) => (best && best.far <= one.far ? best : one),
        null,
      )
    }),
  )
  const rows = assign(nearest.map((row) => row.map((one) => one?.far ?? impossible)))
  return rows.map((song, i) => nearest[i]?.[song ?? -1]?.index ?? null)
}

function groupBySong(excerpts: readonly Excerpt[]): Map<string, [number, Excerpt][]> {
  const songs = new Map<string, [number, Excerpt][]>()
  for (const entry of excerpts.entries()) {
    const own = songs.get(entry[1].song)
    if (own) own.push(entry)
    else songs.set(entry[1].song, [entry])
  }
  return songs
}

/** Farther than any sum of distances: chosen only where nothing else is left. */
const impossible = 1e9

function distance(
  a: ClipFeatures,
  b: ClipFeatures,
  on: readonly MatchFeature[],
  scale: Partial<Record<MatchFeature, number>>,
): number {
  return on.reduce((sum, feature) => {
    const [x, y, sd] = [a[feature], b[feature], scale[feature] ?? 0]
    return x === null || y === null || sd === 0 ? sum : sum + ((x - y) / sd) ** 2
  }, 0)
}

/** n - 1 in the denominator; 0 for fewer than two values. */
function standardDeviations(
  all: readonly ClipFeatures[],
  on: readonly MatchFeature[],
): Partial<Record<MatchFeature, number>> {
  return Object.fromEntries(on.map((feature) => [feature, spread(valuesOf(all, feature)).sd]))
}

const valuesOf = (all: readonly ClipFeatures[], feature: MatchFeature): number[] =>
  all.map((one) => one[feature]).filter((value) => value !== null)

function spread(values: readonly number[]): { mean: number; sd: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, sd: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0 }
}

type Balance = Extract<Choice['matching'], { kind: 'matched' }>['balance']

/** How far excerpts lie from the targets, before and after matching, by standardised mean differences. */
export function balanceOf(
  targets: readonly ClipFeatures[],
  all: readonly ClipFeatures[],
  chosen: readonly ClipFeatures[],
  on: readonly MatchFeature[],
): Balance {
  return on.map((feature) => {
    const scale = Math.hypot(spread(valuesOf(targets, feature)).sd, spread(valuesOf(all, feature)).sd)
    const difference = (excerpts: readonly ClipFeatures[]) =>
      meanDifference(valuesOf(excerpts, feature), valuesOf(targets, feature), scale / Math.SQRT2)
    return { feature, before: difference(all), after: difference(chosen) }
  })
}

/**
 * The difference of two means in standard deviations. Both before and after are divided by the one of before matching
 * (Stuart 2010, doi 10.1214/09-STS313), so that a smaller spread after matching does not make the difference look larger.
 */
function meanDifference(a: readonly number[], b: readonly number[], sd: number): number | null {
  if (a.length === 0 || b.length === 0 || !(sd > 1e-9)) return null
  return (spread(a).mean - spread(b).mean) / sd
}
