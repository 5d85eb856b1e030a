import type { Finding } from '@earshot/leaks/finding'
import type { KeptReport } from '@earshot/leaks/rows/lint-reports'
import { counted } from '../data/numbers.ts'

const groups = [
  { check: 'equal', title: 'Must be equal', nothing: 'What the pipeline fixes is the same for all clips.' },
  {
    check: 'absent',
    title: 'Must not be there',
    nothing: 'Nothing that a respondent can fetch names a source, a model, a song or a file.',
  },
  { check: 'response-time', title: 'Response time', nothing: 'No source’s clips take longer than others.' },
  { check: 'informative', title: 'Informative', nothing: 'No facts of the music were compared.' },
] as const

interface LintReportProps {
  kept: KeptReport
  /** What researchers call the clips, by id; one that is gone keeps its id. */
  clipNames: Readonly<Record<string, string>>
}

/** The findings of a report, grouped by what was checked; those that block stand first in each group. */
export function LintReport({ kept: { at, current, report }, clipNames }: LintReportProps) {
  const { findings, checked } = report
  const blocking = findings.filter(({ blocks }) => blocks).length
  return (
    <div className="lint">
      <h3>
        Report of{' '}
        <time dateTime={at.toISOString()}>{at.toISOString().slice(0, 16).replace('T', ', ')} UTC</time>
      </h3>
      {current ? null : (
        <p className="note warn">
          <b>Out of date.</b> The study or its clips have changed since.
        </p>
      )}
      <p className="cap">
        Looked at {checked.clips} clips of {checked.sources} sources, {checked.responses} answers of the
        survey and {checked.fetches} timed fetches.{' '}
        {blocking === 0 ? 'Nothing blocks.' : `${String(blocking)} of the findings block.`}
      </p>
      <dl className="lint-groups">
        {groups.map(({ check, title, nothing }) => (
          <div key={check}>
            <dt>{title}</dt>
            <dd>
              <Findings
                findings={findings.filter((finding) => finding.check === check)}
                clipNames={clipNames}
                nothing={nothing}
              />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

interface FindingsProps extends Pick<LintReportProps, 'clipNames'> {
  findings: readonly Finding[]
  nothing: string
}

function Findings({ findings, clipNames, nothing }: FindingsProps) {
  if (findings.length === 0) return <p>{nothing}</p>
  const ordered = [...findings].sort((a, b) => Number(b.blocks) - Number(a.blocks))
  return (
    <ul>
      {ordered.map(({ rule, blocks, message, clips = [], evidence }, index) => (
        <li key={`${rule} ${String(index)}`}>
          {blocks ? <span className="warn-word">Blocks. </span> : null}
          {message}
          {evidence ? (
            <details>
              <summary>Evidence ({rule})</summary>
              <pre>{evidence}</pre>
            </details>
          ) : null}
          {clips.length > 0 ? (
            <details>
              <summary>{counted(clips.length, 'clip')}</summary>
              <p>{clips.map((id) => clipNames[id] ?? id).join(', ')}</p>
            </details>
          ) : null}
        </li>
      ))}
    </ul>
  )
}
