import { describe, expect, test } from 'vitest'
import { hear, heardOfSecond, newListening, plausible, secondsHeard, secondsLeft } from './listening.ts'

test('nothing is heard of a new clip', () => {
  const listening = newListening(30)
  expect(secondsHeard(listening)).toBe(0)
  expect(secondsLeft(listening)).toBe(30)
})

test('what is heard twice counts once', () => {
  const twice = hear(hear(newListening(30), 0, 9.95), 5, 9.95)
  expect(secondsHeard(twice)).toBe(10)
  expect(secondsLeft(twice)).toBe(20)
})

test('a part skipped stays to be heard', () => {
  const parts = hear(hear(newListening(30), 0, 9.95), 20, 30)
  expect(secondsLeft(parts)).toBe(10)
  expect(heardOfSecond(parts, 9)).toBe(1)
  expect(heardOfSecond(parts, 10)).toBe(0)
  expect(secondsLeft(hear(parts, 10, 20))).toBe(0)
})

test('the padding of the encoder at the end need not be heard', () => {
  expect(secondsLeft(hear(newListening(30), 0, 29.75))).toBe(0)
  expect(secondsLeft(hear(newListening(30), 0, 29.55))).toBe(1)
})

test('time beyond the clip is nothing', () => {
  expect(secondsHeard(hear(newListening(30), 29, 40))).toBe(1)
})

describe('playback is plausible', () => {
  test.each([
    ['at the usual speed', 0, 5, 5, true],
    ['with a late timer', 0, 5, 4.9, true],
    ['not at double speed', 0, 10, 5, false],
    ['not by a jump', 3, 25, 0.2, false],
    ['not backwards', 5, 4, 1, false],
  ])('%s', (_, since, position, elapsed, expected) => {
    expect(plausible(since, position, elapsed)).toBe(expected)
  })
})
