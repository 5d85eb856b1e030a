import { seeded, shuffled } from '@earshot/random/random'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { select, type Selection, type Size, type SongFacts } from './selection.ts'

const song = (id: string, facts: Partial<SongFacts> = {}): SongFacts => ({
  ...{ id, group: id, notes: 500, seconds: 120, bars: 60, tempo: 120, notesPerQuarter: 2 },
  key: { tonic: 0, mode: 'major' },
  ...facts,
})
const everything: Selection = { duplicates: 'all', size: { take: 'all' } }
const ids = (songs: SongFacts[], selection: Partial<Selection>): string =>
  select(songs, { ...everything, ...selection })
    .chosen.map(({ id }) => id)
    .join(' ')

const facts = fc.record({
  id: fc.stringMatching(/^[0-9a-f]{6}$/),
  group: fc.constantFrom('a', 'b', 'c', 'd'),
  notes: fc.nat(1000),
  seconds: fc.double({ min: 1, max: 600, noNaN: true }),
  bars: fc.nat(300),
  tempo: fc.integer({ min: 40, max: 240 }),
  key: fc.option(fc.record({ tonic: fc.nat(11), mode: fc.constantFrom('major' as const, 'minor' as const) })),
  notesPerQuarter: fc.double({ min: 0, max: 20, noNaN: true }),
})
const songs = fc.uniqueArray(facts, { selector: ({ id }) => id, maxLength: 40 })
const sizes: fc.Arbitrary<Size> = fc.oneof(
  fc.constant({ take: 'all' as const }),
  fc.record({ take: fc.constantFrom('first' as const, 'busiest' as const), songs: fc.nat(20) }),
  fc.record({ take: fc.constant('random' as const), songs: fc.nat(20), seed: fc.integer() }),
)
const selections: fc.Arbitrary<Selection> = fc.record(
  {
    tempo: fc.constant({ lowest: 80, highest: 160 }),
    seconds: fc.constant({ lowest: 60 }),
    leastNotes: fc.nat(500),
    duplicates: fc.constantFrom('one' as const, 'all' as const),
    size: sizes,
  },
  { requiredKeys: ['duplicates', 'size'] },
)

test.each<[string, Partial<Selection>, string]>([
  ['tempo', { tempo: { lowest: 110, highest: 130 } }, 'tempo outside 110..130 quarter notes a minute'],
  ['tempo', { tempo: { highest: 130 } }, 'tempo above 130 quarter notes a minute'],
  [
    'key',
    {
      keys: [
        { tonic: 0, mode: 'major' },
        { tonic: 9, mode: 'minor' },
      ],
    },
    'key not C major or A minor',
  ],
  ['seconds', { seconds: { lowest: 30, highest: 300 } }, 'length outside 30..300 s'],
  ['bars', { bars: { lowest: 16, highest: 200 } }, 'length outside 16..200 bars'],
  ['density', { notesPerQuarter: { lowest: 1, highest: 8 } }, 'density outside 1..8 notes a quarter note'],
  ['notes', { leastNotes: 50 }, 'fewer than 50 notes'],
])('by %s', (_, filter, reason) => {
  const outside = song('b', {
    ...{ tempo: 131, seconds: 301, bars: 201, notesPerQuarter: 9, notes: 49 },
    key: { tonic: 0, mode: 'minor' },
  })
  expect(select([outside, song('a')], { ...everything, ...filter })).toEqual({
    chosen: [song('a')],
    leftOut: [{ reason, songs: 1 }],
  })
})

test('the ends of a range are inside, and a song without key has none of the keys', () => {
  const three = [110, 120, 130].map((tempo) => song(String(tempo), { tempo, key: null }))
  expect(ids(three, { tempo: { lowest: 121 } })).toBe('130')
  expect(ids(three, { tempo: {}, keys: [] })).toBe('110 120 130')
  expect(ids(three, { tempo: { lowest: 110, highest: 130 } })).toBe('110 120 130')
  expect(ids(three, { keys: [{ tonic: 0, mode: 'major' }] })).toBe('')
})

test('one of a group: the smallest id of those that pass', () => {
  const group = [song('c', { group: 'x' }), song('b', { group: 'x' }), song('a', { group: 'x', notes: 10 })]
  expect(ids(group, { duplicates: 'one' })).toBe('a')
  const selection: Selection = { ...everything, duplicates: 'one', leastNotes: 50 }
  expect(select(group, selection)).toMatchObject({
    chosen: [{ id: 'b' }],
    leftOut: [
      { reason: 'fewer than 50 notes', songs: 1 },
      { reason: 'a duplicate of another', songs: 1 },
    ],
  })
})

test('first, busiest and random', () => {
  const ten = Array.from({ length: 10 }, (_, i) => song(`s${i}`, { notesPerQuarter: (i * 7) % 10 }))
  expect(ids(ten, { size: { take: 'first', songs: 3 } })).toBe('s0 s1 s2')
  expect(ids(ten, { size: { take: 'busiest', songs: 3 } })).toBe('s1 s4 s7')
  const draws = [1, 2, 3, 4].map((seed) => ids(ten, { size: { take: 'random', songs: 3, seed } }))
  expect(new Set(draws).size).toBeGreaterThan(1)
  expect(ids(ten, { size: { take: 'random', songs: 20, seed: 1 } })).toBe(ids(ten, {}))
})

test('chosen and left out are all songs; the order of songs does not matter', () => {
  fc.assert(
    fc.property(songs, selections, fc.integer(), (given, selection, seed) => {
      const selected = select(given, selection)
      const left = selected.leftOut.reduce((sum, { songs: count }) => sum + count, 0)
      expect(selected.chosen.length + left).toBe(given.length)
      expect(select(shuffled(given, seeded(seed)), selection)).toEqual(selected)
    }),
  )
})

test('a smaller draw is part of a larger, and a new song displaces one at most', () => {
  fc.assert(
    fc.property(songs, facts, fc.nat(20), fc.integer(), (given, one, count, seed) => {
      const draw = (of: SongFacts[], size: number) =>
        select(of, { ...everything, size: { take: 'random', songs: size, seed } }).chosen
      const drawn = draw(given, count)
      expect(draw(given, count + 1)).toEqual(expect.arrayContaining(drawn))
      const others = given.filter(({ id }) => id !== one.id)
      const before = draw(others, count)
      const after = new Set(draw([...others, one], count))
      expect(before.filter((kept) => !after.has(kept)).length).toBeLessThanOrEqual(1)
    }),
  )
})

test('bad input is refused', () => {
  for (const count of [-1, 0.5, NaN]) {
    expect(() => ids([], { size: { take: 'first', songs: count } })).toThrow('cannot be taken')
  }
  expect(() => ids([song('a'), song('b'), song('a')], {})).toThrow('two songs have the id a')
})
