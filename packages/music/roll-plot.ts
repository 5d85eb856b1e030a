/** What the parts of a drawn piano roll share: its frame, its colours, and how numbers and text are written in SVG. */
import type { RollLayout } from './roll-layout.ts'

/** The interface's colours. */
export const themes = {
  light: {
    ground: '#ffffff',
    ink: '#14181b',
    text: '#5c666d',
    hair: '#d3dade',
    rule: '#7e8990',
    mark: '#a5291b',
  },
  dark: {
    ground: '#1a1e21',
    ink: '#ecebe6',
    text: '#97a1a8',
    hair: '#30383e',
    rule: '#76828a',
    mark: '#ff9f8c',
  },
} as const

export type Colours = (typeof themes)['light' | 'dark']

/** The interface's families; names with a digit are quoted, as CSS demands. */
export const fonts = {
  sans: "'Hanken Grotesk', 'Helvetica Neue', Arial, sans-serif",
  serif: "'Source Serif 4', Georgia, 'Times New Roman', serif",
} as const

/** Where the roll itself stands in the picture. */
export interface Plot {
  left: number
  top: number
  width: number
  height: number
  /** from units of the layout to pixels */
  x: (time: number) => number
  y: (row: number) => number
  layout: RollLayout
}

/** The roll within a picture of that size: room for octaves at the left, bars below, and a title above. */
export function createPlot(layout: RollLayout, width: number, height: number, titled: boolean): Plot {
  const left = 40
  const top = titled ? 40 : 12
  const inner = { width: width - left - 14, height: height - top - 28 }
  return {
    ...{ left, top, ...inner, layout },
    x: (time) => left + (time / layout.width) * inner.width,
    y: (row) => top + (row / layout.height) * inner.height,
  }
}

/** Two decimals are finer than any screen or printer. */
export const pixel = (value: number): string => String(Math.round(value * 100) / 100)

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Text for XML 1.0: marks as entities, and without the characters that it cannot hold. */
export const escaped = (text: string): string =>
  text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replace(/[&<>"]/g, (mark) => entities[mark] ?? '')
