import { NumberTable } from '../../components/number-table.tsx'
import { Section } from '../../components/section.tsx'
import { SourceTag } from '../../components/source-tag.tsx'
import { Histogram } from './histogram.tsx'
import type { MarkedClip } from './marked.ts'
import { ratingsColumns } from './ratings-columns.tsx'

interface ClipsSectionProps {
  clips: MarkedClip[]
  paper: boolean
}

export function ClipsSection({ clips, paper }: ClipsSectionProps) {
  return (
    <Section id="clips" mark="C" title="Clip by clip">
      {paper ? <PaperSongs clips={clips} /> : null}
      {clips.length === 0 ? (
        <p className="read">Of no clip is it known which ratings it got.</p>
      ) : (
        <ClipTable clips={clips} paper={paper} />
      )}
    </Section>
  )
}

function ClipTable({ clips, paper }: ClipsSectionProps) {
  return (
    <>
      <NumberTable
        label="Table 2"
        columns={[
          {
            head: 'Clip',
            cell: ({ marker, label, name }) => <SourceTag marker={marker} label={`${label}, ${name}`} />,
          },
          ...ratingsColumns,
        ]}
        rows={clips}
        keyOf={({ id }) => id}
      />
      <p className="cap">
        <b>Table 2.</b> The clips that have ratings. Columns as in Table 1.
        {paper
          ? ' Mean and natural, all, are the numbers of the paper’s Table 2, whose denominator is all 29 ratings of a song. Which songs the ratings of the other sources are of is unknown.'
          : ''}
      </p>
    </>
  )
}

/** The figure of the paper that takes the two songs of one source apart. */
function PaperSongs({ clips }: { clips: MarkedClip[] }) {
  const largest = Math.max(...clips.flatMap(({ ratings }) => ratings))
  return (
    <figure>
      <div className="songs">
        {clips.map(({ id, name, label, marker, ratings }) => (
          <div key={id}>
            <h3>
              <SourceTag marker={marker} label={`${label}, ${name}`} />
            </h3>
            <Histogram
              className="song"
              name={`${label}, ${name}`}
              ratings={ratings}
              marker={marker}
              largest={largest}
            />
          </div>
        ))}
      </div>
      <figcaption className="cap">
        <b>The paper’s Figure 6.</b> The two songs of AE large apart. Reconstructed: one of the eight pairs of
        histograms that fit what the paper prints.
      </figcaption>
    </figure>
  )
}
