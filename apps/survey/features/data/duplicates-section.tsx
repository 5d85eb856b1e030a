import type { DataSetView } from '@earshot/data-sets/data-sets'
import Link from 'next/link'
import { Section } from '../../components/section.tsx'
import { shownPart } from './lists.ts'
import { counted, whole } from './numbers.ts'
import { ShowAll } from './show-all.tsx'
import { dataSetAddress, songAddress } from './song-address.ts'

interface DuplicatesSectionProps {
  set: DataSetView
  all: boolean
}

/** The groups of several songs. */
export function DuplicatesSection({ set: { name, songs, groups, duplicates }, all }: DuplicatesSectionProps) {
  const part = shownPart(duplicates, all)
  return (
    <Section
      id="duplicates"
      mark="C"
      title="Near-duplicates"
      aside={duplicates.length === 0 ? undefined : counted(duplicates.length, 'group')}
    >
      <p className="read">
        {duplicates.length === 0
          ? 'No two songs are near-duplicates of one another.'
          : `${counted(songs, 'song')} make ${counted(groups, 'group')}: the same notes in another key, at another tempo, with other silence or small edits. Where songs are chosen, one of a group is taken unless you ask for all.`}
      </p>
      <ol className="groups">
        {part.shown.map((group) => (
          <li key={group[0]?.id}>
            <Group name={name} group={group} />
          </li>
        ))}
      </ol>
      <ShowAll
        part={part}
        href={`${dataSetAddress(name)}?groups=all#duplicates`}
        what={`all ${whole(duplicates.length)} groups`}
      />
    </Section>
  )
}

const mostSongs = 12

function Group({ name, group }: { name: string; group: DataSetView['duplicates'][number] }) {
  const others = group.length - mostSongs
  return (
    <>
      <span className="num">{whole(group.length)}</span>
      <ul>
        {group.slice(0, mostSongs).map(({ id, title }) => (
          <li key={id}>
            <Link prefetch={false} href={songAddress(name, id)}>
              {title}
            </Link>
          </li>
        ))}
        {others > 0 ? <li>and {whole(others)} more</li> : null}
      </ul>
    </>
  )
}
