import type { DataSetComparison } from '@earshot/data-sets/comparison'
import { Section } from '../../components/section.tsx'
import { whole } from '../data/numbers.ts'
import { quoted } from '../data/shell.ts'
import { compareAddress } from './address.ts'
import { DistancesSection, FeaturesSection } from './comparison-tables.tsx'
import { DensityFigure, DensityKey } from './density-figure.tsx'
import { extremes, headline } from './words.ts'

/** How far two sets lie apart: in words, as curves, and as numbers. */
export function Comparison({ compared }: { compared: DataSetComparison }) {
  const { a, b, comparison } = compared
  return (
    <>
      <section className="verdict" aria-labelledby="words-title">
        <h2 id="words-title">{headline(compared)}</h2>
        <p className="read">{extremes(compared)}</p>
        <p className="note">
          These are descriptions of the pieces compared. Nothing is said about chance, nor about how the music
          sounds.
        </p>
      </section>
      <Section id="densities" mark="A" title="Figures">
        <DensityKey a={a} b={b} />
        <div className="densities">
          {comparison.features.map((feature) => (
            <DensityFigure key={feature.name} feature={feature} />
          ))}
        </div>
        <p className="cap">
          <b>Figure 1.</b> How the distances between two pieces are spread, by Gaussian kernels: to the right
          they are farther apart. Sets are alike where the three lie on one another. The overlaps are with{' '}
          {a.name} and with {b.name}; all numbers are in Table 1. What the kernels put below 0, where no
          distance is, is left out.
        </p>
      </Section>
      <DistancesSection compared={compared} />
      <FeaturesSection compared={compared} />
      <Method compared={compared} />
    </>
  )
}

function Method({ compared: { a, b, seed } }: { compared: DataSetComparison }) {
  return (
    <Section id="method" mark="D" title="Method">
      <ul className="notes-list">
        <li>
          Distances within and between sets by Yang and Lerch, “On the evaluation of generative models in
          music”, Neural Computing and Applications 32 (2020). docs/features.md defines each feature, and says
          where their program differs.
        </li>
        <li>
          {[a, b]
            .map(
              ({ name, kind, compared: some, of }) =>
                `${name} (${kind}): ${some < of ? `${whole(some)} of ${whole(of)} pieces, drawn by seed ${String(seed)}` : `all ${whole(of)} pieces`}`,
            )
            .join('; ')}
          . Of near-duplicates in a data set, one is taken.
        </li>
        <li>
          Counts grow with the length of the music: clips of 30 seconds and whole songs differ in note count
          and in transition matrices for that reason alone. The normalised ones do not.
        </li>
        <li>
          More pieces:{' '}
          <code>
            npm run earshot -- data compare {quoted(a.name)} {quoted(b.name)} --songs 100
          </code>
          . All numbers and curves: <a href={`/api${compareAddress({ a: a.name, b: b.name })}`}>JSON</a>.
        </li>
      </ul>
    </Section>
  )
}
