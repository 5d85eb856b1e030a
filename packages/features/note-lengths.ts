/**
 * The twelve note lengths of Yang and Lerch (2020), in quarter notes and in their order: whole, half, quarter, 8th, 16th;
 * the same five without the whole dotted; half, quarter and 8th of a triplet.
 */
export const noteLengths = [4, 2, 1, 1 / 2, 1 / 4, 3, 3 / 2, 3 / 4, 3 / 8, 4 / 3, 2 / 3, 1 / 3] as const

/** As `noteLengths` are written. */
export const noteLengthNames = [
  'whole',
  'half',
  'quarter',
  '8th',
  '16th',
  'dotted half',
  'dotted quarter',
  'dotted 8th',
  'dotted 16th',
  'half triplet',
  'quarter triplet',
  '8th triplet',
] as const

/** A length half-way between two classes belongs to the earlier, whatever the last bit of a third says. */
const tie = 1e-9

/** Index of the class nearest to a length in quarter notes; of two equally near ones the earlier. */
export function noteLengthClass(quarters: number): number {
  let best = 0
  for (let i = 1; i < noteLengths.length; i++) {
    if (Math.abs(noteLengths[i] - quarters) < Math.abs(noteLengths[best] - quarters) - tie) best = i
  }
  return best
}

/** How many of the lengths (quarter notes) are nearest to each of the twelve classes. */
export function countNoteLengths(lengths: Iterable<number>): number[] {
  const counts = new Array<number>(noteLengths.length).fill(0)
  for (const length of lengths) counts[noteLengthClass(length)]++
  return counts
}
