import { useCallback, useEffect, useRef, useState, type RefObject } from 'react'
import { RollCanvas, type RollPicture } from './roll-canvas.ts'
import { gutter, scaleLimits, startingScale } from './roll-window.ts'

interface RollElements {
  frame: RefObject<HTMLDivElement | null>
  wide: RefObject<HTMLDivElement | null>
  canvas: RefObject<HTMLCanvasElement | null>
}

/** A drawn roll: its scale is that of the frame's size until somebody zooms. */
export function useRollCanvas({ layout, playhead }: Omit<RollPicture, 'scale'>) {
  const frame = useRef<HTMLDivElement>(null)
  const wide = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const drawn = useRef<RollCanvas>(null)
  const anchor = useRef(0)
  const followed = useRef(playhead)
  const [scale, setScale] = useState<number>()

  const room = useCallback(
    () => ({ width: (frame.current?.clientWidth ?? 0) - gutter, quarters: layout.width }),
    [layout],
  )

  useEffect(() => {
    if (!frame.current || !wide.current || !canvas.current) return undefined
    const made = new RollCanvas(frame.current, wide.current, canvas.current, () => {
      setScale((now) => Math.max(now ?? startingScale(room()), scaleLimits(room()).least))
    })
    drawn.current = made
    return () => {
      made.end()
    }
  }, [room])

  useEffect(() => {
    if (scale === undefined) return
    drawn.current?.show({ layout, scale, playhead }, anchor.current)
    // Zooming looks where it looks, whether the playhead is there or not.
    if (playhead !== followed.current) drawn.current?.follow()
    followed.current = playhead
  }, [layout, scale, playhead])

  /** To another scale, within limits, around a distance from the frame's left edge. */
  const zoom = useCallback(
    (to: (now: number) => number, around?: number) => {
      const { width } = room()
      anchor.current = (around ?? width / 2 + gutter) - gutter
      const { least, most } = scaleLimits(room())
      setScale((now) => Math.min(most, Math.max(least, to(now ?? startingScale(room())))))
    },
    [room],
  )
  const placeAt = useCallback((x: number) => drawn.current?.placeAt(x) ?? 0, [])
  const elements: RollElements = { frame, wide, canvas }
  return { elements, zoom, placeAt, scale }
}
