import type { DataSetComparison } from '@earshot/data-sets/comparison'
import type { FeatureComparison } from '@earshot/features/distance'
import { decimals } from '../data/numbers.ts'
import { densityPaths } from './density-path.ts'
import { figureWords, significant } from './words.ts'

/** A feature: how the distances within the sets and between them are spread. */
export function DensityFigure({ feature }: { feature: FeatureComparison }) {
  const { label, unit, curves, a, b } = feature
  return (
    <figure className="density">
      <figcaption>
        <b>{label}</b> <span>{unit}</span>
      </figcaption>
      {curves ? (
        <Densities curves={curves} label={figureWords(feature)} />
      ) : (
        <p className="cap">No density: see below.</p>
      )}
      <p className="cap num">
        Overlap {decimals(a.overlap.value, 2)} and {decimals(b.overlap.value, 2)}
      </p>
    </figure>
  )
}

function Densities({ curves, label }: { curves: NonNullable<FeatureComparison['curves']>; label: string }) {
  const { to, paths } = densityPaths(curves)
  return (
    <>
      <svg viewBox="0 0 100 104" preserveAspectRatio="none" role="img" aria-label={label}>
        {paths.inter === null ? null : (
          <>
            <path className="inter area" d={`${paths.inter}V100H0Z`} />
            <path className="inter" d={paths.inter} />
          </>
        )}
        {paths.intraA === null ? null : <path className="intra-a" d={paths.intraA} />}
        {paths.intraB === null ? null : <path className="intra-b" d={paths.intraB} />}
      </svg>
      <p className="axis num" aria-hidden="true">
        <span>0</span>
        <span>{significant(to / 2)}</span>
        <span>{significant(to)}</span>
      </p>
    </>
  )
}

/** Which line is which, once for all figures. */
export function DensityKey({ a, b }: Pick<DataSetComparison, 'a' | 'b'>) {
  const lines = [
    { className: 'intra-a', text: `within ${a.name}` },
    { className: 'intra-b', text: `within ${b.name}` },
    { className: 'inter', text: 'between the two' },
  ]
  return (
    <ul className="key density-key">
      {lines.map(({ className, text }) => (
        <li key={className}>
          <svg viewBox="0 0 32 14" aria-hidden="true">
            {className === 'inter' ? <path className="inter area" d="M0 13V4H32V13Z" /> : null}
            <path className={className} d={className === 'inter' ? 'M0 4H32' : 'M0 8H32'} />
          </svg>
          {text}
        </li>
      ))}
    </ul>
  )
}
