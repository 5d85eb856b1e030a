import {
  songQuerySchema,
  type ListedSong,
  type SongPage,
  type SongQuery,
  type SongSorting,
} from '@earshot/data-sets/song-list'
import { keyName, type Summary } from '@earshot/data-sets/summary'
import Link from 'next/link'
import { NumberTable, type Column } from '../../components/number-table.tsx'
import { Section } from '../../components/section.tsx'
import { counted, decimals, missing, whole } from './numbers.ts'
import { activeFilters, songAddress, songsAddress, sortedBy, type FilterField } from './song-address.ts'
import { SongFilters } from './song-filters.tsx'

interface SongsSectionProps {
  name: string
  query: SongQuery
  page: SongPage
  summary: Summary | null
}

/** A page of the list of songs, and what is asked for. */
export function SongsSection({ name, query, page, summary }: SongsSectionProps) {
  return (
    <Section id="songs" mark="A" title="Songs" aside={counted(page.total, 'song')}>
      <SongFilters name={name} query={query} summary={summary} />
      {page.songs.length === 0 ? (
        <NoSongs name={name} query={query} total={page.total} />
      ) : (
        <>
          <NumberTable
            label="Songs"
            columns={columns(name, query)}
            rows={page.songs}
            keyOf={({ id }) => id}
          />
          <Pages name={name} query={query} total={page.total} />
          <p className="cap">
            Tempo in quarter notes a minute, the median of the song. Polyphony: notes at once, while any
            sounds. Alike: songs in the group of near-duplicates that the song is in, itself counted.
          </p>
        </>
      )}
    </Section>
  )
}

function columns(name: string, query: SongQuery): [Column<ListedSong>, ...Column<ListedSong>[]] {
  const sortable = (sort: SongSorting, text: string) => ({
    head: (
      <Link prefetch={false} className="sort" href={songsAddress(name, query, sortedBy(query, sort))}>
        {text}
        <Arrow order={query.sort === sort ? query.order : undefined} />
      </Link>
    ),
    ...(query.sort === sort ? { sorted: query.order } : {}),
  })
  return [
    {
      ...sortable('title', 'Title'),
      cell: ({ id, title }) => (
        <Link prefetch={false} className="song-title" href={songAddress(name, id)} title={title}>
          {title}
        </Link>
      ),
    },
    { ...sortable('tempo', 'Tempo'), cell: ({ features }) => decimals(features.tempo.median, 0) },
    { head: 'Key', align: 'left', cell: ({ features: { key } }) => (key ? keyName(key) : missing) },
    { ...sortable('bars', 'Bars'), cell: ({ features }) => whole(features.bars) },
    {
      ...sortable('density', 'Notes a quarter'),
      cell: ({ features }) => decimals(features.notesPerQuarter, 2),
    },
    { ...sortable('polyphony', 'Polyphony'), cell: ({ features }) => decimals(features.polyphony, 2) },
    { head: 'Alike', cell: ({ groupSize }) => (groupSize > 1 ? whole(groupSize) : missing) },
  ]
}

/** Which way the rows go; aria-sort says it to those who do not see it. */
const Arrow = ({ order }: { order: SongQuery['order'] | undefined }) => (
  <span className="arrow" aria-hidden="true">
    {order === undefined ? '' : order === 'ascending' ? '↑' : '↓'}
  </span>
)

function Pages({ name, query, total }: { name: string; query: SongQuery; total: number }) {
  const { page, perPage } = query
  const first = (page - 1) * perPage + 1
  const last = Math.min(total, page * perPage)
  return (
    <nav className="pages" aria-label="Pages of songs">
      <p className="num">
        Songs {whole(first)} to {whole(last)} of {whole(total)}
      </p>
      {page > 1 ? (
        <Link
          prefetch={false}
          className="btn small"
          rel="prev"
          href={songsAddress(name, query, { page: page - 1 })}
        >
          Previous
        </Link>
      ) : null}
      {last < total ? (
        <Link
          prefetch={false}
          className="btn small"
          rel="next"
          href={songsAddress(name, query, { page: page + 1 })}
        >
          Next
        </Link>
      ) : null}
    </nav>
  )
}

const filterWords: Record<FilterField, (query: SongQuery) => string> = {
  search: ({ search }) => `the words “${search}”`,
  tempoFrom: ({ tempoFrom = 0 }) => `tempo from ${tempoFrom}`,
  tempoTo: ({ tempoTo = 0 }) => `tempo to ${tempoTo}`,
  barsFrom: ({ barsFrom = 0 }) => `bars from ${barsFrom}`,
  barsTo: ({ barsTo = 0 }) => `bars to ${barsTo}`,
  key: ({ key = '' }) => `key ${nameOfKey(key)}`,
  structure: ({ structure = '' }) => `structure ${structure}`,
  duplicates: () => 'one of each group',
}

function nameOfKey(key: string): string {
  const [tonic, mode] = key.split(' ')
  return keyName({ tonic: Number(tonic), mode: mode === 'minor' ? 'minor' : 'major', correlation: 1 })
}

const unfiltered = songQuerySchema.parse({})

/** Says how to widen what was asked for. */
function NoSongs({ name, query, total }: { name: string; query: SongQuery; total: number }) {
  if (total > 0)
    return (
      <p className="note">
        <b>The list is shorter than that.</b>{' '}
        <Link prefetch={false} href={songsAddress(name, query)}>
          Go to its first page
        </Link>
        .
      </p>
    )
  const filters = activeFilters(query)
  return (
    <div className="note">
      <p>
        <b>No song fits all of this.</b> Leave something out:
      </p>
      <ul className="widen">
        {filters.map((field) => (
          <li key={field}>
            <Link prefetch={false} href={songsAddress(name, query, { [field]: unfiltered[field] })}>
              without {filterWords[field](query)}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  )
}
