import type { Cut, CutNote, PassageView } from '@earshot/data-sets/passage'

interface PassageRollProps {
  cut: Cut
  /** Shared by the rolls that stand above one another. */
  view: Pick<PassageView, 'length' | 'pitches'>
  /** What it shows, for everybody. */
  label: string
  /** How a number of the axis is written. */
  mark: (number: number) => string
}

/** Rows of rest above and below the notes, so that none touches the frame and the lowest can be underlined. */
const around = 2
/** Numbers on the axis, at most; lines may be more. */
const mostNumbers = 9
const mostLines = 48
/** A number that began farther to the right would not fit, as a share of the width. */
const numbersEnd = 0.93

/** A part of a piano roll that stands still: shared notes in red and underlined. */
export function PassageRoll({
  cut: { notes, marks },
  view: { length, pitches },
  label,
  mark,
}: PassageRollProps) {
  const top = pitches.highest + around
  const height = top - pitches.lowest + around + 1
  const lines = marks.filter(({ number }) => number % step(marks.length, mostLines) === 0)
  const numbers = marks.filter(
    ({ at, number }) => number % step(marks.length, mostNumbers) === 0 && at < numbersEnd * length,
  )
  return (
    <div className="passage-roll">
      <p className="passage-axis num" aria-hidden="true">
        {numbers.map(({ at, number }) => (
          <span key={number} style={{ left: `${String((100 * at) / length)}%` }}>
            {mark(number)}
          </span>
        ))}
      </p>
      <svg
        className="roll"
        viewBox={`0 0 ${String(short(length))} ${String(height)}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={label}
      >
        {octaves(pitches.lowest - around, top).map((pitch) => (
          <path key={pitch} className="g" d={`M0 ${String(top - pitch + 1)}H${String(length)}`} />
        ))}
        {lines.map(({ at, number }) => (
          <path key={number} className="gb" d={`M${String(short(at))} 0V${String(height)}`} />
        ))}
        <path
          className="n"
          d={notes
            .filter(({ shared }) => !shared)
            .map((note) => outline(note, top))
            .join('')}
        />
        <path
          className="hit"
          d={notes
            .filter(({ shared }) => shared)
            .map((note) => outline(note, top) + underline(note, top))
            .join('')}
        />
      </svg>
    </div>
  )
}

/** The smallest of 1, 2, 5, 10, ... that leaves at most so many of the marks. */
export function step(marks: number, most: number): number {
  const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500]
  return steps.find((every) => marks / every <= most) ?? 1000
}

const octaves = (lowest: number, highest: number): number[] =>
  Array.from({ length: 128 }, (_, pitch) => pitch).filter(
    (pitch) => pitch % 12 === 0 && pitch >= lowest && pitch <= highest,
  )

const short = (value: number): number => Math.round(value * 100) / 100

/** A sliver is left before the next note, so that repeated notes are seen apart. */
const width = ({ start, end }: CutNote): string => String(short(Math.max(0.06, end - start - 0.06)))

const outline = (note: CutNote, top: number): string =>
  `M${String(short(note.start))} ${String(top - note.pitch)}h${width(note)}v.8h-${width(note)}z`

const underline = (note: CutNote, top: number): string =>
  `M${String(short(note.start))} ${String(top - note.pitch + 1.05)}h${width(note)}v.3h-${width(note)}z`
