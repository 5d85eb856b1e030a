const words = { draft: 'Draft', pilot: 'Pilot', open: 'Open', closed: 'Closed' }
export type Status = keyof typeof words

/** The status of a study in a word and a sign of notation. */
export function StatusTag({ status }: { status: Status }) {
  return (
    <span className="tag">
      <svg width="16" height="14" viewBox="0 0 16 14" aria-hidden="true">
        {glyphs[status]}
      </svg>
      {words[status]}
    </span>
  )
}

const notehead = { cx: 8, cy: 7, rx: 5.6, ry: 3.9, transform: 'rotate(-22 8 7)', stroke: 'var(--ink)' }

const glyphs = {
  draft: (
    <circle cx="8" cy="7" r="5" fill="none" stroke="var(--ink-2)" strokeWidth="1.5" strokeDasharray="2.4 2" />
  ),
  pilot: <ellipse {...notehead} fill="none" strokeWidth="1.8" />,
  open: <ellipse {...notehead} fill="var(--ink)" />,
  closed: (
    <g fill="var(--ink)">
      <path d="M4 1h1.5v12H4z" />
      <path d="M8 1h4v12H8z" />
    </g>
  ),
}
