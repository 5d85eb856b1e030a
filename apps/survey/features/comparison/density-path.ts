/** Densities of distances as paths of SVG. */
import type { FeatureComparison } from '@earshot/features/distance'

export type Curves = NonNullable<FeatureComparison['curves']>
type Kind = keyof Curves['y']

/** Below this share of the highest density there is nothing to see. */
const seen = 0.004

export interface DensityPaths {
  /** distance at the right edge; at the left it is 0, as kernels below that stand for no distance */
  to: number
  /** in a box of 100 x 100, on one scale; null where there is no density */
  paths: Record<Kind, string | null>
}

/** The three densities over the distances at which any can be seen, the highest as high as the box. */
export function densityPaths({ x, y }: Curves): DensityPaths {
  const known = Object.values(y).filter((curve) => curve !== null)
  const highest = Math.max(...known.flat())
  const visible = x.filter((at, i) => at >= 0 && known.some((curve) => curve[i] >= seen * highest))
  const to = visible.at(-1) ?? 1
  const path = (curve: number[] | null) =>
    curve &&
    x
      .map((at, i) => ({ at, density: curve[i] }))
      .filter(({ at }) => at >= 0 && at <= to)
      .map(
        ({ at, density }, i) =>
          `${i === 0 ? 'M' : 'L'}${short((100 * at) / to)} ${short(100 - (100 * density) / highest)}`,
      )
      .join('')
  return { to, paths: { intraA: path(y.intraA), intraB: path(y.intraB), inter: path(y.inter) } }
}

const short = (value: number): string => String(Math.round(value * 100) / 100)
