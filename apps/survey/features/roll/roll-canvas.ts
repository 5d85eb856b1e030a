/** The canvas of a piano roll in its scrolled frame: drawn anew when the frame, the theme or the picture changes. */
import type { RollLayout } from '@earshot/music/roll-layout'
import { readInk, watchTheme } from '../../components/theme.ts'
import { drawRoll } from './draw-roll.ts'
import { following, gutter, zoomed, type RollRoom } from './roll-window.ts'

export interface RollPicture {
  layout: RollLayout
  /** pixels a quarter note */
  scale: number
  /** quarter notes */
  playhead: number
}

/**
 * `frame` scrolls over a `wide` element as long as the roll, in which the canvas stays in sight: so scrolling is the
 * browser's own, by finger, wheel and bar.
 */
export class RollCanvas {
  private readonly frame: HTMLElement
  private readonly wide: HTMLElement
  private readonly canvas: HTMLCanvasElement
  private readonly endings: (() => void)[]
  private picture: RollPicture | undefined
  private waiting = 0

  constructor(frame: HTMLElement, wide: HTMLElement, canvas: HTMLCanvasElement, onResize: () => void) {
    this.frame = frame
    this.wide = wide
    this.canvas = canvas
    const redraw = () => {
      this.redraw()
    }
    const sizes = new ResizeObserver(() => {
      onResize()
      redraw()
    })
    sizes.observe(frame)
    frame.addEventListener('scroll', redraw)
    this.endings = [
      watchTheme(redraw),
      () => {
        sizes.disconnect()
        frame.removeEventListener('scroll', redraw)
        cancelAnimationFrame(this.waiting)
      },
    ]
    void document.fonts.ready.then(redraw)
  }

  /** Shows a picture; at another scale, what stands `anchor` pixels from the gutter stays there. */
  show(picture: RollPicture, anchor = 0): void {
    const before = this.picture
    this.picture = picture
    this.wide.style.width = `${gutter + picture.layout.width * picture.scale}px`
    if (before && before.scale !== picture.scale) {
      const window = { scale: before.scale, scroll: this.frame.scrollLeft }
      this.frame.scrollLeft = zoomed(window, picture.scale, anchor, this.room(picture)).scroll
    }
    this.redraw()
  }

  /** Turns the page if the playhead is not in sight. */
  follow(): void {
    if (!this.picture) return
    const { scale, playhead } = this.picture
    const window = { scale, scroll: this.frame.scrollLeft }
    const turned = following(window, playhead, this.room(this.picture))
    if (turned !== window) this.frame.scrollLeft = turned.scroll
  }

  /** The place (quarter notes) at a distance from the left edge of the frame. */
  placeAt(x: number): number {
    if (!this.picture) return 0
    const { layout, scale } = this.picture
    return Math.min(layout.width, Math.max(0, (x - gutter + this.frame.scrollLeft) / scale))
  }

  end(): void {
    for (const end of this.endings) end()
    this.picture = undefined
  }

  private room({ layout }: RollPicture): RollRoom {
    return { width: this.frame.clientWidth - gutter, quarters: layout.width }
  }

  /** Once a frame, however often it is asked for. */
  private redraw(): void {
    cancelAnimationFrame(this.waiting)
    this.waiting = requestAnimationFrame(() => {
      this.draw()
    })
  }

  private draw(): void {
    const { picture, frame, canvas } = this
    const context = canvas.getContext('2d')
    if (!picture || !context) return
    const { layout, scale, playhead } = picture
    const size = { width: frame.clientWidth, height: canvas.clientHeight }
    const density = Math.max(2, window.devicePixelRatio)
    fit(canvas, { width: Math.round(size.width * density), height: Math.round(size.height * density) })
    canvas.style.width = `${size.width}px`
    context.setTransform(density, 0, 0, density, 0, 0)
    drawRoll(context, size, { layout, window: { scale, scroll: frame.scrollLeft }, playhead }, readInk)
  }
}

/** A new size takes new memory, so it is set only when it is one. */
function fit(canvas: HTMLCanvasElement, { width, height }: { width: number; height: number }): void {
  if (canvas.width !== width) canvas.width = width
  if (canvas.height !== height) canvas.height = height
}
