/** The decibels of an amplitude ratio; -Infinity for 0. */
export const toDecibels = (ratio: number): number => 20 * Math.log10(ratio)

/** The amplitude ratio of decibels. */
export const fromDecibels = (decibels: number): number => 10 ** (decibels / 20)
