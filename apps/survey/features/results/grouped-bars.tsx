'use client'
import { useCallback } from 'react'
import { Chart, type ChartJs, type Ink, type Picture } from '../../components/chart.tsx'
import type { Marker } from '../../components/marker.ts'
import { axisFont, family, isNarrow, write } from './canvas-marks.ts'
import type { Ratings } from './numbers.ts'

export interface BarGroup {
  name: string
  marker: Marker
  ratings: Ratings
}

/** The ratings 1 to 5, each with a bar for every source in the order given. */
export function GroupedBars({ label, groups }: { label: string; groups: readonly BarGroup[] }) {
  const picture = useCallback((ink: Ink) => groupedBars(groups, ink), [groups])
  return <Chart className="grouped" label={label} picture={picture} />
}

function groupedBars(groups: readonly BarGroup[], ink: Ink): Picture {
  const axis = { color: ink('--ink-3'), font: { size: 12, family } }
  return {
    type: 'bar',
    data: {
      labels: ['1', '2', '3', '4', '5'],
      datasets: groups.map(({ ratings, marker }) => ({
        data: ratings,
        backgroundColor: marker.filled ? ink(marker.color) : ink('--paper'),
        borderColor: ink(marker.color),
        borderWidth: 1.5,
        borderSkipped: false,
        barPercentage: 0.84,
        categoryPercentage: 0.84,
      })),
    },
    options: {
      layout: { padding: { top: 18 } },
      scales: {
        x: {
          grid: { display: false },
          border: { color: ink('--rule-2') },
          ticks: axis,
          title: { display: true, text: 'Rating', ...axis },
        },
        y: {
          beginAtZero: true,
          grid: { color: ink('--rule') },
          border: { display: false },
          ticks: { ...axis, precision: 0 },
          title: { display: true, text: 'How often', ...axis },
        },
      },
    },
    over: (chart) => {
      writeCounts(chart, groups, ink)
    },
  }
}

/** On a phone the bars are too narrow for their numbers, which the table has. */
function writeCounts(chart: ChartJs, groups: readonly BarGroup[], ink: Ink): void {
  if (isNarrow()) return
  for (const [group, { ratings }] of groups.entries()) {
    for (const [index, { x, y }] of chart.getDatasetMeta(group).data.entries()) {
      write(chart.ctx, { text: String(ratings[index]), x, y: y - 5, font: axisFont, color: '--ink-2' }, ink)
    }
  }
}
