import type { DataSetView } from '@earshot/data-sets/data-sets'
import { NumberTable } from '../../components/number-table.tsx'
import { Section } from '../../components/section.tsx'
import { perCent, whole } from './numbers.ts'
import { quoted } from './shell.ts'

/** Named parts of the data set, and how to name some. */
export function SplitsSection({ set: { name, splits, songs } }: { set: DataSetView }) {
  const parts = splits.flatMap((split) =>
    split.parts.map((part) => ({ split: split.name, seed: split.seed, ...part })),
  )
  return (
    <Section id="splits" mark="E" title="Splits">
      {parts.length > 0 ? (
        <NumberTable
          label="Splits"
          columns={[
            { head: 'Split', cell: ({ split }) => split },
            { head: 'Part', align: 'left', cell: (part) => part.name },
            { head: 'Share wanted, %', cell: ({ share }) => perCent(share) },
            { head: 'Songs', cell: (part) => whole(part.songs) },
            { head: `% of ${whole(songs)}`, cell: (part) => perCent(part.songs / Math.max(1, songs)) },
            { head: 'Seed', cell: ({ seed }) => String(seed) },
          ]}
          rows={parts}
          keyOf={(part) => `${part.split} ${part.name}`}
        />
      ) : (
        <p className="read">No split is named yet.</p>
      )}
      <p className="cap">
        A split keeps near-duplicates on one side, and songs that come later move none. Name one with{' '}
        <code>
          npm run earshot -- data split {quoted(name)} --as held-out --parts train=0.9,test=0.1 --seed 1
        </code>
        .
      </p>
    </Section>
  )
}
