import type { JobView } from '@earshot/contract/generator'
import type { LeakCheck } from '@earshot/contract/results'
import type { KeptReport } from '@earshot/leaks/rows/lint-reports'
import type { StudyOverview } from '@earshot/study/overview'
import Link from 'next/link'
import { Facts } from '../../components/facts.tsx'
import { NumberTable, type Column } from '../../components/number-table.tsx'
import { Section } from '../../components/section.tsx'
import { StatusTag } from '../../components/status-tag.tsx'
import { leakCheckWords } from '../results/words.ts'
import { LintReport } from './lint-report.tsx'
import { OpenOrClose } from './open-or-close.tsx'
import { RunLint } from './run-lint.tsx'
import { WaiveForm } from './waive-form.tsx'

interface StudyPageProps {
  overview: StudyOverview
  lint: { check: LeakCheck; kept: KeptReport | undefined }
  /** The newest leak check that was asked for here. */
  job: JobView | null
}

/** A study before and while it runs: its state, its clips in numbers, and whether they may be heard. */
export function StudyPage({ overview, lint, job }: StudyPageProps) {
  const { slug, title, status, version, linkage, sources, seconds } = overview
  return (
    <>
      <div className="title">
        <p className="crumb">
          <Link href="/studies">Studies</Link>
        </p>
        <h1>{title}</h1>
        <Facts
          facts={[
            { name: 'Status', value: <StatusTag status={status} /> },
            { name: 'Version', value: version },
            { name: 'Sources', value: sources.length },
            { name: 'Clips', value: sources.reduce((sum, { pool }) => sum + pool, 0) },
            { name: 'Seconds a clip', value: seconds },
          ]}
        />
        <p className="ways">
          <Link href={`/studies/${slug}/results`}>Results</Link>
          {status === 'open' ? <Link href={`/s/${slug}`}>The page for respondents</Link> : null}
        </p>
      </div>
      {linkage === 'none' ? (
        <p className="note after-title">
          <b>An example.</b> It is made of ratings that were reported elsewhere, and takes no respondents.
        </p>
      ) : (
        <>
          <Section id="leaks" mark="A" title="Leak check">
            <LeakSection overview={overview} lint={lint} job={job} />
          </Section>
          <Section id="state" mark="B" title={status === 'open' ? 'Close' : 'Open'}>
            <OpenOrClose slug={slug} status={status} check={lint.check.state} />
          </Section>
        </>
      )}
      <Section id="sources" mark={linkage === 'none' ? 'A' : 'C'} title="Sources and clips">
        <NumberTable label="Sources" columns={columns} rows={sources} keyOf={({ name }) => name} />
      </Section>
    </>
  )
}

const columns: [Column<Row>, ...Column<Row>[]] = [
  { head: 'Source', cell: ({ label }) => label },
  { head: 'Name', align: 'left', cell: ({ name }) => name },
  { head: 'Made by', align: 'left', cell: ({ human }) => (human ? 'people' : 'a model') },
  { head: 'Clips in the pool', cell: ({ pool }) => pool },
  { head: 'Heard by each respondent', cell: ({ clips }) => clips },
]
type Row = StudyOverview['sources'][number]

function LeakSection({ overview: { slug, clipNames }, lint: { check, kept }, job }: StudyPageProps) {
  const needed = check.state === 'unchecked' || check.state === 'blocked'
  return (
    <div className="stack">
      <p className={check.state === 'blocked' ? 'note warn' : 'read'}>
        {check.state === 'blocked' ? <b>Something blocks. </b> : null}
        {leakCheckWords(check)}
      </p>
      <RunLint slug={slug} initial={job} first={kept === undefined} />
      {kept ? <LintReport kept={kept} clipNames={clipNames} /> : null}
      {needed ? <WaiveForm slug={slug} /> : null}
    </div>
  )
}
