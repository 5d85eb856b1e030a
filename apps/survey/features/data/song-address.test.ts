import { songListQuerySchema } from '@earshot/contract/data-sets'
import { songQuerySchema } from '@earshot/data-sets/song-list'
import { describe, expect, test } from 'vitest'
import { activeFilters, readSongQuery, songsAddress, sortedBy } from './song-address.ts'

test('the contract names every field that a list can be asked for', () => {
  expect(Object.keys(songListQuerySchema.shape).sort()).toEqual(Object.keys(songQuerySchema.shape).sort())
})

describe('An address', () => {
  test('without anything asks for the first page by title', () => {
    expect(readSongQuery({})).toEqual(songQuerySchema.parse({}))
  })

  test('of a form holds fields that were left empty, which ask for nothing', () => {
    expect(
      readSongQuery({ search: 'rag', tempoFrom: '', tempoTo: '90', key: ' ', duplicates: 'one' }),
    ).toEqual({
      ...songQuerySchema.parse({}),
      search: 'rag',
      tempoTo: 90,
      duplicates: 'one',
    })
  })

  test('that makes no sense is read as far as it does', () => {
    const odd = {
      sort: 'price',
      page: '-3',
      key: '12 major',
      tempoFrom: 'fast',
      barsFrom: ['8', '9'],
      other: '1',
    }
    expect(readSongQuery(odd)).toEqual({ ...songQuerySchema.parse({}), barsFrom: 8 })
  })

  test('is read as it was written', () => {
    const query = readSongQuery({
      search: 'a & b=#',
      key: '9 minor',
      sort: 'bars',
      order: 'descending',
      page: '3',
    })
    const address = songsAddress('my set', query, { page: 4 })
    expect(address).toMatch(/^\/data\/my%20set\?.*#songs$/)
    const params = Object.fromEntries(new URL(address, 'http://x').searchParams)
    expect(readSongQuery(params)).toEqual({ ...query, page: 4 })
  })

  test('with another filter goes to the first page', () => {
    const query = readSongQuery({ page: '7', tempoFrom: '60' })
    expect(songsAddress('lpd5', query, { tempoFrom: undefined })).toBe('/data/lpd5#songs')
  })
})

test('filters that are set are known, sorting and paging are none', () => {
  expect(activeFilters(readSongQuery({ page: '2', sort: 'bars' }))).toEqual([])
  expect(activeFilters(readSongQuery({ search: 'x', barsTo: '8', duplicates: 'all' }))).toEqual([
    'search',
    'barsTo',
  ])
})

test('a head that is pressed again turns the order', () => {
  const start = readSongQuery({})
  expect(sortedBy(start, 'title')).toEqual({ sort: 'title', order: 'descending' })
  const byBars = sortedBy(start, 'bars')
  expect(byBars).toEqual({ sort: 'bars', order: 'descending' })
  expect(sortedBy({ ...start, ...byBars }, 'bars').order).toBe('ascending')
})
