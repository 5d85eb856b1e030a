import type { Score } from '@earshot/music/notes'
import { rollLayout, type RollRectangle, type RollView } from '@earshot/music/roll-layout'
import { countedBars } from './place.ts'

interface RollThumbProps {
  score: Score
  /** What it shows, for those who do not see it; without it, the text beside it says so. */
  label?: string
  /** At most so many of its first bars. */
  bars?: number
  /** Which bars, and which notes are marked. */
  view?: RollView
  /** Proportion of width to height. */
  shape?: number
}

/** A small piano roll that stands still. */
export function RollThumb({ score, label, bars, view, shape = 5 }: RollThumbProps) {
  const to = bars === undefined ? undefined : Math.min(bars, countedBars(score).length)
  const { width, height, notes, octaves } = rollLayout(score, { to, ...view })
  const found = notes.filter(({ marked }) => marked)
  return (
    <svg
      className="roll thumb"
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      style={{ aspectRatio: shape }}
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    >
      {octaves.map(({ y }) => (
        <path key={y} className="g" d={`M0 ${y}H${width}`} />
      ))}
      <path
        className="n"
        d={notes
          .filter(({ marked }) => !marked)
          .map(outline)
          .join('')}
      />
      {found.length > 0 ? (
        <path className="hit" d={found.map(outline).join('') + found.map(underline).join('')} />
      ) : null}
    </svg>
  )
}

/** Two decimals of a quarter note are finer than a thumb shows. */
const short = (value: number): number => Math.round(value * 100) / 100

const outline = ({ x, y, width }: RollRectangle): string =>
  `M${short(x)} ${y}h${short(width)}v.85h-${short(width)}z`

const underline = ({ x, y, width }: RollRectangle): string =>
  `M${short(x)} ${y + 1.15}h${short(width)}v.35h-${short(width)}z`
