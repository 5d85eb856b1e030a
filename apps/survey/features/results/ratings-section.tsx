import { NumberTable } from '../../components/number-table.tsx'
import { Section } from '../../components/section.tsx'
import { SourceTag } from '../../components/source-tag.tsx'
import { GroupedBars } from './grouped-bars.tsx'
import type { MarkedSource } from './marked.ts'
import { RatingsFigure, type Ends } from './ratings-figure.tsx'
import { ratingsColumns } from './ratings-columns.tsx'

interface RatingsSectionProps {
  sources: MarkedSource[]
  ends: Ends
  /** Whether these are the ratings behind the figures of the 2021 paper. */
  paper: boolean
}

export function RatingsSection({ sources, ends, paper }: RatingsSectionProps) {
  return (
    <Section id="ratings" mark="B" title="Ratings">
      <RatingsFigure sources={sources} ends={ends} />
      {paper ? <PaperFigure sources={sources} /> : null}
      <NumberTable
        label="Table 1"
        columns={[
          { head: 'Source', cell: ({ marker, label }) => <SourceTag marker={marker} label={label} /> },
          ...ratingsColumns,
        ]}
        rows={sources}
        keyOf={({ name }) => name}
      />
      <p className="cap">
        <b>Table 1.</b> Ratings of these clips by source. Variance divides by <i>n</i> − 1. Natural, all: 1
        and 2 among all <i>n</i> ratings. Natural, decided: 1 and 2 among the ratings that are not 3, whose
        number stands under “of”. A dash stands where there is nothing to divide by.
        {paper ? ' Mean, variance and natural, decided, are the numbers of the paper’s Table 1.' : ''}
      </p>
    </Section>
  )
}

/** The figure of the paper as the paper has it: a group of bars for each rating. */
function PaperFigure({ sources }: { sources: MarkedSource[] }) {
  const groups = sources.map(({ label, marker, ratings }) => ({ name: label, marker, ratings }))
  return (
    <figure className="next-figure">
      <p className="key">
        {sources.map(({ name, marker, label }) => (
          <SourceTag key={name} marker={marker} label={label} />
        ))}
      </p>
      <GroupedBars
        label="How often each rating from 1 to 5 was given to each source; the numbers are in Table 1"
        groups={groups}
      />
      <figcaption className="cap">
        <b>The paper’s Figure 5.</b> How often each rating was given to each source, in the order of the names
        above. 1 stands for a human, 5 for a computer.
      </figcaption>
    </figure>
  )
}
