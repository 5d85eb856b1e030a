/** A frame of a picture with two labelled axes. */
import { escaped, fonts, pixel, themes } from '@earshot/music/roll-plot'
import type { Scale } from './plot-scale.ts'

const { text, hair, rule, ink } = themes.light

export interface Panel {
  left: number
  top: number
  width: number
  height: number
  across: Scale
  down: Scale
  title: string
}

export const placeX = ({ left, width, across }: Panel, value: unknown): number =>
  left + across.place(value) * width

/** Values beyond the axis stand at its end. */
export const placeY = ({ top, height, down }: Panel, value: number): number =>
  top + (1 - Math.min(1, Math.max(0, down.place(value)))) * height

/** Lines, ticks and names of a panel's axes. */
export function panelFrame({ left, top, width, height, across, down, title }: Panel): string {
  const bottom = top + height
  const levels = down.ticks.map(({ at, label }) => {
    const y = bottom - at * height
    return (
      `<path d="M${pixel(left)} ${pixel(y)}h${pixel(width)}" stroke="${hair}"/>` +
      `<text x="${pixel(left - 8)}" y="${pixel(y + 4)}" text-anchor="end">${escaped(label)}</text>`
    )
  })
  const marks = across.ticks.map(({ at, label }) => {
    const x = left + at * width
    return (
      `<path d="M${pixel(x)} ${pixel(bottom)}v5" stroke="${rule}"/>` +
      `<text x="${pixel(x)}" y="${pixel(bottom + 19)}" text-anchor="middle">${escaped(label)}</text>`
    )
  })
  return [
    `<g font-family="${fonts.sans}" font-size="12" fill="${text}">`,
    ...levels,
    ...marks,
    `<text x="${pixel(left + width / 2)}" y="${pixel(bottom + 38)}" text-anchor="middle" font-size="13" fill="${ink}">${escaped(title)}</text>`,
    '</g>',
    `<path d="M${pixel(left)} ${pixel(top)}V${pixel(bottom)}h${pixel(width)}" fill="none" stroke="${rule}"/>`,
  ].join('\n')
}
