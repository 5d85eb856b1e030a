/** Which part of a piano roll is seen: how wide a quarter note is, and how far the roll is scrolled. In pixels. */

/** Left of the notes are the names of the octaves, above them the numbers of the bars. */
export const gutter = 34
export const header = 22

/** What is shown of a roll. */
export interface RollWindow {
  /** pixels a quarter note */
  scale: number
  /** pixels of the roll that lie left of the gutter */
  scroll: number
}

/** The room that there is for the notes of a roll. */
export interface RollRoom {
  /** pixels, without the gutter */
  width: number
  /** length of the roll in quarter notes */
  quarters: number
}

const widest = 160

/** From the whole roll at once to a quarter note as wide as a thumb. */
export const scaleLimits = ({ width, quarters }: RollRoom): { least: number; most: number } => {
  const least = width / Math.max(quarters, 1e-3)
  return { least, most: Math.max(widest, least) }
}

/** The scale at which so many bars of four quarter notes are seen, or the whole of a shorter roll. */
export const startingScale = (room: RollRoom): number => {
  const { least, most } = scaleLimits(room)
  const bars = room.width < 500 ? 6 : 16
  return Math.min(most, Math.max(least, room.width / (bars * 4)))
}

/** The window with another scale, in which what was `anchor` pixels from the gutter still is. */
export function zoomed(window: RollWindow, scale: number, anchor: number, room: RollRoom): RollWindow {
  const { least, most } = scaleLimits(room)
  const bounded = Math.min(most, Math.max(least, scale))
  const place = (window.scroll + anchor) / window.scale
  return scrolled({ scale: bounded, scroll: place * bounded - anchor }, room)
}

/** The window scrolled no further than the roll goes. */
export const scrolled = ({ scale, scroll }: RollWindow, { width, quarters }: RollRoom): RollWindow => ({
  scale,
  scroll: Math.max(0, Math.min(scroll, quarters * scale - width)),
})

/** Turns the page where the playhead (quarter notes) would leave the window, and else leaves it as it is. */
export function following(window: RollWindow, playhead: number, room: RollRoom): RollWindow {
  const x = playhead * window.scale - window.scroll
  if (x >= 0 && x <= room.width * 0.95) return window
  return scrolled({ scale: window.scale, scroll: playhead * window.scale - room.width * 0.1 }, room)
}

/** Every so many bars has a line, or a number: the smallest power of two that leaves `room` pixels between. */
export function everyBars(pixelsABar: number, room: number): number {
  let every = 1
  while (pixelsABar * every < room && every < 2 ** 20) every *= 2
  return every
}
