import { Rail } from '../../components/rail.tsx'

const sections = [
  { id: 'words', mark: 'A', name: 'In words' },
  { id: 'ratings', mark: 'B', name: 'Ratings' },
  { id: 'clips', mark: 'C', name: 'Clip by clip' },
  { id: 'notes', mark: 'D', name: 'Notes' },
  { id: 'downloads', mark: 'E', name: 'Downloads' },
]

/** Without ratings there are only the last two. */
export function ResultsRail({ rated }: { rated: boolean }) {
  return <Rail sections={sections.filter(({ id }) => rated || id === 'notes' || id === 'downloads')} />
}
