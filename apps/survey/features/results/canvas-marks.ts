/** What our figures draw on Chart.js's canvas besides bars: the markers of sources, and text that stays readable on lines. */
import type { Ink } from '../../components/chart.tsx'
import type { Marker } from '../../components/marker.ts'

/** Also of text in figures that Chart.js writes. */
export const family = '"Hanken Grotesk Variable", system-ui, sans-serif'
export const axisFont = `500 12px ${family}`
export const nameFont = `600 13px ${family}`

/** Where the layout of figures changes; see results.css. */
export const isNarrow = (): boolean => matchMedia('(max-width: 719px)').matches

interface Spot {
  x: number
  y: number
}

/** A source's marker, about 11 px wide, centred on a spot. */
export function drawMarker(
  context: CanvasRenderingContext2D,
  marker: Marker,
  { x, y }: Spot,
  ink: Ink,
): void {
  context.save()
  context.lineWidth = 2
  context.strokeStyle = ink(marker.color)
  context.fillStyle = marker.filled ? ink(marker.color) : ink('--paper')
  context.beginPath()
  outline[marker.shape](context, x, y)
  context.closePath()
  context.fill()
  context.stroke()
  context.restore()
}

type Outline = (context: CanvasRenderingContext2D, x: number, y: number) => void

const outline: Record<Marker['shape'], Outline> = {
  notehead: (context, x, y) => {
    context.ellipse(x, y, 7, 5, -0.38, 0, 2 * Math.PI)
  },
  circle: (context, x, y) => {
    context.arc(x, y, 5.5, 0, 2 * Math.PI)
  },
  square: (context, x, y) => {
    context.rect(x - 5, y - 5, 10, 10)
  },
  triangle: polygon([0, -6], [6, 5], [-6, 5]),
  diamond: polygon([0, -7], [7, 0], [0, 7], [-7, 0]),
}

function polygon(...corners: [number, number][]): Outline {
  return (context, x, y) => {
    for (const [dx, dy] of corners) context.lineTo(x + dx, y + dy)
  }
}

interface Text extends Spot {
  text: string
  font: string
  color: string
  align?: CanvasTextAlign
}

/** Text with a halo of the paper, so that lines behind it do not cross it. */
export function write(
  context: CanvasRenderingContext2D,
  { text, x, y, font, color, align = 'center' }: Text,
  ink: Ink,
): void {
  context.save()
  context.font = font
  context.textAlign = align
  context.lineWidth = 5
  context.lineJoin = 'round'
  context.strokeStyle = ink('--paper')
  context.strokeText(text, x, y)
  context.fillStyle = ink(color)
  context.fillText(text, x, y)
  context.restore()
}

/** A line down the whole height of a figure's area. */
export function rule(context: CanvasRenderingContext2D, x: number, top: number, bottom: number): void {
  const sharp = Math.round(x) + 0.5
  context.beginPath()
  context.moveTo(sharp, top)
  context.lineTo(sharp, bottom)
  context.stroke()
}
