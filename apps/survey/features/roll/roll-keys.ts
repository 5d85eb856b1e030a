/** What keys do on a piano roll. */
import { barsOn, beatsOn, type CountedBar } from './place.ts'

export const zoomStep = 1.5

/** Where a key leads the playhead (quarter notes), or how it zooms: by a factor, or to the whole piece. */
export type RollMove = { to: number } | { zoom: number | 'whole' }

export interface Key {
  key: string
  shiftKey: boolean
}

/** Undefined for keys that mean nothing here. */
export function rollMove(
  { key, shiftKey }: Key,
  bars: readonly CountedBar[],
  playhead: number,
): RollMove | undefined {
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return { to: shiftKey ? beatsOn(bars, playhead, 1) : barsOn(bars, playhead, 1) }
    case 'ArrowLeft':
    case 'ArrowDown':
      return { to: shiftKey ? beatsOn(bars, playhead, -1) : barsOn(bars, playhead, -1) }
    case 'PageDown':
      return { to: barsOn(bars, playhead, 8) }
    case 'PageUp':
      return { to: barsOn(bars, playhead, -8) }
    case 'Home':
      return { to: 0 }
    case 'End':
      return { to: bars[bars.length - 1].start }
    case '+':
    case '=':
      return { zoom: zoomStep }
    case '-':
      return { zoom: 1 / zoomStep }
    case '0':
      return { zoom: 'whole' }
    default:
      return undefined
  }
}
