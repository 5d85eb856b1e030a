/** A Gaussian kernel density estimate. */
export interface Density {
  bandwidth: number
  /** the lowest and highest value that it was made of */
  lowest: number
  highest: number
  /** per unit of the values */
  at: (x: number) => number
}

/** Beyond so many bandwidths a kernel is 0 in double precision. */
const reach = 39

/**
 * The density of values by Gaussian kernels, of Scott's bandwidth, n^(-1/5) times the standard deviation (n - 1 in its
 * denominator): scipy.stats.gaussian_kde with its defaults. Null for values that do not vary.
 */
export function estimateDensity(values: readonly number[]): Density | null {
  const n = values.length
  const mean = values.reduce((total, value) => total + value, 0) / n
  const squares = values.reduce((total, value) => total + (value - mean) ** 2, 0)
  const { kernels, weights } = weighted(values)
  const bandwidth = Math.sqrt(squares / (n - 1)) * n ** (-1 / 5)
  // Distances that differ by the rounding of their last bits are the same.
  if (!(bandwidth > 1e-12 * Math.abs(mean))) return null
  return {
    bandwidth,
    lowest: kernels[0],
    highest: kernels[kernels.length - 1],
    at: (x) => {
      let total = 0
      for (let i = firstAbove(kernels, x - reach * bandwidth); i < kernels.length; i++) {
        const distance = (x - kernels[i]) / bandwidth
        if (distance < -reach) break
        total += weights[i] * Math.exp(-(distance * distance) / 2)
      }
      return total / (n * bandwidth * Math.sqrt(2 * Math.PI))
    },
  }
}

/** Different values, ascending, with their counts: distances between whole numbers are often equal. */
function weighted(values: readonly number[]): { kernels: Float64Array; weights: Float64Array } {
  const sorted = Float64Array.from(values).sort()
  const kernels = sorted.filter((value, i) => i === 0 || value !== sorted[i - 1])
  const weights = new Float64Array(kernels.length)
  let kernel = 0
  for (const value of sorted) {
    if (value !== kernels[kernel]) kernel++
    weights[kernel]++
  }
  return { kernels, weights }
}

function firstAbove(sorted: Float64Array, limit: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle] <= limit) low = middle + 1
    else high = middle
  }
  return low
}
