import { keyName, type Summary } from '@earshot/data-sets/summary'
import type { SongQuery } from '@earshot/data-sets/song-list'
import Link from 'next/link'
import { activeFilters, dataSetAddress, filterFields, songsAddress } from './song-address.ts'

interface SongFiltersProps {
  name: string
  query: SongQuery
  summary: Summary | null
}

/** A form whose state is the address: it works without JavaScript, and a choice of songs can be sent as a link. */
export function SongFilters({ name, query, summary }: SongFiltersProps) {
  const nothing = Object.fromEntries(filterFields.map((field) => [field, undefined]))
  return (
    <form
      className="filters"
      action={`${dataSetAddress(name)}#songs`}
      method="get"
      key={JSON.stringify(query)}
    >
      <div className="field wide">
        <label htmlFor="search">Title, file or identity</label>
        <input id="search" name="search" type="search" maxLength={200} defaultValue={query.search} />
      </div>
      <Range name="tempo" title="Tempo, quarter notes a minute" from={query.tempoFrom} to={query.tempoTo} />
      <Range name="bars" title="Bars" from={query.barsFrom} to={query.barsTo} />
      <Choice name="key" title="Key" value={query.key} any="Any key" options={keys(summary)} />
      <Choice
        name="structure"
        title="Structure"
        value={query.structure}
        any="Any structure"
        options={structures(summary)}
      />
      <Choice
        name="duplicates"
        title="Near-duplicates"
        value={query.duplicates}
        any={undefined}
        options={[
          { value: 'all', text: 'All songs' },
          { value: 'one', text: 'One of each group' },
        ]}
      />
      <input type="hidden" name="sort" value={query.sort} />
      <input type="hidden" name="order" value={query.order} />
      <p className="send">
        <button className="btn" type="submit">
          Show songs
        </button>
        {activeFilters(query).length > 0 ? (
          <Link prefetch={false} className="btn quiet" href={songsAddress(name, query, nothing)}>
            Clear
          </Link>
        ) : null}
      </p>
    </form>
  )
}

interface RangeProps {
  name: 'tempo' | 'bars'
  title: string
  from: number | undefined
  to: number | undefined
}

function Range({ name, title, from, to }: RangeProps) {
  return (
    <fieldset className="field range">
      <legend className="label">{title}</legend>
      <div>
        <input
          name={`${name}From`}
          type="number"
          min="0"
          step="any"
          defaultValue={from}
          aria-label={`${title}, from`}
        />
        <span aria-hidden="true">to</span>
        <input
          name={`${name}To`}
          type="number"
          min="0"
          step="any"
          defaultValue={to}
          aria-label={`${title}, to`}
        />
      </div>
    </fieldset>
  )
}

interface ChoiceProps {
  name: string
  title: string
  value: string | undefined
  /** What is said where nothing is chosen; without it something always is. */
  any: string | undefined
  options: readonly { value: string; text: string }[]
}

function Choice({ name, title, value, any, options }: ChoiceProps) {
  return (
    <div className="field">
      <label htmlFor={name}>{title}</label>
      <select id={name} name={name} defaultValue={value ?? ''}>
        {any === undefined ? null : <option value="">{any}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
    </div>
  )
}

/** The keys of the songs, from C upwards, with how many songs have them. */
function keys(summary: Summary | null) {
  const all = Array.from({ length: 12 }, (_, tonic) => tonic).flatMap((tonic) =>
    (['major', 'minor'] as const).map((mode) => ({
      value: `${tonic} ${mode}`,
      name: keyName({ tonic, mode, correlation: 1 }),
    })),
  )
  const songs = new Map(summary?.keys.map(({ value, songs: count }) => [value, count]))
  return all
    .filter(({ name }) => songs.has(name))
    .map(({ value, name }) => ({ value, text: `${name} (${songs.get(name) ?? 0})` }))
}

const structures = (summary: Summary | null) =>
  (summary?.structures ?? [])
    .filter(({ value }) => value !== 'not classed')
    .map(({ value, songs }) => ({ value, text: `${value} (${songs})` }))
