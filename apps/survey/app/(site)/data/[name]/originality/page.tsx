import { reportsAbout } from '@earshot/data-sets/originality-reports'
import type { Metadata } from 'next'
import { StaffPage } from '../../../../../components/staff-page.tsx'
import { Reports } from '../../../../../features/originality/reports.tsx'
import { requireResearcher } from '../../../../../server/access.ts'
import { decoded, orNotFound, type SongParams } from '../../../../../server/data-route.ts'
import { services } from '../../../../../server/services.ts'
import '../../../../../styles/results.css'
import '../../../../../styles/data.css'
import '../../../../../styles/originality.css'

/** Without the name of the data set: a stranger would learn it. */
export const metadata: Metadata = { title: 'Originality' }

export default async function Originality({ params }: { params: Promise<Pick<SongParams, 'name'>> }) {
  await requireResearcher()
  const { name } = decoded(await params)
  const reports = await orNotFound(reportsAbout(services(), name))
  return (
    <StaffPage current="data">
      <Reports data={name} reports={reports} />
    </StaffPage>
  )
}
