import type { ComparedSet, DataSetComparison } from '@earshot/data-sets/comparison'
import type { FeatureComparison } from '@earshot/features/distance'
import { NumberTable } from '../../components/number-table.tsx'
import { Section } from '../../components/section.tsx'
import { decimals, whole } from '../data/numbers.ts'
import { reasons, significant } from './words.ts'

/** The distances of all features. */
export function DistancesSection({ compared }: { compared: DataSetComparison }) {
  const { a, b, comparison } = compared
  const missing = reasons(compared)
  return (
    <Section id="distances" mark="B" title="Distances" aside={sampled(a, b)}>
      <NumberTable
        label="Table 1"
        columns={[
          { head: 'Feature', cell: ({ label }) => label },
          ...distanceColumns(a, b),
          ...likenessColumns('Overlap', ({ overlap }) => decimals(overlap.value, 2), a, b),
          ...likenessColumns('Divergence, nats', ({ divergence }) => decimals(divergence.value, 2), a, b),
        ]}
        rows={comparison.features}
        keyOf={({ name }) => name}
      />
      <p className="cap">
        <b>Table 1.</b> Mean and standard deviation (SD, <i>n</i> − 1) of the Euclidean distances between two
        pieces, in the feature’s unit. Overlap: the area under the density of the distances within a set and
        that of the distances between the sets; 1 is no difference. Divergence: Kullback and Leibler’s, of the
        distances between the sets from those within; 0 is no difference. The numbers of features differ in
        kind, so compare along a row.
        {missing.length > 0 ? ` A dash has a reason. ${missing.join(' ')}` : ''}
      </p>
    </Section>
  )
}

const sampled = (a: ComparedSet, b: ComparedSet): string =>
  [a, b].map(({ name, compared, of }) => `${name}: ${whole(compared)} of ${whole(of)}`).join('; ')

const distanceColumns = (a: ComparedSet, b: ComparedSet) =>
  [
    { group: `Within ${a.name}`, of: (feature: FeatureComparison) => feature.a.intra },
    { group: `Within ${b.name}`, of: (feature: FeatureComparison) => feature.b.intra },
    { group: 'Between', of: (feature: FeatureComparison) => feature.inter },
  ].flatMap(({ group, of }) => [
    { head: 'Mean', group, cell: (feature: FeatureComparison) => significant(of(feature)?.mean ?? null) },
    { head: 'SD', group, cell: (feature: FeatureComparison) => significant(of(feature)?.sd ?? null) },
  ])

const likenessColumns = (
  group: string,
  cell: (of: FeatureComparison['a']) => string,
  a: ComparedSet,
  b: ComparedSet,
) => [
  { head: a.name, group, cell: (feature: FeatureComparison) => cell(feature.a) },
  { head: b.name, group, cell: (feature: FeatureComparison) => cell(feature.b) },
]

/** The features themselves, where they are one number a piece. */
export function FeaturesSection({ compared: { a, b, comparison } }: { compared: DataSetComparison }) {
  const single = comparison.features.filter(({ size }) => size === 1)
  const columns = [
    { group: a.name, of: (feature: FeatureComparison) => feature.a },
    { group: b.name, of: (feature: FeatureComparison) => feature.b },
  ].flatMap(({ group, of }) => [
    { head: 'Mean', group, cell: (feature: FeatureComparison) => significant(of(feature).mean?.[0] ?? null) },
    { head: 'SD', group, cell: (feature: FeatureComparison) => significant(of(feature).sd?.[0] ?? null) },
    { head: 'Pieces', group, cell: (feature: FeatureComparison) => whole(of(feature).pieces) },
  ])
  return (
    <Section id="features" mark="C" title="The features themselves">
      <NumberTable
        label="Table 2"
        columns={[
          { head: 'Feature', cell: ({ label }) => label },
          { head: 'Unit', align: 'left', cell: ({ unit }) => unit },
          ...columns,
        ]}
        rows={single}
        keyOf={({ name }) => name}
      />
      <p className="cap">
        <b>Table 2.</b> The features that are one number a piece. SD: standard deviation, <i>n</i> − 1.
      </p>
    </Section>
  )
}
