import { scopeSchema } from '@earshot/contract/results'
import { studyResults } from '@earshot/study/results'
import { findStudy } from '@earshot/study/studies'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { StaffPage } from '../../../../../components/staff-page.tsx'
import { hasChosen } from '../../../../../features/results/chosen-section.tsx'
import { ResultsRail } from '../../../../../features/results/results-rail.tsx'
import { ResultsPage } from '../../../../../features/results/results-page.tsx'
import { requireResultsAccess } from '../../../../../server/access.ts'
import { services } from '../../../../../server/services.ts'
import '../../../../../styles/results.css'

/** Without the study's name: a stranger who may not see it would learn it. */
export const metadata: Metadata = { title: 'Results' }

interface Props {
  params: Promise<{ slug: string }>
  searchParams: Promise<{ of?: string | string[] }>
}

export default async function StudyResultsPage({ params, searchParams }: Props) {
  const { slug } = await params
  await requireResultsAccess(slug)
  const scope = scopeSchema.catch('real').parse((await searchParams).of)
  const { database } = services()
  const [study, results] = await Promise.all([findStudy(database, slug), studyResults(database, slug, scope)])
  if (!study || !results) notFound()
  return (
    <StaffPage
      current="studies"
      rail={<ResultsRail rated={results.sources.some(({ n }) => n > 0)} chosen={hasChosen(results)} />}
    >
      <ResultsPage results={results} ends={study.file.ends} />
    </StaffPage>
  )
}
