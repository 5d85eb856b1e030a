import { normal, type Random } from '@earshot/random/random'
import { symmetricEigen } from './jacobi.ts'

/**
 * A normal distribution of `size` numbers: `mean`, and `axes` (size x size, row by row), whose row k is the k-th
 * eigenvector of the covariance times its standard deviation. Rows from `rank` on are zero.
 */
export interface Gaussian {
  size: number
  mean: Float32Array
  axes: Float32Array
  rank: number
}

/** Directions with less than this share of the largest variance are rounding, not data. */
const SMALLEST_SHARE = 1e-7

function meanOf(samples: readonly ArrayLike<number>[], size: number): Float64Array {
  const mean = new Float64Array(size)
  for (const sample of samples) for (let i = 0; i < size; i++) mean[i] += sample[i] / samples.length
  return mean
}

/** Divides by n - 1; one sample alone gives zeros. */
function covarianceOf(samples: readonly ArrayLike<number>[], mean: Float64Array): Float64Array {
  const size = mean.length
  const covariance = new Float64Array(size * size)
  const divisor = Math.max(1, samples.length - 1)
  for (const sample of samples) {
    for (let i = 0; i < size; i++) {
      const share = (sample[i] - mean[i]) / divisor
      for (let j = 0; j < size; j++) covariance[i * size + j] += share * (sample[j] - mean[j])
    }
  }
  return covariance
}

/** Fits a normal distribution to samples of equal length, by the eigen-decomposition of their covariance. */
export function fitGaussian(samples: readonly ArrayLike<number>[]): Gaussian {
  if (samples.length === 0) throw new RangeError('a normal distribution needs at least one sample')
  const size = samples[0].length
  const mean = meanOf(samples, size)
  const { values, vectors } = symmetricEigen(covarianceOf(samples, mean), size)
  const rank = values.filter((value) => value > SMALLEST_SHARE * values[0] && value > 0).length
  const axes = Float32Array.from(vectors, (x, i) => {
    const row = Math.floor(i / size)
    return row < rank ? x * Math.sqrt(values[row]) : 0
  })
  return { size, mean: Float32Array.from(mean), axes, rank }
}

/** The mean plus each of the first axes as often as its position says: positions count standard deviations. */
export function gaussianAt({ size, mean, axes }: Gaussian, positions: ArrayLike<number>): Float32Array {
  const sum = Float64Array.from(mean)
  for (let k = 0; k < positions.length; k++) {
    for (let i = 0; i < size; i++) sum[i] += positions[k] * axes[k * size + i]
  }
  return Float32Array.from(sum)
}

/** Where a sample stands on each axis that varies, in standard deviations; what no axis holds is left out. */
export function positionsIn({ size, mean, axes, rank }: Gaussian, sample: ArrayLike<number>): number[] {
  return Array.from({ length: rank }, (_, k) => {
    let [product, square] = [0, 0]
    for (let i = 0; i < size; i++) {
      const along = axes[k * size + i]
      product += (sample[i] - mean[i]) * along
      square += along * along
    }
    return product / square
  })
}

/** One draw: mean plus a standard normal number times each axis. */
export const drawGaussian = (gaussian: Gaussian, random: Random): Float32Array =>
  gaussianAt(
    gaussian,
    Float64Array.from({ length: gaussian.size }, () => normal(random)),
  )
