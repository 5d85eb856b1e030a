export interface RailEntry {
  /** The anchor of a section. */
  id: string
  mark: string
  name: string
}

/** The names of a page's sections, beside it. */
export function Rail({ sections }: { sections: readonly RailEntry[] }) {
  return (
    <nav className="rail only-desk" aria-label="On this page">
      <ul>
        {sections.map(({ id, mark, name }) => (
          <li key={id}>
            <a href={`#${id}`}>
              <span className="mark" aria-hidden="true">
                {mark}
              </span>
              {name}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
