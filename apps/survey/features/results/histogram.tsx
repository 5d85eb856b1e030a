'use client'
import { useCallback } from 'react'
import { Chart, type ChartJs, type Ink, type Picture } from '../../components/chart.tsx'
import type { Marker } from '../../components/marker.ts'
import { axisFont, write } from './canvas-marks.ts'
import type { Ratings } from './numbers.ts'
import { histogramWords } from './words.ts'

interface HistogramProps {
  name: string
  ratings: Ratings
  marker: Marker
  /** The top of the scale, shared by the histograms of a figure. */
  largest: number
  className?: string
}

/** How often 1 to 5 were given: counts above the bars; natural ones (1 and 2) solid, the others outlined. */
export function Histogram({ name, ratings, marker, largest, className }: HistogramProps) {
  const picture = useCallback(
    (ink: Ink) => histogram(ratings, marker, largest, ink),
    [ratings, marker, largest],
  )
  return <Chart className={className} label={histogramWords(name, ratings)} picture={picture} />
}

function histogram(ratings: Ratings, marker: Marker, largest: number, ink: Ink): Picture {
  const color = ink(marker.color)
  return {
    type: 'bar',
    data: {
      labels: [1, 2, 3, 4, 5],
      datasets: [
        {
          data: ratings,
          backgroundColor: ratings.map((_, index) => (index < 2 ? color : ink('--paper'))),
          borderColor: color,
          borderWidth: 1.5,
          borderSkipped: false,
          barPercentage: 0.8,
          categoryPercentage: 0.95,
          maxBarThickness: 46,
        },
      ],
    },
    options: {
      layout: { padding: { top: 20, bottom: 16, left: 4, right: 4 } },
      scales: { x: { display: false }, y: { display: false, min: 0, max: 1.08 * Math.max(1, largest) } },
    },
    over: (chart) => {
      writeCounts(chart, ratings, ink)
    },
  }
}

function writeCounts(chart: ChartJs, ratings: Ratings, ink: Ink): void {
  for (const [index, { x, y }] of chart.getDatasetMeta(0).data.entries()) {
    write(chart.ctx, { text: String(ratings[index]), x, y: y - 5, font: axisFont, color: '--ink-2' }, ink)
    write(
      chart.ctx,
      { text: String(index + 1), x, y: chart.height - 2, font: axisFont, color: '--ink-3' },
      ink,
    )
  }
}
