import type { DataSetSummary } from '@earshot/data-sets/data-sets'
import Link from 'next/link'
import { NumberTable, type Column } from '../../components/number-table.tsx'
import { compareAddress } from '../comparison/address.ts'
import { decimals, long, missing, whole } from './numbers.ts'
import { dataSetAddress } from './song-address.ts'
import { Spark } from './spark.tsx'

/** All data sets, with their size and shape. */
export function DataSets({ dataSets }: { dataSets: readonly DataSetSummary[] }) {
  return (
    <>
      <div className="title">
        <h1>Data sets</h1>
        <p className="ways">
          <Link href={compareAddress()}>Compare two sets</Link>
        </p>
      </div>
      <div className="after-title">
        {dataSets.length === 0 ? (
          <NoDataSets />
        ) : (
          <>
            <NumberTable label="Data sets" columns={columns} rows={dataSets} keyOf={({ name }) => name} />
            <p className="cap">
              Tempo in quarter notes a minute; tempo and bars are medians, with the spread of the songs before
              them. Import more with <code>npm run earshot -- data import PATH --name NAME</code>.
            </p>
          </>
        )}
      </div>
    </>
  )
}

const columns: [Column<DataSetSummary>, ...Column<DataSetSummary>[]] = [
  { head: 'Data set', cell: ({ name }) => <Link href={dataSetAddress(name)}>{name}</Link> },
  { head: 'Songs', cell: ({ songs }) => whole(songs) },
  { head: 'Music', cell: ({ summary }) => (summary ? long(summary.seconds) : missing) },
  { head: 'Tempo', cell: (set) => <Spread set={set} of="Tempo" /> },
  { head: 'Bars', cell: (set) => <Spread set={set} of="Length" /> },
  { head: 'Files refused', cell: ({ refused }) => whole(refused) },
  { head: 'Licence', align: 'left', cell: ({ licence }) => shortened(licence) },
]

function Spread({ set: { summary }, of }: { set: DataSetSummary; of: string }) {
  const histogram = summary?.histograms.find(({ name }) => name === of)
  const median = histogram?.median ?? null
  if (!histogram || median === null) return missing
  return (
    <span className="spread">
      <Spark counts={histogram.counts} />
      {decimals(median, 0)}
    </span>
  )
}

/** A licence's name comes first; the whole of it is on the data set's page. */
export function shortened(licence: string | null): string {
  if (licence === null) return 'None noted'
  const name = licence.split(/[;(\n]|[.,:] /)[0].trim()
  return name.length > 40 ? `${name.slice(0, 38).trimEnd()} …` : name
}

function NoDataSets() {
  return (
    <p className="note">
      <b>No data sets yet.</b> Import LPD-5 as it is downloaded, a folder of MIDI files, or an archive of
      either: <code>npm run earshot -- data import PATH --name NAME</code>. Files that cannot be read are
      named with the reason, and left out.
    </p>
  )
}
