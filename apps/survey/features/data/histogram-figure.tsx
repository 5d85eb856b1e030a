import type { FeatureHistogram } from '@earshot/data-sets/summary'
import { counted, decimals, whole } from './numbers.ts'
import { barsPath } from './spark.tsx'

/** How the songs of a data set are spread over a feature. */
export function HistogramFigure({ histogram }: { histogram: FeatureHistogram }) {
  const { name, unit, counts, from, width, median } = histogram
  const largest = Math.max(1, ...counts)
  const to = from + width * counts.length
  const place = median === null ? undefined : Math.min(1, Math.max(0, (median - from) / (to - from)))
  return (
    <figure className="histogram">
      <figcaption>
        <b>{name}</b> <span>{unit}</span>
      </figcaption>
      <div className="bars">
        <svg
          viewBox={`0 0 ${counts.length} 100`}
          preserveAspectRatio="none"
          role="img"
          aria-label={inWords(histogram)}
        >
          <path className="n" d={barsPath(counts, 92 / largest, 100)} />
        </svg>
        <span className="most num" aria-hidden="true">
          {whole(largest)}
        </span>
        {place === undefined ? null : (
          <i className="median" style={{ left: `${100 * place}%` }} aria-hidden="true" />
        )}
      </div>
      <p className="axis num" aria-hidden="true">
        <span>{(histogram.below > 0 ? '≤ ' : '') + axisNumber(from)}</span>
        <span>{axisNumber((from + to) / 2)}</span>
        <span>{axisNumber(to) + (histogram.above > 0 ? ' +' : '')}</span>
      </p>
    </figure>
  )
}

const axisNumber = (value: number): string => (Number.isInteger(value) ? whole(value) : decimals(value))

/** A histogram for those who do not see it. */
export function inWords({ name, unit, counts, from, width, median, missing }: FeatureHistogram): string {
  const fullest = counts.indexOf(Math.max(...counts))
  const [low, high] = [from + fullest * width, from + (fullest + 1) * width]
  const songs = counts.reduce((sum, count) => sum + count, 0)
  if (songs === 0) return `${name}: no song has it.`
  return (
    `${name} of ${counted(songs, 'song')}, in ${unit}: the median is ${axisNumber(median ?? 0)}; ` +
    `most songs, ${whole(counts[fullest])}, lie from ${axisNumber(low)} to ${axisNumber(high)}` +
    `${missing > 0 ? `; ${whole(missing)} have none` : ''}.`
  )
}
