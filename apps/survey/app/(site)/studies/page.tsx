import { listStudies } from '@earshot/study/studies'
import type { Metadata } from 'next'
import { StaffPage } from '../../../components/staff-page.tsx'
import { Studies } from '../../../features/studies/studies.tsx'
import { requireResearcher } from '../../../server/access.ts'
import { services } from '../../../server/services.ts'
import '../../../styles/results.css'

export const metadata: Metadata = { title: 'Studies' }

export default async function StudiesPage() {
  await requireResearcher()
  return (
    <StaffPage current="studies">
      <Studies studies={await listStudies(services().database)} />
    </StaffPage>
  )
}
