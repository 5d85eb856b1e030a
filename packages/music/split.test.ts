import fc from 'fast-check'
import { expect, test } from 'vitest'
import { divide, placeOf, splitOf, type Split } from './split.ts'

const usual: Split = {
  name: 'usual',
  seed: 1,
  parts: [
    { name: 'training', share: 0.8 },
    { name: 'held-out', share: 0.1 },
    { name: 'test', share: 0.1 },
  ],
}

const splits = fc
  .record({
    seed: fc.integer(),
    weights: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 }),
  })
  .map(({ seed, weights }): Split => {
    const sum = weights.reduce((total, weight) => total + weight)
    return {
      name: 'any',
      seed,
      parts: weights.map((weight, i) => ({ name: `part ${i}`, share: weight / sum })),
    }
  })
const someSongs = fc.array(fc.record({ id: fc.uuid(), group: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f') }))

test('no group is divided, and every song is in one part', () => {
  fc.assert(
    fc.property(splits, someSongs, (split, songs) => {
      const parts = [...divide(songs, split).values()]
      expect(parts.flat()).toHaveLength(songs.length)
      const groups = parts.map((part) => new Set(part.map(({ group }) => group)))
      const all = new Set(songs.map(({ group }) => group))
      expect(groups.reduce((total, { size }) => total + size, 0)).toBe(all.size)
    }),
  )
})

test('songs added later, and another order, move none', () => {
  fc.assert(
    fc.property(splits, someSongs, someSongs, (split, songs, more) => {
      const before = divide(songs, split)
      const after = divide([...more, ...songs].reverse(), split)
      for (const [name, part] of before) for (const song of part) expect(after.get(name)).toContain(song)
    }),
  )
})

test('shares of groups are met: 10,000 groups, within five standard deviations', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const groups = Array.from({ length: 10_000 }, (_, i) => ({ group: `group ${i}` }))
      const parts = divide(groups, { ...usual, seed })
      for (const { name, share } of usual.parts) {
        const sd = Math.sqrt(share * (1 - share) * 10_000)
        expect(Math.abs((parts.get(name)?.length ?? 0) - share * 10_000)).toBeLessThan(5 * sd)
      }
    }),
    { numRuns: 30 },
  )
})

test('a seed gives its own split, and the same for ever', () => {
  expect(placeOf(1, 'a')).not.toBe(placeOf(2, 'a'))
  // Places by Python's hashlib: .014 .409 .461 .748 .219 .866 .582 .204
  const even = { ...usual, parts: ['x', 'y', 'z'].map((name) => ({ name, share: 1 / 3 })) }
  const parts = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((group) => splitOf(group, even))
  expect(parts.join('')).toBe('xyyzxzyx')
  expect(placeOf(1, 'a')).toBeCloseTo(0.014302931499376115, 15)
  expect(splitOf('a', { ...even, name: 'renamed' })).toBe(parts[0])
})

test('parts that cannot be are refused', () => {
  const parts = (...shares: number[]) => shares.map((share, i) => ({ name: `part ${i}`, share }))
  for (const shares of [[], [0.5, 0.4], [1, 0], [1.5, -0.5], [NaN]]) {
    expect(() => splitOf('a', { ...usual, parts: parts(...shares) })).toThrow('shares of split usual')
  }
  const twice = [
    { name: 'a', share: 0.5 },
    { name: 'a', share: 0.5 },
  ]
  expect(() => divide([], { ...usual, parts: twice })).toThrow('one name')
})
