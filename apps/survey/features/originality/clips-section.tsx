import type { ClipOriginality, OriginalityReport } from '@earshot/data-sets/originality-check'
import type { PassagePlace } from '@earshot/data-sets/passage'
import { copyBelow, copyRun } from '@earshot/originality/originality'
import Link from 'next/link'
import { NumberTable } from '../../components/number-table.tsx'
import { Section } from '../../components/section.tsx'
import { counted, decimals, missing, whole } from '../data/numbers.ts'
import { songAddress } from '../data/song-address.ts'
import { passageAddress, tellingPassage } from './address.ts'
import { OriginalityBadge } from './originality-badge.tsx'
import { StripFigure } from './strip-figure.tsx'
import { barWords, secondWords } from './words.ts'

interface ClipsSectionProps {
  report: OriginalityReport
  /** By the id of the clip. */
  places: ReadonlyMap<string, PassagePlace>
  /** The clip whose passage is shown. */
  current: ClipOriginality | undefined
}

/** All clips of a report, as a figure and as a table. */
export function ClipsSection({ report, places, current }: ClipsSectionProps) {
  const { data, clips, baseline } = report
  const placeOf = ({ clip }: ClipOriginality) => places.get(clip)
  return (
    <Section id="clips" mark="A" title="Clips" aside={counted(clips.length, 'clip')}>
      <StripFigure report={report} />
      <NumberTable
        label="Table 1"
        columns={[
          { head: 'Clip', cell: (clip) => <ClipLink report={report} clip={clip} current={current} /> },
          {
            head: 'Verdict',
            align: 'left',
            cell: (clip) => <OriginalityBadge {...clip} quantiles={baseline.quantiles} />,
          },
          { head: 'Score', cell: ({ score }) => decimals(score, 2) },
          { head: 'Notes', group: 'Longest run', cell: ({ longest, score }) => run(score, longest?.count) },
          {
            head: 'Different turns',
            group: 'Longest run',
            cell: ({ longest, score }) => run(score, longest?.different),
          },
          { head: 'Closest song', align: 'left', cell: (clip) => <Closest data={data} clip={clip} /> },
          { head: 'In the song', align: 'left', cell: (clip) => inSong(placeOf(clip)) },
          { head: 'In the clip', align: 'left', cell: (clip) => inClip(placeOf(clip)) },
        ]}
        rows={clips}
        keyOf={({ clip }) => clip}
      />
      <p className="cap">
        <b>Table 1.</b> Score: 1 − the likeness of the clip’s eight bars that are most like eight bars of a
        song; the likeness is the notes that both have, as a share of those that either has, in any key.
        Longest run: successive notes that are successive in a song too, which may be another than the
        closest; different turns are its different groups of four, so that a chord struck fifty times does not
        count as long. A clip copies with a score below {decimals(copyBelow, 2)} or more than {whole(copyRun)}{' '}
        different turns; it borrows below nineteen of twenty human excerpts. Bars are counted in the song,
        seconds in the clip. A dash stands where nothing was found, or nothing checked.
      </p>
    </Section>
  )
}

function ClipLink({
  report,
  clip,
  current,
}: {
  report: OriginalityReport
  clip: ClipOriginality
  current: ClipsSectionProps['current']
}) {
  return (
    <Link
      href={passageAddress(report, clip, tellingPassage(clip))}
      aria-current={clip === current ? 'true' : undefined}
    >
      {clip.name}
    </Link>
  )
}

const run = (score: number | null, length: number | undefined): string =>
  score === null ? missing : whole(length ?? 0)

function Closest({ data, clip: { closest, reason } }: { data: string; clip: ClipOriginality }) {
  if (reason !== null) return <span className="reason">{reason}</span>
  if (!closest) return missing
  return (
    <Link className="song-title" href={songAddress(data, closest.songId)}>
      {closest.title}
    </Link>
  )
}

const inSong = (place: PassagePlace | undefined): string => (place ? barWords(place.song) : missing)
const inClip = (place: PassagePlace | undefined): string => (place ? secondWords(place.clip) : missing)
