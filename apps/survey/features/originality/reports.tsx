import type { OriginalityReport } from '@earshot/data-sets/originality-check'
import Link from 'next/link'
import { NumberTable, type Column } from '../../components/number-table.tsx'
import { decimals, whole } from '../data/numbers.ts'
import { quoted } from '../data/shell.ts'
import { dataSetAddress } from '../data/song-address.ts'
import { reportAddress } from './address.ts'
import { countVerdicts } from './words.ts'

/** The pools that were compared with a data set. */
export function Reports({ data, reports }: { data: string; reports: readonly OriginalityReport[] }) {
  return (
    <>
      <div className="title">
        <p className="crumb">
          <Link href="/data">Data sets</Link> / <Link href={dataSetAddress(data)}>{data}</Link>
        </p>
        <h1>Originality: who copies {data}?</h1>
      </div>
      <div className="after-title">
        {reports.length === 0 ? (
          <p className="note">
            <b>No pool was compared with these songs yet.</b> Compare one:{' '}
            <code>npm run earshot -- pool check POOL --data {quoted(data)}</code>. Until then nothing is known
            about copies.
          </p>
        ) : (
          <>
            <NumberTable label="Pools" columns={columns} rows={reports} keyOf={({ pool }) => pool} />
            <p className="cap">
              Clips by what was found: copies have eight bars that are nearly a song’s, or a long run of its
              notes; borrows are less original than nineteen of twenty human excerpts. Scores are medians,
              from 0 (a song’s own notes) to 1 (none in common). Compare another pool with{' '}
              <code>npm run earshot -- pool check POOL --data {quoted(data)}</code>.
            </p>
          </>
        )}
      </div>
    </>
  )
}

const count = (report: OriginalityReport) => countVerdicts(report.clips)

const columns: [Column<OriginalityReport>, ...Column<OriginalityReport>[]] = [
  { head: 'Pool', cell: (report) => <Link href={reportAddress(report)}>{report.pool}</Link> },
  { head: 'Clips', cell: ({ clips }) => whole(clips.length) },
  { head: 'Copies', cell: (report) => whole(count(report).copies) },
  { head: 'Borrows', cell: (report) => whole(count(report).borrows) },
  { head: 'Own', cell: (report) => whole(count(report).own) },
  { head: 'Not checked', cell: (report) => whole(count(report)['not checked']) },
  { head: 'Score', cell: ({ clips }) => decimals(median(clips.flatMap(({ score }) => score ?? [])), 2) },
  { head: 'Human score', cell: ({ baseline }) => decimals(baseline.quantiles?.p50 ?? null, 2) },
  { head: 'Songs compared', cell: ({ songs }) => whole(songs) },
  { head: 'Checked', cell: ({ at }) => <time dateTime={at}>{at.slice(0, 10)}</time> },
]

/** Null for no value. */
export function median(values: readonly number[]): number | null {
  const ascending = [...values].sort((a, b) => a - b)
  const middle = ascending.length / 2
  if (ascending.length === 0) return null
  return (ascending[Math.ceil(middle) - 1] + ascending[Math.floor(middle)]) / 2
}
