/** Which two sets are compared, in the address of the page. */
import type { SearchParams } from '../data/song-address.ts'

/** Of each set so many pieces at most: the page must come in seconds, and distances grow with the square. */
export const mostCompared = 60

export interface Asked {
  a: string
  b: string
}

export const compareAddress = ({ a, b }: Partial<Asked> = {}): string => {
  const search = new URLSearchParams({ ...(a === undefined ? {} : { a }), ...(b === undefined ? {} : { b }) })
  return `/data/compare${search.size === 0 ? '' : `?${search.toString()}`}`
}

/** The names in an address; undefined for one that was left empty. */
export function readNames(params: SearchParams): Partial<Asked> {
  const [a, b] = [params.a, params.b].map((value) => [value].flat()[0]?.trim() ?? '')
  return { ...(a === '' ? {} : { a }), ...(b === '' ? {} : { b }) }
}

/** The two sets to compare, or why these cannot be. `names` are those that can. */
export function checkNames(
  { a, b }: Partial<Asked>,
  names: readonly string[],
): { ok: true; asked: Asked } | { ok: false; reason: string | null } {
  if (a === undefined || b === undefined) return { ok: false, reason: null }
  const unknown = [a, b].find((name) => !names.includes(name))
  if (unknown !== undefined)
    return { ok: false, reason: `There is no data set and no pool “${unknown}” of two pieces or more.` }
  if (a === b) return { ok: false, reason: 'These are one and the same set. Choose two.' }
  return { ok: true, asked: { a, b } }
}
