import type { StudySummary } from '@earshot/study/studies'
import Link from 'next/link'
import { NumberTable, type Column } from '../../components/number-table.tsx'
import { StatusTag } from '../../components/status-tag.tsx'

/** All studies, with what has come in and the ways to it. */
export function Studies({ studies }: { studies: readonly StudySummary[] }) {
  return (
    <>
      <div className="title">
        <h1>Studies</h1>
      </div>
      {studies.length === 0 ? <NoStudies /> : <StudyTable studies={studies} />}
    </>
  )
}

function StudyTable({ studies }: { studies: readonly StudySummary[] }) {
  return (
    <div className="after-title">
      <NumberTable label="Studies" columns={columns} rows={studies} keyOf={({ slug }) => slug} />
      <p className="cap">
        Respondents, finished and ratings count real respondents only, not pilots and not simulated ones. An
        example is made of ratings that were reported elsewhere and takes no respondents.
      </p>
    </div>
  )
}

const columns: [Column<StudySummary>, ...Column<StudySummary>[]] = [
  {
    head: 'Study',
    cell: ({ slug, title }) => <Link href={`/studies/${slug}`}>{title}</Link>,
  },
  { head: 'Status', align: 'left', cell: ({ status }) => <StatusTag status={status} /> },
  { head: 'Respondents', cell: ({ respondents }) => respondents },
  { head: 'Finished', cell: ({ finished }) => finished },
  { head: 'Ratings', cell: ({ ratings }) => ratings },
  {
    head: 'Results',
    align: 'left',
    cell: ({ slug }) => <Link href={`/studies/${slug}/results`}>Results</Link>,
  },
  { head: 'Link for respondents', align: 'left', cell: (study) => <RespondentLink study={study} /> },
]

function RespondentLink({ study: { slug, status, example } }: { study: StudySummary }) {
  if (example) return 'None: an example'
  if (status === 'draft') return 'Not open yet'
  if (status === 'closed') return 'Closed'
  return <Link href={`/s/${slug}`}>{`/s/${slug}`}</Link>
}

function NoStudies() {
  return (
    <div className="after-title">
      <p className="note">
        <b>No studies yet.</b> Write a study file (docs/study-file.md says how), then run{' '}
        <code>npm run earshot -- study create FILE.yaml</code> and{' '}
        <code>npm run earshot -- study open SLUG</code>.
      </p>
    </div>
  )
}
