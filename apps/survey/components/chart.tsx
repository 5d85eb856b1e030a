'use client'
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart as ChartJs,
  LinearScale,
  PointElement,
  ScatterController,
  type ChartConfiguration,
} from 'chart.js'
import { useEffect, useRef } from 'react'
import { readInk, watchTheme, type Ink } from './theme.ts'

export type { ChartJs }
export type { Ink } from './theme.ts'

ChartJs.register(BarController, BarElement, CategoryScale, LinearScale, PointElement, ScatterController)

/** What is drawn: Chart.js lays out the scales and bars, and `under` and `over` draw before and after the data. */
export interface Picture {
  type: 'bar' | 'scatter'
  data: ChartConfiguration['data']
  options: ChartConfiguration['options']
  under?: (chart: ChartJs) => void
  over?: (chart: ChartJs) => void
}

interface ChartProps {
  /** What the figure shows, in a sentence; its numbers stand in a table near it. */
  label: string
  className?: string
  /** Called again for each theme, so it must stay the same function while the data are the same. */
  picture: (ink: Ink) => Picture
}

/** The only way to Chart.js. */
export function Chart({ label, className = '', picture }: ChartProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const drawing = useRef<Drawing>(null)
  useEffect(() => {
    if (!canvas.current) return
    const started = startDrawing(canvas.current)
    drawing.current = started
    return started.end
  }, [])
  useEffect(() => {
    drawing.current?.show(picture)
  }, [picture])
  return (
    <div className={`chart ${className}`}>
      <canvas ref={canvas} role="img" aria-label={label} />
    </div>
  )
}

interface Drawing {
  show: (make: ChartProps['picture']) => void
  end: () => void
}

/** Draws on a canvas, and again when the theme changes or the fonts have come, until it is ended. */
function startDrawing(canvas: HTMLCanvasElement): Drawing {
  let make: ChartProps['picture'] | undefined
  let chart: ChartJs | undefined
  let picture: Picture | undefined
  const hooks = {
    id: 'earshot',
    beforeDatasetsDraw: (on: ChartJs) => picture?.under?.(on),
    afterDatasetsDraw: (on: ChartJs) => picture?.over?.(on),
  }
  const redraw = () => {
    if (!make) return
    picture = make(readInk)
    const { type, data } = picture
    const options = { ...common(), ...picture.options }
    if (!chart) {
      chart = new ChartJs(canvas, { type, data, options, plugins: [hooks] })
      return
    }
    chart.data = data
    chart.options = options
    chart.update('none')
  }
  const stopWatching = watchTheme(redraw)
  let ended = false
  void document.fonts.ready.then(() => {
    if (!ended) redraw()
  })
  return {
    show(next) {
      make = next
      redraw()
    },
    end() {
      ended = true
      stopWatching()
      chart?.destroy()
      chart = undefined
    },
  }
}

const common = (): ChartConfiguration['options'] => ({
  animation: false,
  responsive: true,
  maintainAspectRatio: false,
  devicePixelRatio: Math.max(2, window.devicePixelRatio),
  events: [],
})
