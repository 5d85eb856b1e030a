/** The lines and labels of a drawn piano roll. */
import { fonts, pixel, type Colours, type Plot } from './roll-plot.ts'

/** Lines, each kind as one path. */
export function grid({ layout, left, top, width, height, x, y }: Plot, { hair, rule }: Colours): string {
  const across = layout.octaves.map((octave) => `M${left} ${pixel(y(octave.y))}h${width}`)
  // Closer than this, lines would be a grey area.
  const every = thinning(width / layout.bars.length, 4)
  const bars = layout.bars.filter(({ number }) => (number - 1) % every === 0)
  const down = (heavy: boolean) =>
    bars.filter((bar) => bar.heavy === heavy).map((bar) => `M${pixel(x(bar.x))} ${top}v${height}`)
  const lines = (path: string[], colour: string, stroke: number) =>
    path.length === 0
      ? ''
      : `<path d="${path.join('')}" fill="none" stroke="${colour}" stroke-width="${stroke}"/>\n`
  const frame = `<path d="M${left} ${top + height}h${width}V${top}" fill="none" stroke="${rule}" stroke-width="1"/>`
  return lines(across, hair, 0.75) + lines(down(false), hair, 0.75) + lines(down(true), rule, 1) + frame
}

/** Every C, or every second, fourth ... where there is no room. */
export function octaveLabels({ layout, left, y }: Plot): string {
  const every = thinning(y(12) - y(0), 13)
  return layout.octaves
    .filter((_, i) => i % every === 0)
    .map(
      ({ label, y: row }) => `<text x="${left - 8}" y="${pixel(y(row))}" text-anchor="end">${label}</text>`,
    )
    .join('\n')
}

/** In italics, as in print: every bar, or bars 1, 3, 5 ..., or 1, 5, 9 ... */
export function barNumbers({ layout, top, height, x }: Plot): string {
  const every = thinning((x(layout.width) - x(0)) / layout.bars.length, 26)
  const numbers = layout.bars
    .filter(({ number }) => (number - 1) % every === 0)
    .map((bar) => `<text x="${pixel(x(bar.x) + 2)}" y="${top + height + 17}">${bar.number}</text>`)
  return `<g font-family="${fonts.serif}" font-style="italic" font-size="13">\n${numbers.join('\n')}\n</g>`
}

/** The power of two of things `apart` pixels from each other such that one of so many has `room`. */
const thinning = (apart: number, room: number): number => 2 ** Math.max(0, Math.ceil(Math.log2(room / apart)))

const secondSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600]

/** Minutes and seconds from the left edge, with a tick each. */
export function secondLabels({ layout, top, height, x }: Plot, { rule }: Colours): string {
  const room = 44
  const step = secondSteps.find((seconds) => x(seconds) - x(0) >= room) ?? layout.width
  return Array.from({ length: Math.floor(layout.width / step) + 1 }, (_, i) => i * step)
    .map((seconds) => {
      const at = pixel(x(seconds))
      const foot = top + height
      return `<path d="M${at} ${foot}v4" stroke="${rule}" fill="none"/><text x="${at}" y="${foot + 17}" text-anchor="middle">${clockTime(seconds)}</text>`
    })
    .join('\n')
}

const clockTime = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.round(seconds % 60)).padStart(2, '0')}`
