/** Whether onsets keep to a grid of any speed. */

export interface OnsetGrid {
  /** Milliseconds between its lines. */
  period: number
  /** Share of onsets that are not at a line. */
  off: number
}

/** Seconds. A grid finer than the shortest is none that can be heard. */
const shortest = 0.05
const longest = 1
/** An onset within this share of the period of a line is at it. */
const nearness = 1 / 16

/** Periods so close to one another that over `span` no line is missed between them. */
function* periods(span: number): Generator<number> {
  for (let period = longest; period >= shortest; period -= (nearness * period ** 2) / span / 2) yield period
}

/** How many times (seconds) are farther from every multiple of `period` than its share allows; `enough` of them end the count. */
function countOff(times: readonly number[], period: number, enough: number): number {
  let off = 0
  for (const time of times) {
    const lines = time / period
    if (Math.abs(lines - Math.round(lines)) > nearness && ++off === enough) break
  }
  return off
}

/**
 * The grid through the first onset that the fewest of the others leave, of periods from 50 ms to 1 s; of equally good ones
 * the coarsest. Onsets (seconds, ascending) at random leave about seven of eight. Null for fewer than two.
 */
export function onsetGrid(onsets: readonly number[]): OnsetGrid | null {
  const times = onsets.map((onset) => onset - onsets[0]).slice(1)
  const span = times.at(-1)
  if (span === undefined || span === 0) return null
  let [best, fewest] = [longest, times.length + 1]
  for (const period of periods(Math.max(span, longest))) {
    const off = countOff(times, period, fewest)
    if (off < fewest) [best, fewest] = [period, off]
  }
  return { period: best * 1000, off: fewest / times.length }
}
