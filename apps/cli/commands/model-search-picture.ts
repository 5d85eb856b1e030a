/** A search as a picture: the curves of all trials, and their losses against each option that was searched. */
import { extname, resolve } from 'node:path'
import { writeWhole } from '@earshot/models/files/model-file'
import type { Range } from '@earshot/models/search/search-ranges'
import { escaped, fonts, pixel, themes } from '@earshot/music/roll-plot'
import type { ShownSearch, TrialWithCurve } from '@earshot/workshop/search/search-show'
import { toPng } from '../png.ts'
import { panelFrame, placeX, placeY, type Panel } from './model-search-panel.ts'
import { linearScale, logScale, namedScale, type Scale } from './plot-scale.ts'

const { ink, text, ground, mark } = themes.light

const width = 960
const curves = { left: 70, top: 54, width: 866, height: 270 }
const small = { top: 416, height: 190, row: 262, gap: 61 }

/** At most three side by side, and rows as full as can be. */
function gridOf(panels: number): { columns: number; width: number } {
  const rows = Math.ceil(panels / 3)
  const columns = Math.max(2, Math.ceil(panels / rows))
  return { columns, width: (curves.width - (columns - 1) * small.gap) / columns }
}

/** From the first rung to the last: the more epochs, the stronger. Legible without seeing red or green. */
const rungColours = ['#b7c9d3', '#7fb2d2', '#3a8fc4', '#0072b2', '#004f80']
const best = '#d55e00'

type Measured = Pick<ShownSearch, 'search' | 'rungs' | 'trials' | 'name'>

function colourOf({ rank, rung }: Pick<TrialWithCurve, 'rank' | 'rung'>, rungs: number): string {
  if (rank === 1) return best
  const share = Math.max(0, rung - 1) / Math.max(1, rungs - 1)
  return rungColours[Math.round(share * (rungColours.length - 1))] ?? ink
}

/** The loss that decides. */
const measured = ({ search }: Measured, point: { loss: number; heldOut: number | null }): number | null =>
  search.measure === 'held-out' ? point.heldOut : point.loss

const lossesOf = (shown: Measured, { curve }: TrialWithCurve): number[] =>
  curve.flatMap((point) => measured(shown, point) ?? [])

/** Where the losses of a search stand: the few that are far above all others are left at the upper end. */
function lossScale(shown: Measured): Scale {
  const values = shown.trials.flatMap((trial) => lossesOf(shown, trial)).sort((a, b) => a - b)
  const lowest = values[0] ?? 0
  const highest = values[Math.floor(0.95 * (values.length - 1))] ?? 1
  const margin = 0.06 * (highest - lowest || Math.abs(highest) || 1)
  return linearScale(lowest - margin, highest + margin)
}

const scaleOf = (range: Range): Scale => {
  if ('choices' in range)
    return namedScale(range.choices, (name) => `${name.slice(0, 14)}${name.length > 14 ? '…' : ''}`)
  return range.scale === 'log' ? logScale(range.from, range.to) : linearScale(range.from, range.to)
}

function curvesPanel(shown: Measured, down: Scale): string {
  const { rungs, search, trials } = shown
  const across = rungs.length > 1 ? logScale(1, search.epochs) : linearScale(1, search.epochs, 8)
  const title = rungs.length > 1 ? 'epoch (logarithmic)' : 'epoch'
  const panel: Panel = { ...curves, across, down, title }
  // The best on top of the others.
  const lines = [...trials].reverse().map((trial) => {
    const points = trial.curve.flatMap((point) => {
      const loss = measured(shown, point)
      return loss === null ? [] : [`${pixel(placeX(panel, point.epoch))} ${pixel(placeY(panel, loss))}`]
    })
    const colour = colourOf(trial, rungs.length)
    if (points.length === 0) return ''
    if (points.length === 1) {
      const [x, y] = (points[0] ?? '').split(' ')
      return `<circle cx="${x ?? 0}" cy="${y ?? 0}" r="2.5" fill="${colour}"/>`
    }
    const thickness = trial.rank === 1 ? 3 : 1.5
    return `<path d="M${points.join('L')}" fill="none" stroke="${colour}" stroke-width="${String(thickness)}" stroke-linejoin="round"/>`
  })
  return [panelFrame(panel), ...lines.filter(Boolean)].join('\n')
}

/** A trial that failed. */
const cross = (x: number, y: number): string =>
  `<path d="M${pixel(x - 4)} ${pixel(y - 4)}l8 8m0 -8l-8 8" stroke="${mark}" stroke-width="2" fill="none"/>`

