import { expect, test } from 'vitest'
import { fewEntries, mostEntries, shownPart } from './lists.ts'

const entries = (count: number) => Array.from({ length: count }, (_, i) => i)

test('a long list is shown in part until all of it is asked for', () => {
  expect(shownPart(entries(3), false)).toEqual({ shown: [0, 1, 2], more: false, beyond: 0 })
  const part = shownPart(entries(100), false)
  expect([part.shown.length, part.more]).toEqual([fewEntries, true])
  expect(shownPart(entries(100), true)).toEqual({ shown: entries(100), more: false, beyond: 0 })
})

test('no page holds more than it bears', () => {
  const part = shownPart(entries(25_000), true)
  expect([part.shown.length, part.more, part.beyond]).toEqual([mostEntries, false, 24_000])
})
