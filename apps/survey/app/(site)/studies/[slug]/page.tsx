import { lintState } from '@earshot/leaks/rows/lint-reports'
import { studyOverview } from '@earshot/study/overview'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { StaffPage } from '../../../../components/staff-page.tsx'
import { StudyPage } from '../../../../features/study/study-page.tsx'
import { requireResearcher } from '../../../../server/access.ts'
import { lintJobOf } from '../../../../server/lint-job.ts'
import { services } from '../../../../server/services.ts'
import '../../../../styles/results.css'
import '../../../../styles/study.css'

/** Without the study's name: a stranger who may not see it would learn it. */
export const metadata: Metadata = { title: 'Study' }

export default async function StudyOverviewPage({ params }: { params: Promise<{ slug: string }> }) {
  await requireResearcher()
  const { slug } = await params
  const { database } = services()
  const [overview, lint] = await Promise.all([studyOverview(database, slug), lintState(database, slug)])
  if (!overview || !lint) notFound()
  return (
    <StaffPage current="studies">
      <StudyPage overview={overview} lint={lint} job={await lintJobOf(slug)} />
    </StaffPage>
  )
}
