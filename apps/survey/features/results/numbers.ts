/** How numbers of results are written: two decimals, and a dash for what cannot be computed. */

const missing = '–'

/** A mean or variance. */
export const decimals = (value: number | null): string => (value === null ? missing : value.toFixed(2))

/** A fraction as per cent, without the sign, which stands in the head of the column. */
export const perCent = (fraction: number | null): string =>
  fraction === null ? missing : (100 * fraction).toFixed(2)

/** The same for running text, where the sign stays with its number. */
export const perCentSign = (fraction: number | null): string => `${perCent(fraction)}\u00a0%`

/** How many answers decided: all but those of 3. */
export const decided = ({ ratings: [n1, n2, , n4, n5] }: { ratings: Ratings }): number => n1 + n2 + n4 + n5

export type Ratings = [number, number, number, number, number]

/** "3 ratings", "1 rating". */
export const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`

/** "A", "A and B", "A, B and C". */
export function listed(parts: readonly string[]): string {
  const last = parts.at(-1) ?? ''
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`
}
