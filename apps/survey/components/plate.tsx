import type { ReactNode } from 'react'
import { Logo } from './logo.tsx'

interface PlateProps {
  /** A line in italics over the title. */
  over: string
  title: ReactNode
  /** Notes on the stave: open is to come, filled is done. */
  notes: number
  filled?: boolean
  facts: string[]
  /** Stands in the upper corner. */
  corner?: ReactNode
}

/** The slate cover of a study, with a stave of as many notes as there are clips. */
export function Plate({ over, title, notes, filled = false, facts, corner }: PlateProps) {
  return (
    <header className="plate">
      <div className="plate-top">
        <Logo />
        {corner}
      </div>
      <div className="plate-title">
        <p className="over">{over}</p>
        <h1 tabIndex={-1}>{title}</h1>
      </div>
      <div
        className={filled ? 'stave all' : 'stave'}
        style={{ gridTemplateColumns: `repeat(${notes}, 1fr)` }}
        aria-hidden="true"
      >
        {Array.from({ length: notes }, (_, index) => (
          <svg key={index} viewBox="0 0 15 10">
            <ellipse cx="7.5" cy="5" rx="5.9" ry="4" transform="rotate(-22 7.5 5)" />
          </svg>
        ))}
      </div>
      <p className="plate-foot">
        {facts.map((fact) => (
          <span key={fact}>{fact}</span>
        ))}
      </p>
    </header>
  )
}
