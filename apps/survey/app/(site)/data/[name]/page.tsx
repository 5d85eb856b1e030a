import { showDataSet } from '@earshot/data-sets/data-sets'
import { listSongs } from '@earshot/data-sets/song-list'
import type { Metadata } from 'next'
import { Rail } from '../../../../components/rail.tsx'
import { StaffPage } from '../../../../components/staff-page.tsx'
import { DataSetPage, dataSetSections } from '../../../../features/data/data-set-page.tsx'
import { readSongQuery, type SearchParams } from '../../../../features/data/song-address.ts'
import { requireResearcher } from '../../../../server/access.ts'
import { decoded, orNotFound, type SongParams } from '../../../../server/data-route.ts'
import { services } from '../../../../server/services.ts'
import '../../../../styles/results.css'
import '../../../../styles/data.css'

/** Without the name of the data set: a stranger would learn it. */
export const metadata: Metadata = { title: 'Data set' }

interface Props {
  params: Promise<Pick<SongParams, 'name'>>
  searchParams: Promise<SearchParams>
}

/** A list in a page is never longer than this, whatever the address asks for. */
const perPage = 50

export default async function DataSet({ params, searchParams }: Props) {
  await requireResearcher()
  const { name } = decoded(await params)
  const search = await searchParams
  const query = { ...readSongQuery(search), perPage }
  const [set, page] = await orNotFound(
    Promise.all([showDataSet(services(), name), listSongs(services(), name, query)]),
  )
  const sections = dataSetSections.filter(({ id }) => id !== 'features' || set.summary)
  return (
    <StaffPage current="data" rail={<Rail sections={sections} />}>
      <DataSetPage
        set={set}
        query={query}
        page={page}
        shown={{ groups: search.groups === 'all', refused: search.refused === 'all' }}
      />
    </StaffPage>
  )
}
