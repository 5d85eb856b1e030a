'use client'
import type { Score } from '@earshot/music/notes'
import { rollLayout } from '@earshot/music/roll-layout'
import { useCallback, useId, useMemo, type KeyboardEvent } from 'react'
import { countedBars, placeInWords, placeOf } from './place.ts'
import { rollMove, zoomStep } from './roll-keys.ts'
import { songClock } from './song-clock.ts'
import { useCalmTime } from './use-calm-time.ts'
import { useHand } from './use-hand.ts'
import { useRollCanvas } from './use-roll-canvas.ts'

interface RollProps {
  score: Score
  /** The name of the piece. */
  title: string
  /** What is to be seen, for everybody, in a sentence or two. */
  description: string
  /** Where the playhead stands, in seconds. */
  time: number
  /** Whether the playhead goes by itself. */
  playing: boolean
  onTime: (seconds: number) => void
  /** Plays or pauses; Enter does so on the roll. */
  onPlay: () => void
  /** Indexes of notes that are shown in red and underlined. */
  marked?: readonly number[]
}

/**
 * A piano roll with a playhead. It is a slider for those who do not see it: its value is the place of the playhead, in
 * bars and beats. Drawn on a canvas whatever its length, as songs of 10,000 notes are scrolled and zoomed like small ones.
 */
export function Roll({ score, title, description, time, playing, onTime, onPlay, marked }: RollProps) {
  const id = useId()
  const layout = useMemo(() => rollLayout(score, { marked }), [score, marked])
  const clock = useMemo(() => songClock(score), [score])
  const bars = useMemo(() => countedBars(score), [score])
  const shown = useCalmTime(time, playing)
  const playhead = clock.quarters(shown)
  const { elements, zoom, placeAt, scale } = useRollCanvas({ layout, playhead })
  const { frame, wide, canvas } = elements

  const go = useCallback(
    (quarters: number) => {
      onTime(clock.seconds(quarters))
    },
    [clock, onTime],
  )
  const onPoint = useCallback(
    (x: number) => {
      go(placeAt(x))
    },
    [go, placeAt],
  )
  const onZoom = useCallback(
    (factor: number, x?: number) => {
      zoom((now) => now * factor, x)
    },
    [zoom],
  )
  useHand(frame, { onPoint, onZoom })

  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const move = rollMove(event, bars, clock.quarters(time))
    if (move && 'to' in move) go(move.to)
    else if (move) zoom((now) => (move.zoom === 'whole' ? 0 : now * move.zoom))
    else if (event.key === 'Enter') onPlay()
    else return
    event.preventDefault()
  }

  const place = placeOf(bars, playhead)
  const duration = clock.seconds(score.length)
  return (
    <figure className="roll-figure">
      <div className="roll-tools">
        <ZoomButtons zoom={zoom} ready={scale !== undefined} />
      </div>
      <div
        ref={frame}
        className="roll-frame"
        // A slider takes the keys that move it.
        tabIndex={0}
        role="slider"
        aria-label={`Playhead in the piano roll of ${title}`}
        aria-describedby={`${id}-words`}
        aria-valuemin={1}
        aria-valuemax={bars.length}
        aria-valuenow={place.bar}
        aria-valuetext={placeInWords(place, { bars: bars.length, time: shown, duration })}
        onKeyDown={press}
      >
        <div ref={wide} className="roll-wide">
          <canvas ref={canvas} className="roll-canvas" />
        </div>
      </div>
      <figcaption className="cap" id={`${id}-words`}>
        {description}
      </figcaption>
      <p className="cap only-desk">
        On the roll, click to set the playhead and drag to scroll. Keys: arrows go by a bar, with Shift by a
        beat; Page Up and Page Down by eight bars; Home and End; + and − zoom, 0 shows the whole piece; Space
        plays.
      </p>
    </figure>
  )
}

interface ZoomButtonsProps {
  zoom: (to: (now: number) => number) => void
  ready: boolean
}

function ZoomButtons({ zoom, ready }: ZoomButtonsProps) {
  const buttons = [
    { name: 'Zoom out', face: '−', to: (now: number) => now / zoomStep },
    { name: 'Zoom in', face: '+', to: (now: number) => now * zoomStep },
    { name: 'Whole piece', face: 'Whole piece', to: () => 0 },
  ]
  return (
    <div className="roll-zoom" role="group" aria-label="Zoom">
      {buttons.map(({ name, face, to }) => (
        <button
          key={name}
          type="button"
          className="btn small"
          aria-label={name}
          disabled={!ready}
          onClick={() => {
            zoom(to)
          }}
        >
          {face}
        </button>
      ))}
    </div>
  )
}
