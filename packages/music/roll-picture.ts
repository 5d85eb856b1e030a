/** A piano roll as an SVG document, for a paper or a slide: it needs no program, and its text stays text. */
import type { Score } from './notes.ts'
import { barNumbers, grid, octaveLabels, secondLabels } from './roll-axes.ts'
import { rollLayout, type RollLayout, type RollView } from './roll-layout.ts'
import { createPlot, escaped, fonts, pixel, themes, type Colours, type Plot } from './roll-plot.ts'

export interface RollPictureOptions extends RollView {
  /** Size in pixels; 1200 x 400. */
  width?: number
  height?: number
  /** Dark ink on white, or light ink on black-blue; light. */
  theme?: 'light' | 'dark'
  /** Without a ground, in the inks of the theme. */
  transparent?: boolean
  title?: string
}

const least = { width: 160, height: 80 }
const most = 20_000

/**
 * The bars of a view as SVG: notes in ink, the louder the darker; a hairline under each C; bar lines with numbers, or
 * with seconds on the axis where the view counts them; marked notes in red and underlined. Throws RangeError for a
 * size outside 160 x 80 .. 20,000 x 20,000 or bars that the piece does not have.
 */
export function rollPicture(score: Score, options: RollPictureOptions = {}): string {
  const { width = 1200, height = 400, theme = 'light', transparent = false, title = '' } = options
  checkSize(width, height)
  const plot = createPlot(rollLayout(score, options), width, height, title !== '')
  const colours = themes[theme]
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<title>${escaped(title || 'Piano roll')}</title>`,
    `<desc>${escaped(description(plot.layout, options.time))}</desc>`,
    transparent ? '' : `<rect width="${width}" height="${height}" fill="${colours.ground}"/>`,
    title && heading(title, plot, colours),
    grid(plot, colours),
    noteRectangles(plot, colours),
    `<g font-family="${fonts.sans}" font-size="12" fill="${colours.text}">`,
    octaveLabels(plot),
    options.time === 'seconds' ? secondLabels(plot, colours) : barNumbers(plot),
    '</g>',
    '</svg>',
    '',
  ]
    .filter((line, i, lines) => line !== '' || i === lines.length - 1)
    .join('\n')
}

function checkSize(width: number, height: number): void {
  if (!(width >= least.width && height >= least.height && width <= most && height <= most)) {
    throw new RangeError(
      `a picture of ${width} x ${height} cannot be drawn: take ${least.width} x ${least.height} to ${most} x ${most}`,
    )
  }
}

function description({ notes, bars, lowest, highest }: RollLayout, time: RollView['time']): string {
  const [first, last] = [bars[0].number, bars[bars.length - 1].number]
  const marked = notes.filter((note) => note.marked).length
  return (
    `Piano roll of ${first === last ? `bar ${first}` : `bars ${first} to ${last}`}, ${notes.length} notes, ` +
    `MIDI pitches ${lowest} to ${highest} from bottom to top, time from left to right in ` +
    `${time === 'seconds' ? 'seconds' : 'bars'}${marked > 0 ? `; ${marked} ${marked === 1 ? 'note is' : 'notes are'} marked` : ''}.`
  )
}

const heading = (title: string, { left }: Plot, { ink }: Colours): string =>
  `<text x="${left}" y="27" font-family="${fonts.serif}" font-size="18" font-weight="500" fill="${ink}">${escaped(title)}</text>`

function noteRectangles(plot: Plot, { ink, mark }: Colours): string {
  const of = (marked: boolean) => plot.layout.notes.filter((note) => note.marked === marked)
  const plain = of(false).map((note) => rectangle(plot, note))
  const found = of(true).map((note) => rectangle(plot, note) + underline(plot, note))
  return (
    `<g fill="${ink}">\n${plain.join('\n')}\n</g>` +
    (found.length > 0 ? `\n<g fill="${mark}">\n${found.join('\n')}\n</g>` : '')
  )
}

type Rectangle = RollLayout['notes'][number]

function rectangle(plot: Plot, { x, y, width, opacity }: Rectangle): string {
  const { left, right } = edges(plot, x, width)
  // A sliver between rows and between repeated notes keeps each note a note.
  const height = rowHeight(plot)
  const size = `width="${pixel(right - left)}" height="${pixel(height - Math.min(1, height / 6))}"`
  return `<rect x="${pixel(left)}" y="${pixel(plot.y(y))}" ${size} fill-opacity="${pixel(opacity)}"/>`
}

function underline(plot: Plot, { x, y, width }: Rectangle): string {
  const { left, right } = edges(plot, x, width)
  return `<rect x="${pixel(left)}" y="${pixel(plot.y(y + 1) + 1)}" width="${pixel(right - left)}" height="1.5"/>`
}

function edges({ x: toPixels }: Plot, x: number, width: number) {
  const left = toPixels(x)
  return { left, right: Math.max(left + 0.8, toPixels(x + width) - 0.6) }
}

const rowHeight = ({ layout, height }: Plot): number => height / layout.height
