import { expect, test } from 'vitest'
import { below, deriveSeed, normal, sample, seeded, shuffled } from './random.ts'

const take = <T>(count: number, next: () => T): T[] => Array.from({ length: count }, next)

test('the stream of a seed is mulberry32, as in the fixtures made with R', () => {
  const first = take(5, seeded(7))
  expect(first).toEqual(take(5, seeded(7)))
  expect(first[0]).toBeCloseTo(0.011704753153026104, 15)
  expect(take(5, seeded(8))).not.toEqual(first)
})

test('derived seeds differ by label and by order', () => {
  const seeds = [
    deriveSeed(1),
    deriveSeed(1, 'a'),
    deriveSeed(1, 'b'),
    deriveSeed(1, 'a', 'b'),
    deriveSeed(1, 'b', 'a'),
  ]
  expect(new Set(seeds).size).toBe(seeds.length)
  expect(deriveSeed(1, 'a')).toBe(deriveSeed(1, 'a'))
})

test('a shuffle keeps its items, leaves its argument alone and is close to uniform', () => {
  const items = [0, 1, 2, 3]
  const random = seeded(3)
  const firsts = [0, 0, 0, 0]
  for (let i = 0; i < 8000; i++) {
    const order = shuffled(items, random)
    expect([...order].sort()).toEqual(items)
    firsts[order[0]] = (firsts[order[0]] ?? 0) + 1
  }
  expect(items).toEqual([0, 1, 2, 3])
  for (const count of firsts) expect(Math.abs(count - 2000)).toBeLessThan(200)
})

test('a sample has different items and refuses to draw too many', () => {
  expect(new Set(sample([1, 2, 3, 4], 3, seeded(1))).size).toBe(3)
  expect(() => sample([1], 2, seeded(1))).toThrow('cannot draw 2 of 1')
})

test('below and normal have the moments they should', () => {
  const random = seeded(5)
  expect(take(1000, () => below(3, random)).every((n) => n >= 0 && n < 3 && Number.isInteger(n))).toBe(true)
  const numbers = take(20000, () => normal(random))
  const mean = numbers.reduce((sum, n) => sum + n, 0) / numbers.length
  const variance = numbers.reduce((sum, n) => sum + (n - mean) ** 2, 0) / numbers.length
  expect(mean).toBeCloseTo(0, 1)
  expect(variance).toBeCloseTo(1, 1)
})
