/** Null for none. */
export const mean = (values: readonly number[]): number | null =>
  values.length > 0 ? sum(values) / values.length : null

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** The middle value; of an even number the mean of the two in the middle, null for none. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length / 2
  return (sorted[Math.ceil(half) - 1] + sorted[Math.floor(half)]) / 2
}

/** Each as a share of their sum; null where that is 0. */
export function shares(counts: readonly number[]): number[] | null {
  const total = sum(counts)
  return total > 0 ? counts.map((count) => count / total) : null
}

/** Shannon's entropy in bits of counts; null where all are 0. */
export function entropy(counts: readonly number[]): number | null {
  const probabilities = shares(counts)
  return probabilities && 0 - sum(probabilities.map((p) => (p > 0 ? p * Math.log2(p) : 0)))
}