function optionPanel(shown: Measured, [option, range]: [string, Range], index: number, down: Scale): string {
  const grid = gridOf(Object.keys(shown.search.ranges).length)
  const panel: Panel = {
    left: curves.left + (index % grid.columns) * (grid.width + small.gap),
    top: small.top + Math.floor(index / grid.columns) * small.row,
    width: grid.width,
    height: small.height,
    across: scaleOf(range),
    down,
    title: option,
  }
  const isNamed = 'choices' in range
  const dots = [...shown.trials].reverse().map((trial) => {
    const loss = Math.min(Infinity, ...lossesOf(shown, trial))
    // Trials of one choice would hide one another: they are put side by side in the order of drawing.
    const aside = isNamed ? (((trial.trial * 5) % 9) - 4) * 3 : 0
    const x = pixel(placeX(panel, trial.options[option]) + aside)
    if (trial.rank === null) {
      return cross(Number(x), panel.top + 8)
    }
    if (loss === Infinity) return ''
    const y = pixel(placeY(panel, loss))
    const colour = colourOf(trial, shown.rungs.length)
    const radius = trial.rank === 1 ? 7 : 5
    return `<circle cx="${x}" cy="${y}" r="${String(radius)}" fill="${colour}" stroke="${ground}"/>`
  })
  return [panelFrame(panel), ...dots.filter(Boolean)].join('\n')
}

function legend(shown: Measured, down: Scale): string {
  const { rungs, search, trials } = shown
  const names = rungs.map((rung, i) => ({
    name: `${String(rung.epochs)} epoch${rung.epochs === 1 ? '' : 's'}`,
    colour: colourOf({ rank: null, rung: i + 1 }, rungs.length),
    // The best trial has a colour of its own.
    trials: i === rungs.length - 1 ? rung.trials - 1 : rung.trials,
  }))
  const entries = [
    { name: 'the best trial', colour: best },
    ...names.filter((one) => one.trials > 0).reverse(),
    ...(trials.some(({ rank }) => rank === null) ? [{ name: 'failed', colour: null }] : []),
  ]
  const marks = entries.map(({ name, colour }, i) => {
    const x = curves.left + 5 + i * 110
    const sign = colour === null ? cross(x, 38) : `<circle cx="${String(x)}" cy="38" r="5" fill="${colour}"/>`
    return `${sign}<text x="${String(x + 11)}" y="42">${escaped(name)}</text>`
  })
  const what = search.measure === 'held-out' ? 'Loss on held-out songs' : 'Training loss'
  const isCut = trials.some((trial) => lossesOf(shown, trial).some((loss) => down.place(loss) > 1))
  const cut = isCut ? '; higher ones are drawn at the upper edge' : ''
  return [
    `<g font-family="${fonts.sans}" font-size="12" fill="${text}">`,
    `<text x="${String(curves.left)}" y="20" font-size="13" fill="${ink}">${what}: epoch by epoch, and the lowest of each trial by its options${cut}</text>`,
    ...marks,
    '</g>',
  ].join('\n')
}

/** The picture of a search as SVG. Returns null before any loss was measured. */
export function searchPicture(shown: Measured): { svg: string; width: number; height: number } | null {
  if (!shown.trials.some((trial) => lossesOf(shown, trial).length > 0)) return null
  const ranges = Object.entries(shown.search.ranges)
  const height = small.top + Math.ceil(ranges.length / gridOf(ranges.length).columns) * small.row - 10
  const down = lossScale(shown)
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" width="${String(width)}" height="${String(height)}" viewBox="0 0 ${String(width)} ${String(height)}">`,
    `<title>Trials of the search ${escaped(shown.name)}</title>`,
    `<rect width="${String(width)}" height="${String(height)}" fill="${ground}"/>`,
    legend(shown, down),
    curvesPanel(shown, down),
    ...ranges.map((range, i) => optionPanel(shown, range, i, down)),
    '</svg>',
    '',
  ].join('\n')
  return { svg, width, height }
}

/** Draws a search into a file, and returns its path. Throws where there is nothing to draw yet. */
export async function drawSearch(file: string, shown: Measured): Promise<string> {
  const picture = searchPicture(shown)
  if (!picture) throw new Error('There is nothing to draw yet: no trial has a loss.')
  const path = resolve(file)
  const isPng = extname(path).toLowerCase() === '.png'
  await writeWhole(path, isPng ? await toPng(picture.svg, picture.width, picture.height) : picture.svg)
  return path
}
