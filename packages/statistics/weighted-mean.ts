/** A value and the chance with which it was drawn. */
export interface Weighed {
  value: number
  /** Above 0. */
  chance: number
}

/**
 * The mean of a population of which members were drawn with known chances that differ (Hájek 1971, Comment on "An essay on the
 * logical foundations of survey sampling"): each value counts as often as it was unlikely. Null of none. Throws RangeError for a chance
 * that is not above 0.
 */
export function weightedMean(drawn: readonly Weighed[]): number | null {
  if (drawn.some(({ chance }) => !(chance > 0))) throw new RangeError('a chance is not above 0')
  const weights = drawn.reduce((sum, { chance }) => sum + 1 / chance, 0)
  return weights === 0 ? null : drawn.reduce((sum, { value, chance }) => sum + value / chance, 0) / weights
}
