import type { ClipOriginality, OriginalityReport } from '@earshot/data-sets/originality-check'
import type { PassageKind, PassagePlace, PassageView } from '@earshot/data-sets/passage'
import Link from 'next/link'
import { Facts } from '../../components/facts.tsx'
import { Section } from '../../components/section.tsx'
import { whole } from '../data/numbers.ts'
import { dataSetAddress } from '../data/song-address.ts'
import { originalityAddress } from './address.ts'
import { ClipsSection } from './clips-section.tsx'
import { PassageSection } from './passage-section.tsx'
import { headline, treatmentWords, underHeadline } from './words.ts'

interface ReportPageProps {
  report: OriginalityReport
  places: ReadonlyMap<string, PassagePlace>
  /** The clip that is looked at; undefined for a report without clips. */
  clip: ClipOriginality | undefined
  kind: PassageKind
  view: (PassageView & { place: PassagePlace }) | null
}

/** Whether the clips of a pool copy songs of a data set: in words, as numbers, and note by note. */
export function ReportPage({ report, places, clip, kind, view }: ReportPageProps) {
  const { data, pool, songs, treatment, at, clips } = report
  return (
    <>
      <div className="title">
        <p className="crumb">
          <Link href="/data">Data sets</Link> / <Link href={dataSetAddress(data)}>{data}</Link> /{' '}
          <Link href={originalityAddress(data)}>Originality</Link>
        </p>
        <h1>
          {pool} and {data}
        </h1>
        <Facts
          facts={[
            { name: 'Clips', value: whole(clips.length) },
            { name: 'Songs compared', value: whole(songs) },
            { name: 'Songs taken', value: treatmentWords(treatment) },
            { name: 'Checked', value: <time dateTime={at}>{at.slice(0, 10)}</time> },
          ]}
        />
      </div>
      <section className="verdict" aria-labelledby="words-title">
        <h2 id="words-title">{headline(report)}</h2>
        {underHeadline(report).map((sentence) => (
          <p key={sentence} className="read">
            {sentence}
          </p>
        ))}
      </section>
      <ClipsSection report={report} places={places} current={clip} />
      {clip ? <PassageSection report={report} clip={clip} kind={kind} view={view} /> : null}
      <HowToRead />
    </>
  )
}

function HowToRead() {
  return (
    <Section id="reading" mark="C" title="How to read this">
      <ul className="notes-list">
        <li>
          A score means something only beside the human excerpts: the same measure for excerpts of the same
          songs, each against all others but its own near-duplicates.
        </li>
        <li>
          Songs of simple, repeated patterns are like one another, so that human excerpts score low too. The
          more songs and the coarser the encoding, the lower all scores.
        </li>
        <li>
          Only which pitches begin when is compared, in sixteenths: not lengths, loudness or tempo. Copies
          shorter than eight bars may be missed, and a clip that copies nothing here may copy a song that is
          not in this data set.
        </li>
        <li>
          A clip that was not checked has passed nothing. docs/originality.md says how often planted copies
          are found.
        </li>
      </ul>
    </Section>
  )
}
