import { listComparable } from '@earshot/data-sets/comparable'
import { compareByName } from '@earshot/data-sets/comparison'
import type { Metadata } from 'next'
import Link from 'next/link'
import { Suspense } from 'react'
import { StaffPage } from '../../../../components/staff-page.tsx'
import { checkNames, mostCompared, readNames, type Asked } from '../../../../features/comparison/address.ts'
import { CompareForm } from '../../../../features/comparison/compare-form.tsx'
import { Comparison } from '../../../../features/comparison/comparison.tsx'
import type { SearchParams } from '../../../../features/data/song-address.ts'
import { requireResearcher } from '../../../../server/access.ts'
import { services } from '../../../../server/services.ts'
import '../../../../styles/results.css'
import '../../../../styles/data.css'
import '../../../../styles/originality.css'

export const metadata: Metadata = { title: 'Compare two sets' }

/** The form comes at once, and the comparison when it is done; a stranger is sent away before either. */
export default async function Compare({ searchParams }: { searchParams: Promise<SearchParams> }) {
  await requireResearcher()
  const names = readNames(await searchParams)
  const sets = await listComparable(services())
  const checked = checkNames(
    names,
    sets.map(({ name }) => name),
  )
  return (
    <StaffPage current="data">
      <div className="title">
        <p className="crumb">
          <Link href="/data">Data sets</Link>
        </p>
        <h1>Compare two sets</h1>
      </div>
      <div className="after-title">
        <CompareForm key={JSON.stringify(names)} sets={sets} names={names} />
        {checked.ok || checked.reason === null ? null : <p className="note warn">{checked.reason}</p>}
      </div>
      {checked.ok ? (
        <Suspense key={JSON.stringify(checked.asked)} fallback={<Waiting {...checked.asked} />}>
          <Compared {...checked.asked} />
        </Suspense>
      ) : (
        <p className="read">
          Choose two data sets or pools of two pieces or more. Of each, {mostCompared} pieces at most are
          compared, by the distances between them.
        </p>
      )}
    </StaffPage>
  )
}

async function Compared(asked: Asked) {
  return <Comparison compared={await compareByName(services(), asked, { songs: mostCompared })} />
}

const Waiting = ({ a, b }: Asked) => (
  <p className="note" role="status">
    <b>
      Comparing {a} and {b}.
    </b>{' '}
    Every piece is measured against every other; this takes a few seconds.
  </p>
)
