import { reportAbout } from '@earshot/data-sets/originality-reports'
import { placeClips, showPassage } from '@earshot/data-sets/passage'
import type { Metadata } from 'next'
import { StaffPage } from '../../../../../../components/staff-page.tsx'
import type { SearchParams } from '../../../../../../features/data/song-address.ts'
import { readPassage } from '../../../../../../features/originality/address.ts'
import { ReportPage } from '../../../../../../features/originality/report-page.tsx'
import { requireResearcher } from '../../../../../../server/access.ts'
import { decoded, orNotFound } from '../../../../../../server/data-route.ts'
import { services } from '../../../../../../server/services.ts'
import '../../../../../../styles/results.css'
import '../../../../../../styles/data.css'
import '../../../../../../styles/originality.css'

/** Without names: a stranger would learn them. */
export const metadata: Metadata = { title: 'Originality of a pool' }

interface Props {
  params: Promise<{ name: string; pool: string }>
  searchParams: Promise<SearchParams>
}

export default async function PoolOriginality({ params, searchParams }: Props) {
  await requireResearcher()
  const { name, pool } = decoded(await params)
  const report = await orNotFound(reportAbout(services(), name, pool))
  const { clip, kind } = readPassage(await searchParams, report.clips)
  const [places, view] = await Promise.all([
    placeClips(services(), report),
    clip ? showPassage(services(), report, clip.clip, kind) : null,
  ])
  return (
    <StaffPage current="data">
      <ReportPage report={report} places={places} clip={clip} kind={kind} view={view} />
    </StaffPage>
  )
}
