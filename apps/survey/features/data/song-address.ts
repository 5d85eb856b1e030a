/** The list of songs in the address of its page: every filter, the order and the page, so that it works as a link. */
import { songQuerySchema, type SongQuery, type SongSorting } from '@earshot/data-sets/song-list'

export type SearchParams = Record<string, string | string[] | undefined>

const fields = Object.keys(songQuerySchema.shape) as (keyof SongQuery)[]
const defaults: Partial<SongQuery> = songQuerySchema.parse({})

/** What an address asks for. What makes no sense, and fields that were left empty, are as if they were not there. */
export function readSongQuery(params: SearchParams): SongQuery {
  const understood = fields.flatMap((field) => {
    const text = [params[field]].flat()[0]
    const parsed = songQuerySchema.shape[field].safeParse(text)
    return text !== undefined && text.trim() !== '' && parsed.success ? [[field, parsed.data]] : []
  })
  return { ...songQuerySchema.parse({}), ...Object.fromEntries(understood) } as SongQuery
}

/** The fields that choose songs, in the order of the form. */
export const filterFields = [
  'search',
  'tempoFrom',
  'tempoTo',
  'barsFrom',
  'barsTo',
  'key',
  'structure',
  'duplicates',
] as const satisfies readonly (keyof SongQuery)[]
export type FilterField = (typeof filterFields)[number]

/** The filters that are set. */
export const activeFilters = (query: SongQuery): FilterField[] =>
  filterFields.filter((field) => query[field] !== undefined && query[field] !== defaults[field])

/** The address of a data set's page. */
export const dataSetAddress = (name: string): string => `/data/${encodeURIComponent(name)}`

export const songAddress = (name: string, id: string): string =>
  `${dataSetAddress(name)}/songs/${encodeURIComponent(id)}`

/** The address of the list with changes to a query; anything but another page leads to the first one. */
export function songsAddress(name: string, query: SongQuery, changes: Partial<SongQuery> = {}): string {
  const asked: Partial<SongQuery> = { ...query, page: 1, ...changes }
  const set = fields.filter((field) => asked[field] !== undefined && asked[field] !== defaults[field])
  const search = new URLSearchParams(set.map((field) => [field, String(asked[field])])).toString()
  return `${dataSetAddress(name)}${search === '' ? '' : `?${search}`}#songs`
}

/** What pressing a column's head asks for: the titles from A, numbers from the largest, and again the other way. */
export function sortedBy(query: SongQuery, sort: SongSorting): Pick<SongQuery, 'sort' | 'order'> {
  const first = sort === 'title' ? 'ascending' : 'descending'
  const other = first === 'ascending' ? 'descending' : 'ascending'
  return { sort, order: query.sort === sort && query.order === first ? other : first }
}
