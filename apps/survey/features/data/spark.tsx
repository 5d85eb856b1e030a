import type { FeatureHistogram } from '@earshot/data-sets/summary'

/** The shape of a histogram, as small as a word; the numbers stand beside it. */
export function Spark({ counts }: Pick<FeatureHistogram, 'counts'>) {
  const largest = Math.max(1, ...counts)
  return (
    <svg className="spark" viewBox={`0 0 ${counts.length} 20`} preserveAspectRatio="none" aria-hidden="true">
      <path className="n" d={barsPath(counts, 19 / largest, 20)} />
    </svg>
  )
}

/** Bars of width .8 that stand on `floor`, one unit apart; the least count is still seen. */
export const barsPath = (counts: readonly number[], scale: number, floor: number): string =>
  counts
    .map((count, bar) => {
      if (count === 0) return ''
      const height = Math.max(0.6, count * scale)
      return `M${bar + 0.1} ${floor}v-${Math.round(height * 100) / 100}h.8V${floor}z`
    })
    .join('')
