/** What a comparison of two sets says in words: descriptions of distances, with no claim about chance. */
import type { DataSetComparison } from '@earshot/data-sets/comparison'
import type { FeatureComparison } from '@earshot/features/distance'
import { decimals, whole } from '../data/numbers.ts'

/** Whether pieces of different sets are farther apart, in the mean, than those of either set; null where a mean is missing. */
export function fartherBetween({ a, b, inter }: FeatureComparison): boolean | null {
  if (!a.intra || !b.intra || !inter) return null
  return inter.mean > Math.max(a.intra.mean, b.intra.mean)
}

/** The one sentence above all. */
export function headline({ a, b, comparison: { features } }: DataSetComparison): string {
  const known = features.map(fartherBetween).filter((farther) => farther !== null)
  if (known.length === 0) return `No feature of ${a.name} and ${b.name} can be compared.`
  const farther = known.filter(Boolean).length
  return `In ${whole(farther)} of ${whole(known.length)} features, a piece of ${a.name} and a piece of ${b.name} lie farther apart in the mean than two pieces of either set.`
}

/** The smaller overlap of a feature; null where one is missing. */
export const leastOverlap = ({ a, b }: FeatureComparison): number | null =>
  a.overlap.value === null || b.overlap.value === null ? null : Math.min(a.overlap.value, b.overlap.value)

/** In which features the sets are least and most alike; "" where no overlap is known. */
export function extremes({ comparison: { features } }: DataSetComparison): string {
  const known = features
    .flatMap((feature) => {
      const overlap = leastOverlap(feature)
      return overlap === null ? [] : [{ label: feature.label, overlap }]
    })
    .sort((x, y) => x.overlap - y.overlap)
  const [least, most] = [known.at(0), known.at(-1)]
  if (!least || !most || least === most) return ''
  const named = ({ label, overlap }: typeof least) => `${lower(label)} (${decimals(overlap, 2)})`
  return `By the smaller of their two overlaps, the sets are least alike in ${named(least)} and most alike in ${named(most)}; 1 is no difference.`
}

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

/** Every reason for a missing number, once. */
export function reasons({ comparison: { features } }: DataSetComparison): string[] {
  const all = features.flatMap(({ label, a, b }) =>
    [a.overlap, a.divergence, b.overlap, b.divergence].flatMap(({ reason }) =>
      reason === undefined ? [] : `${label}: ${reason}.`,
    ),
  )
  return [...new Set(all)]
}

/** A figure for those who do not see it. */
export const figureWords = ({ label, inter, a, b }: FeatureComparison): string =>
  `${label}: mean distance within the first set ${number(a.intra?.mean)}, within the second ${number(b.intra?.mean)}, between them ${number(inter?.mean)}`

const number = (value: number | undefined): string => significant(value ?? null)

/** Three significant digits or whole, as the features differ by a factor of a thousand; a dash for what does not exist. */
export function significant(value: number | null): string {
  if (value === null) return decimals(null)
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 3
  return decimals(value, digits)
}
