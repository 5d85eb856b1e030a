import { seeded } from '@earshot/random/random'
import { describe, expect, test } from 'vitest'
import {
  arrange,
  arrangeBySquare,
  checkArrangement,
  inArrangement,
  NoArrangement,
  squareRows,
  williamsRows,
  type SourceCounts,
} from './presentation.ts'

const counts = (text: string): SourceCounts =>
  text.split(' ').map((entry) => ({ source: entry.charAt(0), clips: Number(entry.slice(1)) }))
const tally = (arrangement: readonly string[]) =>
  [...new Set(arrangement)]
    .sort()
    .map((source) => `${source}${String(arrangement.filter((one) => one === source).length)}`)
    .join(' ')
const longest = (arrangement: readonly string[]): number => {
  let [most, row] = [0, 0]
  for (const [i, source] of arrangement.entries()) {
    row = source === arrangement[i - 1] ? row + 1 : 1
    most = Math.max(most, row)
  }
  return most
}
const seeds = Array.from({ length: 2000 }, (_, seed) => seed)

describe('an order by chance', () => {
  test('holds all clips, and puts every source as often at every position', () => {
    const of = counts('a2 b2 c3')
    const at = seeds.map((seed) => arrange(of, { order: 'random' }, seeded(seed)))
    for (const one of at) expect(tally(one)).toBe('a2 b2 c3')
    for (let position = 0; position < 7; position++) {
      const share = at.filter((one) => one[position] === 'c').length / seeds.length
      // Four standard errors of 2000 draws are 0.044.
      expect(Math.abs(share - 3 / 7)).toBeLessThan(0.045)
    }
  })

  test.each([
    ['a5 b5', 1],
    ['a2 b8', 3],
    ['a1 b2 c7', 2],
    ['a6 b3 c2', 1],
    ['a10 b10', 1],
  ])('of %s has at most %i of one source in a row', (text, mostInARow) => {
    const of = counts(text)
    const all = seeds.map((seed) => arrange(of, { order: 'random', mostInARow }, seeded(seed)))
    for (const one of all) {
      expect(tally(one)).toBe(text)
      expect(longest(one)).toBeLessThanOrEqual(mostInARow)
    }
    expect(new Set(all.map((one) => one.join(''))).size).toBeGreaterThan(1)
  })

  test('that no rule allows is refused in words', () => {
    expect(() => {
      checkArrangement(counts('a2 b8'), { order: 'random', mostInARow: 2 })
    }).toThrow('8 clips of "b" cannot be heard with at most 2 in a row beside 2 others')
    expect(() => arrange(counts('a3'), { order: 'random', mostInARow: 2 }, seeded(1))).toThrow(NoArrangement)
    expect(() => {
      checkArrangement(counts('a2 b2'), { order: 'latin-square', mostInARow: 2 })
    }).toThrow('leave out mostInARow')
    expect(() => {
      checkArrangement(counts('a4 b2'), { order: 'blocks', mostInARow: 1 })
    }).toThrow('2 clips of "a" in each block')
  })
})

describe('blocks', () => {
  test('hold every source in proportion', () => {
    for (const seed of seeds.slice(0, 200)) {
      const one = arrange(counts('a2 b4 c4'), { order: 'blocks', mostInARow: 2 }, seeded(seed))
      expect([one.slice(0, 5), one.slice(5)].map(tally)).toEqual(['a1 b2 c2', 'a1 b2 c2'])
      expect(longest(one)).toBeLessThanOrEqual(2)
    }
  })

  test('of counts without a common part are one', () => {
    expect(tally(arrange(counts('a2 b3'), { order: 'blocks' }, seeded(1)))).toBe('a2 b3')
  })
})

describe("Williams' design", () => {
  test.each([1, 2, 3, 4, 7, 10])(
    'of %i: each at each position, and after each other, equally often',
    (size) => {
      const rows = williamsRows(size)
      expect(rows).toHaveLength(size % 2 === 0 ? size : 2 * size)
      for (const row of rows) expect([...row].sort((a, b) => a - b)).toEqual([...row.keys()])
      const times = rows.length / size
      for (let one = 0; one < size; one++) {
        for (let position = 0; position < size; position++)
          expect(rows.filter((row) => row[position] === one)).toHaveLength(times)
        const after = rows.flatMap((row) => row.flatMap((two, i) => (row[i - 1] === one ? [two] : [])))
        for (let two = 0; two < size; two++)
          expect(after.filter((three) => three === two)).toHaveLength(one === two ? 0 : times)
      }
    },
  )

  test('puts every source at every position in proportion, over a whole square', () => {
    const of = counts('a2 b3 c4')
    const rows = Array.from({ length: squareRows(of) }, (_, row) => arrangeBySquare(of, row, seeded(5)))
    for (const row of rows) expect(tally(row)).toBe('a2 b3 c4')
    for (let position = 0; position < 9; position++)
      expect(tally(rows.map((row) => row[position] ?? ''))).toBe('a4 b6 c8')
  })
})

test('clips of a source are put at its places, in any order among themselves', () => {
  const clips = ['1', '2', '3'].map((name) => ({ source: 'a', name })).concat({ source: 'b', name: '4' })
  const orders = seeds.map((seed) =>
    inArrangement(clips, ['a', 'b', 'a', 'a'], seeded(seed))
      .map(({ name }) => name)
      .join(''),
  )
  expect(new Set(orders)).toEqual(new Set(['1423', '1432', '2413', '2431', '3412', '3421']))
})
