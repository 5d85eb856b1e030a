import { expect, test } from 'vitest'
import { minutesLeft } from './minutes-left.ts'

test('five clips of 30 s are four minutes, and nothing is less than one', () => {
  expect(minutesLeft(5, 30)).toBe(4)
  expect(minutesLeft(1, 5)).toBe(1)
})
