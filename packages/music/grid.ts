/**
 * The nearest line of a grid of `perQuarter` lines a quarter note, halves up. The small addend keeps a half a half:
 * times such as 10/24 have no exact binary form. Nearest, never floor: a third of LPD-5's onsets lie one step early.
 */
export const nearestLine = (quarters: number, perQuarter: number): number =>
  Math.round(quarters * perQuarter + 1e-6)
