import { listDataSets } from '@earshot/data-sets/data-sets'
import type { Metadata } from 'next'
import { StaffPage } from '../../../components/staff-page.tsx'
import { DataSets } from '../../../features/data/data-sets.tsx'
import { requireResearcher } from '../../../server/access.ts'
import { services } from '../../../server/services.ts'
import '../../../styles/results.css'
import '../../../styles/data.css'

export const metadata: Metadata = { title: 'Data sets' }

export default async function DataSetsPage() {
  await requireResearcher()
  return (
    <StaffPage current="data">
      <DataSets dataSets={await listDataSets(services())} />
    </StaffPage>
  )
}
