const sections = [
  { id: 'words', mark: 'A', name: 'In words' },
  { id: 'ratings', mark: 'B', name: 'Ratings' },
  { id: 'clips', mark: 'C', name: 'Clip by clip' },
  { id: 'notes', mark: 'D', name: 'Notes' },
  { id: 'downloads', mark: 'E', name: 'Downloads' },
]

/** The names of the sections, beside the page; without ratings there are only the last two. */
export function Rail({ rated }: { rated: boolean }) {
  const shown = sections.filter(({ id }) => rated || id === 'notes' || id === 'downloads')
  return (
    <nav className="rail only-desk" aria-label="On this page">
      <ul>
        {shown.map(({ id, mark, name }) => (
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
