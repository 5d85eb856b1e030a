import { seeded } from '@earshot/random/random'
import { expect, test } from 'vitest'
import { assign } from './assignment.ts'

const cost = (costs: number[][], rows: readonly (number | null)[]): number =>
  rows.reduce<number>((sum, column, row) => sum + (column === null ? 0 : (costs[row]?.[column] ?? NaN)), 0)

/** The least cost of all ways to give each row a column of its own. */
function least(costs: number[][], used: readonly number[] = []): number {
  const row = costs[used.length]
  if (!row) return 0
  return Math.min(
    ...row.flatMap((own, column) => (used.includes(column) ? [] : [own + least(costs, [...used, column])])),
  )
}

test('no other assignment costs less', () => {
  const random = seeded(1)
  for (let round = 0; round < 200; round++) {
    const rows = 1 + Math.floor(random() * 5)
    const columns = rows + Math.floor(random() * 3)
    const costs = Array.from({ length: rows }, () =>
      Array.from({ length: columns }, () => Math.floor(random() * 20)),
    )
    const found = assign(costs)
    expect(new Set(found).size).toBe(rows)
    expect(cost(costs, found)).toBe(least(costs))
  }
})

test('with more rows than columns the last rows get none', () => {
  expect(assign([[3], [1]])).toEqual([0, null])
  expect(assign([])).toEqual([])
})
