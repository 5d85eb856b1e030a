/** Long lists of a data set's page: the first few, or by the address all of them, up to what a page bears. */

export const fewEntries = 20
export const mostEntries = 1000

export interface ShownPart<Entry> {
  shown: readonly Entry[]
  /** Whether there is more that the page could show. */
  more: boolean
  /** Entries that no page shows. */
  beyond: number
}

export function shownPart<Entry>(entries: readonly Entry[], all: boolean): ShownPart<Entry> {
  const most = all ? mostEntries : fewEntries
  return {
    shown: entries.slice(0, most),
    more: !all && entries.length > fewEntries,
    beyond: Math.max(0, entries.length - mostEntries),
  }
}
