import { useEffect, type RefObject } from 'react'

/** How far a press may wander and still be a click, in pixels. */
const stillness = 4

interface Hand {
  /** Where the roll was clicked or tapped, in pixels from the frame's left edge. */
  onPoint: (x: number) => void
  /** Ctrl and the wheel, or two fingers on a touchpad. */
  onZoom: (factor: number, x: number) => void
}

/**
 * The mouse drags the frame, a click points, and the wheel with Ctrl zooms. Fingers scroll it as browsers do. Added by
 * hand, since a wheel that zooms must keep the page from zooming, which React's listeners may not.
 */
export function useHand(frame: RefObject<HTMLDivElement | null>, { onPoint, onZoom }: Hand): void {
  useEffect(() => {
    const element = frame.current
    if (!element) return undefined
    const listeners = new AbortController()
    const { signal } = listeners
    const within = ({ clientX }: MouseEvent) => clientX - element.getBoundingClientRect().left
    let drag: { x: number; scroll: number; moved: boolean } | undefined
    element.addEventListener(
      'pointerdown',
      ({ clientX, pointerType, button }) => {
        drag =
          pointerType === 'mouse' && button === 0
            ? { x: clientX, scroll: element.scrollLeft, moved: false }
            : undefined
      },
      { signal },
    )
    window.addEventListener(
      'pointermove',
      ({ clientX, buttons }) => {
        if (!drag || buttons === 0) return
        drag.moved ||= Math.abs(clientX - drag.x) > stillness
        if (drag.moved) element.scrollLeft = drag.scroll - (clientX - drag.x)
      },
      { signal },
    )
    element.addEventListener(
      'click',
      (event) => {
        if (!drag?.moved) onPoint(within(event))
        drag = undefined
      },
      { signal },
    )
    element.addEventListener(
      'wheel',
      (event) => {
        if (!event.ctrlKey) return
        event.preventDefault()
        onZoom(Math.exp(-event.deltaY / 200), within(event))
      },
      { signal, passive: false },
    )
    return () => {
      listeners.abort()
    }
  }, [frame, onPoint, onZoom])
}
