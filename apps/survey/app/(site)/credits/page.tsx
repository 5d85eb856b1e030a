import type { Metadata } from 'next'
import { StaffPage } from '../../../components/staff-page.tsx'
import { Credits } from '../../../features/credits/credits.tsx'
import '../../../styles/results.css'

export const metadata: Metadata = { title: 'Credits' }

export default function CreditsPage() {
  return (
    <StaffPage current="credits">
      <Credits />
    </StaffPage>
  )
}
