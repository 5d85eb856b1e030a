import type { Summary } from '@earshot/data-sets/summary'
import { NumberTable } from '../../components/number-table.tsx'
import { Section } from '../../components/section.tsx'
import { HistogramFigure } from './histogram-figure.tsx'
import { counted, decimals, perCent, whole } from './numbers.ts'

interface FeaturesSectionProps {
  summary: Summary
  /** Where all counts are, as JSON. */
  address: string
}

/** What was measured in all songs together. */
export function FeaturesSection({ summary, address }: FeaturesSectionProps) {
  const { histograms, keys, meters, structures, songs } = summary
  return (
    <Section id="features" mark="B" title="Features" aside={counted(songs, 'song')}>
      <div className="histograms">
        {histograms.map((histogram) => (
          <HistogramFigure key={histogram.name} histogram={histogram} />
        ))}
      </div>
      <p className="cap">
        <b>Figure 1.</b> How many songs lie where; the height of the tallest bar is written at its scale, and
        the stroke is the median. Songs beyond an end (≤, +) are counted in its bar. The numbers are in Table
        1 and, bar by bar, in <a href={address}>the JSON of this data set</a>. docs/features.md defines each.
      </p>
      <Medians histograms={histograms} />
      <div className="columns">
        <Counts number={2} name="Key" counts={keys} songs={songs} />
        <Counts number={3} name="Meter" counts={meters} songs={songs} />
        <Counts number={4} name="Structure" counts={structures} songs={songs} />
      </div>
      <p className="cap">
        <b>Tables 2 to 4.</b> The most frequent keys (as Krumhansl and Schmuckler estimate them), meters, and
        classes of structure. A song with several meters is counted in each.
      </p>
    </Section>
  )
}

function Medians({ histograms }: Pick<Summary, 'histograms'>) {
  return (
    <>
      <NumberTable
        label="Table 1"
        columns={[
          { head: 'Feature', cell: ({ name }) => name },
          { head: 'Unit', align: 'left', cell: ({ unit }) => unit },
          { head: 'Median', cell: ({ median }) => decimals(median) },
          { head: 'Axis from', cell: ({ from }) => whole(from) },
          { head: 'to', cell: ({ from, width, counts }) => whole(from + width * counts.length) },
          { head: 'Songs below', cell: ({ below }) => whole(below) },
          { head: 'Songs above', cell: ({ above }) => whole(above) },
          { head: 'Songs without', cell: ({ missing }) => whole(missing) },
        ]}
        rows={histograms}
        keyOf={({ name }) => name}
      />
      <p className="cap">
        <b>Table 1.</b> The features of Figure 1.
      </p>
    </>
  )
}

const mostRows = 8

interface CountsProps {
  number: number
  name: string
  counts: Summary['keys']
  songs: number
}

function Counts({ number, name, counts, songs }: CountsProps) {
  const shown = counts.slice(0, mostRows)
  const others = counts.slice(mostRows).reduce((sum, count) => sum + count.songs, 0)
  const rows = others > 0 ? [...shown, { value: `${counts.length - mostRows} others`, songs: others }] : shown
  return (
    <NumberTable
      label={`Table ${number}`}
      columns={[
        { head: name, cell: ({ value }) => value },
        { head: 'Songs', cell: (row) => whole(row.songs) },
        { head: `% of ${whole(songs)}`, cell: (row) => perCent(row.songs / songs) },
      ]}
      rows={rows}
      keyOf={({ value }) => value}
    />
  )
}
