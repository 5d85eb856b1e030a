import type { ReactNode } from 'react'

interface SectionProps {
  /** The anchor, by which the rail and other pages find it. */
  id: string
  /** Its rehearsal mark: one letter. */
  mark: string
  title: string
  aside?: ReactNode
  children: ReactNode
}

/** A part of a staff page, under an ink rule. */
export function Section({ id, mark, title, aside, children }: SectionProps) {
  return (
    <section className="sec" id={id} aria-labelledby={`${id}-title`}>
      <header>
        <span className="mark" aria-hidden="true">
          {mark}
        </span>
        <h2 id={`${id}-title`}>{title}</h2>
        {aside ? <p className="aside">{aside}</p> : null}
      </header>
      {children}
    </section>
  )
}
