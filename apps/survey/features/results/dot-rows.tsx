'use client'
import { useCallback } from 'react'
import { Chart, type ChartJs, type Ink, type Picture } from '../../components/chart.tsx'
import type { Marker } from '../../components/marker.ts'
import { axisFont, drawMarker, isNarrow, nameFont, rule, write } from './canvas-marks.ts'

export interface DotRow {
  name: string
  marker: Marker
  value: number | null
  /** The value as it is written. */
  text: string
}

export interface DotAxis {
  ticks: readonly number[]
  /** What the ends of the axis mean. */
  low: string
  high: string
}

interface DotRowsProps {
  label: string
  rows: readonly DotRow[]
  axis: DotAxis
}

/** Room for the numbers and words of the axis; the rows above are as high as the names beside them. */
const foot = 44

/** Half the width of the longest number that is written, "100.00". */
const labelRoom = 24

/** One value a source on one fixed scale: a mark on lines, never a bar from zero. */
export function DotRows({ label, rows, axis }: DotRowsProps) {
  const picture = useCallback((ink: Ink) => dotRows(rows, axis, ink), [rows, axis])
  return <Chart className="tall" label={label} picture={picture} />
}

function dotRows(rows: readonly DotRow[], axis: DotAxis, ink: Ink): Picture {
  return {
    type: 'scatter',
    data: { datasets: [{ data: [] }] },
    options: {
      layout: { padding: { left: 14, right: 14, bottom: foot } },
      scales: {
        x: { display: false, min: axis.ticks[0], max: axis.ticks.at(-1) },
        y: { display: false, min: 0, max: rows.length, reverse: true },
      },
    },
    under: (chart) => {
      drawAxis(chart, axis, ink)
      for (const [index, row] of rows.entries()) drawRow(chart, row, index, ink)
    },
  }
}

function drawAxis(chart: ChartJs, { ticks, low, high }: DotAxis, ink: Ink): void {
  const { ctx, chartArea } = chart
  const { top, bottom, left, right } = chartArea
  const label = { font: axisFont, color: '--ink-3' }
  ctx.strokeStyle = ink('--rule-2')
  ctx.lineWidth = 0.75
  for (const tick of ticks) {
    const x = chart.scales.x?.getPixelForValue(tick) ?? 0
    rule(ctx, x, top, bottom)
    write(ctx, { ...label, text: String(tick), x, y: bottom + 16 }, ink)
  }
  write(ctx, { ...label, text: low, x: left - 4, y: bottom + 34, align: 'left' }, ink)
  write(ctx, { ...label, text: high, x: right + 4, y: bottom + 34, align: 'right' }, ink)
}

function drawRow(chart: ChartJs, { name, marker, value, text }: DotRow, index: number, ink: Ink): void {
  const { ctx, chartArea, scales } = chart
  const narrow = isNarrow()
  const y = (scales.y?.getPixelForValue(index + 0.5) ?? 0) + (narrow ? 8 : 4)
  const middle = (chartArea.left + chartArea.right) / 2
  const x = scales.x?.getPixelForValue(value ?? 0) ?? 0
  const onLeft = value === null || x > middle
  if (value !== null) {
    drawMarker(ctx, marker, { x, y }, ink)
    // The number of a mark at the end of the axis stays within the canvas.
    const inside = Math.min(Math.max(x, labelRoom), chart.width - labelRoom)
    write(ctx, { text, x: inside, y: y - 12, font: nameFont, color: '--ink' }, ink)
  }
  // On a desk the names stand beside the figure.
  if (!narrow) return
  const place = onLeft
    ? { x: chartArea.left + 6, align: 'left' as const }
    : { x: chartArea.right - 6, align: 'right' as const }
  write(
    ctx,
    { ...place, text: value === null ? `${name}: –` : name, y: y - 12, font: nameFont, color: '--ink' },
    ink,
  )
}
