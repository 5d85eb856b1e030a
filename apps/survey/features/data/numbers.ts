/** How numbers of music are written. */

export const missing = '–'

/** "13,215" */
export const whole = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 0 })

/** So many decimals, always; a dash for what does not exist. */
export const decimals = (value: number | null, digits = 1): string =>
  value === null
    ? missing
    : value
        .toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
        .replace('-', '\u2212')

/** A fraction as per cent, without the sign, which stands in the head of the column. */
export const perCent = (fraction: number | null): string =>
  decimals(fraction === null ? null : 100 * fraction)

/** "3 songs", "1 song", "13,215 songs" */
export const counted = (count: number, one: string): string =>
  `${whole(count)} ${one}${count === 1 ? '' : 's'}`

/** How long music is: "25 min", "37.4 h". */
export const long = (seconds: number): string =>
  seconds < 5400 ? `${whole(seconds / 60)} min` : `${decimals(seconds / 3600)} h`

const names = ['C', 'D♭', 'D', 'E♭', 'E', 'F', 'F♯', 'G', 'A♭', 'A', 'B♭', 'B'] as const

/** The twelve pitch classes, C first. */
export const pitchClassNames: readonly string[] = names

/** "C4" for 60, middle C. */
export const pitchName = (pitch: number): string => `${names[pitch % 12]}${Math.floor(pitch / 12) - 1}`
