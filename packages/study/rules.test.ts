import { seeded } from '@earshot/random/random'
import { expect, test } from 'vitest'
import { completionCode, remaining, runMinutes } from './rules.ts'

test('the trials that remain are neither answered nor skipped, in their order', () => {
  const trial = (position: number, answered = false, skipped = false) => ({ position, answered, skipped })
  const trials = [trial(4), trial(1, true), trial(3, false, true), trial(2)]
  expect(remaining(trials).map(({ position }) => position)).toEqual([2, 4])
  expect(remaining([])).toEqual([])
  expect(trials[0]?.position).toBe(4)
})

test('a completion code has eight letters and digits that look like no others', () => {
  const random = seeded(5)
  const codes = Array.from({ length: 2000 }, () => completionCode(random))
  for (const code of codes) expect(code).toMatch(/^[A-HJKMNP-Z2-9]{4}-[A-HJKMNP-Z2-9]{4}$/)
  expect(new Set(codes.join('').replaceAll('-', '')).size).toBe(31)
  expect(new Set(codes).size).toBe(2000)
})

test('a run of ten clips of 30 s is said to take ten minutes', () => {
  expect(runMinutes(10, 30)).toBe(10)
  expect(runMinutes(1, 10)).toBe(3)
})
