import { Rail } from '../../components/rail.tsx'

const sections = [
  { id: 'words', mark: 'A', name: 'In words' },
  { id: 'ratings', mark: 'B', name: 'Ratings' },
  { id: 'clips', mark: 'C', name: 'Clip by clip' },
]
const chosenSection = { id: 'chosen', name: 'How the clips were chosen' }
const lastSections = [
  { id: 'notes', name: 'Notes' },
  { id: 'downloads', name: 'Downloads' },
]

/** Without ratings there are only the last ones, which keep their letters. */
export function ResultsRail({ rated, chosen }: { rated: boolean; chosen: boolean }) {
  const last = [...(chosen ? [chosenSection] : []), ...lastSections].map((section, index) => ({
    ...section,
    mark: 'DEF'.charAt(index),
  }))
  return <Rail sections={[...(rated ? sections : []), ...last]} />
}
