import { showSong, type SongView } from '@earshot/data-sets/songs'
import type { Metadata } from 'next'
import { StaffPage } from '../../../../../../components/staff-page.tsx'
import type { Relative } from '../../../../../../features/song/duplicates-section.tsx'
import { SongPage } from '../../../../../../features/song/song-page.tsx'
import { requireResearcher } from '../../../../../../server/access.ts'
import { decoded, orNotFound, type SongParams } from '../../../../../../server/data-route.ts'
import { findNeighbours } from '@earshot/data-sets/neighbours'
import { services } from '../../../../../../server/services.ts'
import '../../../../../../styles/results.css'
import '../../../../../../styles/data.css'

/** Without the name of the song: a stranger would learn it. */
export const metadata: Metadata = { title: 'Song' }

export default async function Song({ params }: { params: Promise<SongParams> }) {
  await requireResearcher()
  const { name, id } = decoded(await params)
  const song = await orNotFound(showSong(services(), name, id))
  const [relatives, neighbours] = await Promise.all([
    loadRelatives(song),
    findNeighbours(services().database, name, song),
  ])
  return (
    <StaffPage current="data">
      <SongPage song={song} relatives={relatives} neighbours={neighbours} />
    </StaffPage>
  )
}

/** So many near-duplicates are named, and of the first ones the beginning is drawn. */
const mostRelatives = 24
const mostDrawn = 5

async function loadRelatives({ dataSet, duplicates }: SongView): Promise<Relative[]> {
  const drawn = await Promise.all(
    duplicates.slice(0, mostDrawn).map(({ id }) => showSong(services(), dataSet, id)),
  )
  return duplicates
    .slice(0, mostRelatives)
    .map((relative, index) => ({ ...relative, score: drawn[index]?.score }))
}
