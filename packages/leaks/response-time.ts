/** Whether the time in which a clip arrives tells its source. */
import type { Random } from '@earshot/random/random'
import { holm, medianPermutationTest } from '@earshot/statistics/permutation-test'
import type { Finding } from './finding.ts'

/** One fetch of a clip; fetches are best made in an order drawn at random, so that a slow minute slows all sources. */
export interface ClipFetch {
  clip: string
  source: string
  milliseconds: number
}

/** A source blocks where p is below the one and medians differ by more than the other. */
export const significance = 0.01
export const noticeableMilliseconds = 5

/**
 * Compares the times of each source with those of all others together, by a permutation test of the difference of
 * medians; p-values are corrected for the number of comparisons (Holm 1979). One finding for each source that is
 * slower or faster beyond both limits, and one that says what was measured.
 */
export function responseTimeFindings(fetches: readonly ClipFetch[], random: Random): Finding[] {
  const sources = [...new Set(fetches.map(({ source }) => source))].sort()
  if (sources.length < 2) return []
  // Of two sources the one against the other is the only comparison.
  const compared = sources.length === 2 ? sources.slice(0, 1) : sources
  const times = fetches.map(({ milliseconds }) => milliseconds)
  // The least p that these can give stays below a quarter of the limit after the correction.
  const permutations = Math.max(1999, (4 * compared.length) / significance)
  const tests = compared.map((one) => {
    const inGroup = fetches.map(({ source }) => source === one)
    return medianPermutationTest(times, inGroup, { random, permutations })
  })
  const ps = holm(tests.map(({ p }) => p))
  const results = compared.map((source, i) => ({ source, difference: tests[i].difference, p: ps[i] }))
  const leaks = results.filter(
    ({ p, difference }) => p < significance && Math.abs(difference) > noticeableMilliseconds,
  )
  return leaks.length > 0
    ? leaks.map((leak) => leakFinding(leak, fetches))
    : [passed(results, fetches.length)]
}

interface Comparison {
  source: string
  /** Milliseconds by which the source's median is above that of the others. */
  difference: number
  p: number
}

const pValue = (p: number) => (p < 0.001 ? 'p < .001' : `p = ${p.toFixed(3).slice(1)}`)

function leakFinding({ source, difference, p }: Comparison, fetches: readonly ClipFetch[]): Finding {
  const way = difference > 0 ? 'later' : 'sooner'
  return {
    check: 'response-time',
    rule: 'source-timing',
    blocks: true,
    message:
      `Clips of "${source}" arrive ${Math.abs(difference).toFixed(1)} ms ${way} than those of other sources: ` +
      'serve all clips the same way, from one store and made beforehand.',
    clips: [...new Set(fetches.filter((fetch) => fetch.source === source).map(({ clip }) => clip))],
    evidence: `difference of medians ${difference.toFixed(2)} ms, permutation test, ${pValue(p)} after Holm's correction`,
  }
}

function passed(results: readonly Comparison[], fetches: number): Finding {
  const largest = results.reduce((a, b) => (Math.abs(b.difference) > Math.abs(a.difference) ? b : a))
  return {
    check: 'response-time',
    rule: 'timing-measured',
    blocks: false,
    message:
      `No source's clips arrive more than ${noticeableMilliseconds} ms sooner or later than the others' beyond chance ` +
      `(${fetches} fetches); the largest difference of medians is ${Math.abs(largest.difference).toFixed(1)} ms, of "${largest.source}".`,
    evidence: results
      .map(({ source, difference, p }) => `${source}: ${difference.toFixed(2)} ms, ${pValue(p)}`)
      .join('; '),
  }
}
