import type { Marker } from './marker.ts'

/** A source's marker with its name: colour never stands alone. */
export function SourceTag({ marker, label }: { marker: Marker; label: string }) {
  return (
    <span className="src">
      <MarkerGlyph marker={marker} />
      {label}
    </span>
  )
}

export function MarkerGlyph({ marker: { shape, color, filled } }: { marker: Marker }) {
  const ink = `var(${color})`
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      <g fill={filled ? ink : 'var(--paper)'} stroke={ink} strokeWidth="2">
        {outlines[shape]}
      </g>
    </svg>
  )
}

const outlines = {
  notehead: <ellipse cx="8" cy="8" rx="6" ry="4.2" transform="rotate(-22 8 8)" />,
  circle: <circle cx="8" cy="8" r="5" />,
  square: <rect x="3.2" y="3.2" width="9.6" height="9.6" />,
  triangle: <path d="M8 2.6 14 13H2z" />,
  diamond: <path d="M8 1.8 14.2 8 8 14.2 1.8 8z" />,
}
