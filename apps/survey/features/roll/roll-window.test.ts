import { expect, test } from 'vitest'
import { everyBars, following, scaleLimits, scrolled, startingScale, zoomed } from './roll-window.ts'

const room = { width: 640, quarters: 400 }

test('a roll begins with sixteen bars, on a phone with six, and a short one with all it has', () => {
  expect(startingScale(room)).toBe(10)
  expect(startingScale({ width: 240, quarters: 400 })).toBe(10)
  expect(startingScale({ width: 640, quarters: 8 })).toBe(80)
})

test('zooming keeps the place under the pointer', () => {
  const before = { scale: 10, scroll: 1000 }
  const after = zoomed(before, 20, 320, room)
  expect(after.scale).toBe(20)
  expect((after.scroll + 320) / after.scale).toBe((before.scroll + 320) / before.scale)
})

test('zooming goes from the whole roll to thumb-wide quarter notes', () => {
  expect(zoomed({ scale: 10, scroll: 1000 }, 0.001, 0, room)).toEqual({ scale: 1.6, scroll: 0 })
  expect(zoomed({ scale: 10, scroll: 0 }, 1e6, 0, room).scale).toBe(160)
  const short = { width: 640, quarters: 2 }
  expect(scaleLimits(short)).toEqual({ least: 320, most: 320 })
})

test('a roll is scrolled no further than it goes', () => {
  expect(scrolled({ scale: 10, scroll: -5 }, room).scroll).toBe(0)
  expect(scrolled({ scale: 10, scroll: 1e6 }, room).scroll).toBe(3360)
  expect(scrolled({ scale: 1, scroll: 50 }, room).scroll).toBe(0)
})

test('the page is turned where the playhead leaves it, at either side', () => {
  const window = { scale: 10, scroll: 1000 }
  expect(following(window, 130, room)).toBe(window)
  expect(following(window, 162, room).scroll).toBe(1556)
  expect(following(window, 50, room).scroll).toBe(436)
  expect(following(window, 0, room).scroll).toBe(0)
})

test('lines and numbers of bars keep their distance', () => {
  expect(everyBars(40, 6)).toBe(1)
  expect(everyBars(2, 6)).toBe(4)
  expect(everyBars(12, 44)).toBe(4)
})
