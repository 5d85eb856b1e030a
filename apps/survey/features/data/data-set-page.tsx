import type { DataSetView } from '@earshot/data-sets/data-sets'
import type { SongPage, SongQuery } from '@earshot/data-sets/song-list'
import Link from 'next/link'
import { Facts } from '../../components/facts.tsx'
import { compareAddress } from '../comparison/address.ts'
import { originalityAddress } from '../originality/address.ts'
import { DuplicatesSection } from './duplicates-section.tsx'
import { FeaturesSection } from './features-section.tsx'
import { long, whole } from './numbers.ts'
import { RefusedSection } from './refused-section.tsx'
import { dataSetAddress } from './song-address.ts'
import { SongsSection } from './songs-section.tsx'
import { SourceSection } from './source-section.tsx'
import { SplitsSection } from './splits-section.tsx'

export const dataSetSections = [
  { id: 'songs', mark: 'A', name: 'Songs' },
  { id: 'features', mark: 'B', name: 'Features' },
  { id: 'duplicates', mark: 'C', name: 'Near-duplicates' },
  { id: 'refused', mark: 'D', name: 'Refused' },
  { id: 'splits', mark: 'E', name: 'Splits' },
  { id: 'source', mark: 'F', name: 'Source, licence' },
]

interface DataSetPageProps {
  set: DataSetView
  query: SongQuery
  page: SongPage
  /** Which long lists are shown to their end. */
  shown: { groups: boolean; refused: boolean }
}

/** A data set: its songs, what was measured in them, what is twice, what was refused, and where it comes from. */
export function DataSetPage({ set, query, page, shown }: DataSetPageProps) {
  const { name, songs, groups, refused, created, summary } = set
  return (
    <>
      <div className="title">
        <p className="crumb">
          <Link href="/data">Data sets</Link>
        </p>
        <h1>{name}</h1>
        <Facts
          facts={[
            { name: 'Songs', value: whole(songs) },
            { name: 'Groups of near-duplicates', value: whole(groups) },
            { name: 'Files refused', value: whole(refused) },
            { name: 'Music', value: summary ? long(summary.seconds) : null },
            { name: 'Notes', value: summary ? whole(summary.notes) : null },
            { name: 'Made', value: <time dateTime={created}>{created.slice(0, 10)}</time> },
          ]}
        />
        <p className="ways">
          <Link href={originalityAddress(name)}>Who copies these songs?</Link>
          <Link href={compareAddress({ a: name })}>Compare with another set</Link>
        </p>
      </div>
      <SongsSection name={name} query={query} page={page} summary={summary} />
      {summary ? <FeaturesSection summary={summary} address={`/api${dataSetAddress(name)}`} /> : null}
      <DuplicatesSection set={set} all={shown.groups} />
      <RefusedSection set={set} all={shown.refused} />
      <SplitsSection set={set} />
      <SourceSection set={set} />
    </>
  )
}
