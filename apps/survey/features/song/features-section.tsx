import type { Features } from '@earshot/features/features'
import { noteLengthNames } from '@earshot/features/note-lengths'
import { Section } from '../../components/section.tsx'
import { pitchClassNames } from '../data/numbers.ts'
import { featureRows } from './feature-rows.ts'
import { ShareBars } from './share-bars.tsx'

/** What was measured in the song. */
export function FeaturesSection({ features }: { features: Features }) {
  return (
    <Section id="features" mark="B" title="Features">
      <div className="share-figures">
        <Shares
          title="Pitch classes"
          of="notes"
          names={pitchClassNames}
          shares={features.pitchClassHistogram}
        />
        <Shares title="Note lengths" of="notes" names={lengthNames} shares={features.noteLengthHistogram} />
        <Shares
          title="From onset to onset"
          of="times"
          names={lengthNames}
          shares={features.interOnsetHistogram}
        />
      </div>
      <dl className="features">
        {featureRows(features).map(({ term, name, value, meaning }) => (
          <div key={term}>
            <dt>
              {name} <code>{term}</code>
            </dt>
            <dd className="num">{value}</dd>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <p className="cap">
        Each feature is defined under its term in docs/features.md, with its source. Lengths are counted as
        the nearest of twelve note values; d. is dotted, t. of a triplet.
      </p>
    </Section>
  )
}

/** Short enough to stand under a bar. */
const lengthNames = noteLengthNames.map((name) =>
  name
    .replace('whole', '1')
    .replace('half', '½')
    .replace('quarter', '¼')
    .replace('8th', '⅛')
    .replace('16th', '1⁄16')
    .replace(/dotted (.*)/, '$1 d.')
    .replace(/ triplet/, ' t.'),
)

interface SharesProps {
  title: string
  of: string
  names: readonly string[]
  shares: readonly number[] | null
}

function Shares({ title, of, names, shares }: SharesProps) {
  if (!shares) return null
  return <ShareBars title={title} of={of} bars={names.map((name, i) => ({ name, share: shares[i] ?? 0 }))} />
}
