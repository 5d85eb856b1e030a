/** Learning curves: on one line of a terminal, and as a picture for a paper. */
import type { Manifest } from '@earshot/models/files/manifest'
import { escaped, fonts, pixel, themes } from '@earshot/music/roll-plot'
import { ticks } from './plot-scale.ts'

export type Curve = Manifest['training']['curve']

export interface NamedCurve {
  name: string
  curve: Curve
  /** The epoch whose weights were kept, from 1. */
  best: number
}

const blocks = '▁▂▃▄▅▆▇█'

/** The means of at most `width` stretches of numbers, each as a block between the lowest and the highest. */
export function sparkline(values: readonly number[], width = 60): string {
  const stretches = Math.min(width, values.length)
  const means = Array.from({ length: stretches }, (_, i) => {
    const [from, to] = [i, i + 1].map((n) => Math.floor((n * values.length) / stretches))
    const part = values.slice(from, to)
    return part.reduce((sum, value) => sum + value, 0) / part.length
  })
  const lowest = Math.min(...means)
  const range = Math.max(...means) - lowest
  return means.map((mean) => blocks[range > 0 ? Math.round((7 * (mean - lowest)) / range) : 0]).join('')
}

/** Okabe and Ito 2008: told apart without seeing red or green. */
const inks = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00', '#000000', '#999933']

const size = { width: 960, height: 540, left: 76, right: 24, top: 24, bottom: 60, legend: 22 }

interface Frame {
  x: (epoch: number) => number
  y: (loss: number) => number
  epochs: number
  lowest: number
  highest: number
  bottom: number
}

function frameOf(curves: readonly NamedCurve[], legendHeight: number): Frame {
  const losses = curves.flatMap(({ curve }) =>
    curve.flatMap(({ loss, heldOut }) => (heldOut === null ? [loss] : [loss, heldOut])),
  )
  const epochs = Math.max(...curves.map(({ curve }) => curve.length))
  // From nought: a curve that hardly falls must not look as if it did.
  const lowest = Math.min(0, ...losses)
  const highest = Math.max(...losses, lowest + 1e-6)
  const bottom = size.height - size.bottom - legendHeight
  const across = size.width - size.left - size.right
  return {
    x: (epoch) => size.left + ((epoch - 1) / Math.max(1, epochs - 1)) * across,
    y: (loss) => bottom - ((loss - lowest) / (highest - lowest)) * (bottom - size.top),
    ...{ epochs, lowest, highest, bottom },
  }
}

const { ink, text, hair, rule, ground } = themes.light

function axes({ x, y, epochs, lowest, highest, bottom }: Frame): string {
  const right = size.width - size.right
  const across = ticks(lowest, highest, 6).map(
    (loss) =>
      `<path d="M${size.left} ${pixel(y(loss))}H${right}" stroke="${hair}"/>` +
      `<text x="${size.left - 8}" y="${pixel(y(loss) + 4)}" text-anchor="end">${loss}</text>`,
  )
  const down = [1, ...ticks(1, epochs, 8).filter((epoch) => Number.isInteger(epoch) && epoch > 1)].map(
    (epoch) =>
      `<path d="M${pixel(x(epoch))} ${pixel(bottom)}v5" stroke="${rule}"/>` +
      `<text x="${pixel(x(epoch))}" y="${pixel(bottom + 20)}" text-anchor="middle">${epoch}</text>`,
  )
  const middle = (size.top + bottom) / 2
  return [
    `<g font-family="${fonts.sans}" font-size="13" fill="${text}">`,
    ...across,
    ...down,
    `<text x="${pixel((size.left + right) / 2)}" y="${pixel(bottom + 42)}" text-anchor="middle">epoch</text>`,
    `<text transform="translate(20 ${pixel(middle)}) rotate(-90)" text-anchor="middle">loss (cross-entropy, nats)</text>`,
    '</g>',
    `<path d="M${size.left} ${size.top}V${pixel(bottom)}H${right}" fill="none" stroke="${rule}"/>`,
  ].join('\n')
}

/** A line through the epochs where there is a number; a lone one is a dot. */
function line(values: readonly (number | null)[], { x, y }: Frame, colour: string, dashed: boolean): string {
  const points = values.flatMap((value, i) => (value === null ? [] : [[x(i + 1), y(value)] as const]))
  if (points.length === 0) return ''
  const [[firstX, firstY] = [0, 0]] = points
  if (points.length === 1)
    return `<circle cx="${pixel(firstX)}" cy="${pixel(firstY)}" r="3" fill="${colour}"/>`
  const path = points.map(([px, py]) => `${pixel(px)} ${pixel(py)}`).join('L')
  const dash = dashed ? ' stroke-dasharray="7 5"' : ''
  return `<path d="M${path}" fill="none" stroke="${colour}" stroke-width="2" stroke-linejoin="round"${dash}/>`
}

function legend(curves: readonly NamedCurve[], top: number): string {
  const rows = curves.map(({ name, curve }, i) => {
    const y = top + i * size.legend
    const colour = inks[i % inks.length] ?? ink
    const heldOut = curve.some((point) => point.heldOut !== null)
    const key = (x: number, dash: string) =>
      `<path d="M${x} ${y}h34" stroke="${colour}" stroke-width="2"${dash}/>`
    const label = (x: number, what: string) => `<text x="${x}" y="${y + 4}">${escaped(what)}</text>`
    return (
      key(size.left, '') +
      label(size.left + 42, `${name}, training`) +
      (heldOut
        ? key(size.left + 400, ' stroke-dasharray="7 5"') + label(size.left + 442, 'held-out songs')
        : '')
    )
  })
  return `<g font-family="${fonts.sans}" font-size="13" fill="${ink}">\n${rows.join('\n')}\n</g>`
}

/**
 * Training loss (solid) and held-out loss (dashed) over epochs as SVG; a ring marks the epoch whose weights were kept.
 * Returns null where no model has a curve.
 */
export function curvePicture(
  all: readonly NamedCurve[],
): { svg: string; width: number; height: number } | null {
  const curves = all.filter(({ curve }) => curve.length > 0)
  if (curves.length === 0) return null
  const legendHeight = curves.length * size.legend
  const height = size.height + Math.max(0, legendHeight - 3 * size.legend)
  const frame = frameOf(curves, legendHeight - (height - size.height))
  const lines = curves.flatMap(({ curve, best }, i) => {
    const colour = inks[i % inks.length] ?? ink
    const kept = curve[best - 1]
    return [
      line(
        curve.map(({ loss }) => loss),
        frame,
        colour,
        false,
      ),
      line(
        curve.map(({ heldOut }) => heldOut),
        frame,
        colour,
        true,
      ),
      kept
        ? `<circle cx="${pixel(frame.x(best))}" cy="${pixel(frame.y(kept.loss))}" r="5" fill="${ground}" stroke="${colour}" stroke-width="2"/>`
        : '',
    ]
  })
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" width="${size.width}" height="${height}" viewBox="0 0 ${size.width} ${height}">`,
    `<title>Learning curves of ${escaped(curves.map(({ name }) => name).join(', '))}</title>`,
    `<rect width="${size.width}" height="${height}" fill="${ground}"/>`,
    axes(frame),
    ...lines.filter(Boolean),
    legend(curves, frame.bottom + 64),
    '</svg>',
    '',
  ].join('\n')
  return { svg, width: size.width, height }
}
