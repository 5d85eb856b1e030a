/** Draws the part of a piano roll that is seen: time to the right, pitch up, notes in ink. */
import type { RollLayout, RollRectangle } from '@earshot/music/roll-layout'
import type { Ink } from '../../components/theme.ts'
import { everyBars, gutter, header, type RollWindow } from './roll-window.ts'

const sans = '500 12px "Hanken Grotesk Variable", system-ui, sans-serif'
const italic = 'italic 400 13px "Source Serif 4 Variable", Georgia, serif'

/** Pixels between bar lines, and between their numbers, at least. */
const lineRoom = 6
const numberRoom = 44

export interface DrawnRoll {
  layout: RollLayout
  window: RollWindow
  /** quarter notes */
  playhead: number
}

interface Sheet extends DrawnRoll {
  context: CanvasRenderingContext2D
  width: number
  height: number
  ink: Ink
  x: (quarters: number) => number
  y: (row: number) => number
  rowHeight: number
}

/** Draws on a canvas of that size in CSS pixels, whatever was there. */
export function drawRoll(
  context: CanvasRenderingContext2D,
  size: { width: number; height: number },
  roll: DrawnRoll,
  ink: Ink,
): void {
  const { scale, scroll } = roll.window
  const rowHeight = (size.height - header) / roll.layout.height
  const sheet: Sheet = {
    ...size,
    ...roll,
    context,
    ink,
    rowHeight,
    x: (quarters) => gutter + quarters * scale - scroll,
    y: (row) => header + row * rowHeight,
  }
  fill(sheet, '--sheet', 0, 0, size.width, size.height)
  drawOctaves(sheet)
  drawBars(sheet)
  drawNotes(sheet)
  drawGutter(sheet)
  drawPlayhead(sheet)
}

function fill({ context, ink }: Sheet, token: string, x: number, y: number, width: number, height: number) {
  context.fillStyle = ink(token)
  context.fillRect(x, y, width, height)
}

/** A hairline under each C. */
function drawOctaves(sheet: Sheet): void {
  for (const { y } of sheet.layout.octaves) fill(sheet, '--rule', gutter, sharp(sheet.y(y)), sheet.width, 1)
}

const sharp = (pixel: number): number => Math.round(pixel)

function drawBars(sheet: Sheet): void {
  const { layout, window, context, ink, width, height } = sheet
  const pixelsABar = (layout.width / layout.bars.length) * window.scale
  const [lines, numbers] = [everyBars(pixelsABar, lineRoom), everyBars(pixelsABar, numberRoom)]
  context.font = italic
  context.textAlign = 'left'
  context.textBaseline = 'alphabetic'
  for (const { number, x: quarters, heavy } of layout.bars) {
    const x = sharp(sheet.x(quarters))
    if (x < gutter - numberRoom || x > width) continue
    const numbered = (number - 1) % numbers === 0
    if ((number - 1) % lines === 0)
      fill(
        sheet,
        heavy && pixelsABar >= lineRoom ? '--rule-2' : '--rule',
        x,
        numbered ? 4 : header,
        1,
        height,
      )
    if (!numbered) continue
    context.fillStyle = ink('--ink-3')
    context.fillText(String(number), x + 7, header - 7)
  }
  const end = sharp(sheet.x(layout.width))
  if (end <= width) drawEnd(sheet, end)
}

/** The final barline; beyond it is no music. */
function drawEnd(sheet: Sheet, x: number): void {
  const { width, height } = sheet
  fill(sheet, '--wash', x, 0, width - x, height)
  fill(sheet, '--ink', x - 6, header, 1.5, height - header)
  fill(sheet, '--ink', x - 3, header, 3, height - header)
}

function drawNotes(sheet: Sheet): void {
  const { layout, context, ink, width } = sheet
  const [plain, found] = [ink('--ink'), ink('--red')]
  for (const note of layout.notes) {
    const { left, right } = edges(sheet, note)
    if (right < gutter || left > width) continue
    context.globalAlpha = note.marked ? 1 : note.opacity
    context.fillStyle = note.marked ? found : plain
    const height = Math.max(1.5, sheet.rowHeight - Math.min(1, sheet.rowHeight / 6))
    context.fillRect(left, sheet.y(note.y), right - left, height)
    if (note.marked) context.fillRect(left, sheet.y(note.y + 1) + 1, right - left, 1.5)
  }
  context.globalAlpha = 1
}

/** A sliver is left between repeated notes; the shortest note is still seen. */
function edges({ x }: Sheet, note: RollRectangle): { left: number; right: number } {
  const left = x(note.x)
  return { left, right: Math.max(left + 1, x(note.x + note.width) - 0.75) }
}

function drawPlayhead(sheet: Sheet): void {
  const { context, ink, height, playhead } = sheet
  const x = sharp(sheet.x(playhead))
  if (x < gutter - 1) return
  fill(sheet, '--blue', x - 1, 4, 2, height)
  context.fillStyle = ink('--blue')
  context.beginPath()
  context.moveTo(x - 5, 2)
  context.lineTo(x + 5, 2)
  context.lineTo(x, 10)
  context.fill()
}

/** The names of the octaves, over whatever is scrolled under them. */
function drawGutter(sheet: Sheet): void {
  const { context, ink, layout, height } = sheet
  fill(sheet, '--sheet', 0, 0, gutter - 1, height)
  fill(sheet, '--rule-2', gutter - 1, header, 1, height - header)
  context.font = sans
  context.textAlign = 'right'
  context.textBaseline = 'alphabetic'
  context.fillStyle = ink('--ink-3')
  for (const { label, y } of layout.octaves) {
    const bottom = sheet.y(y)
    if (bottom - 4 > header + 8) context.fillText(label, gutter - 7, bottom - 2)
  }
}
