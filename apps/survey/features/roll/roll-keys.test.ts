import { expect, test } from 'vitest'
import { rollMove } from './roll-keys.ts'

const bars = Array.from({ length: 20 }, (_, i) => ({ start: i * 4, end: i * 4 + 4, beats: 4 }))
const press = (key: string, playhead: number, shiftKey = false) => rollMove({ key, shiftKey }, bars, playhead)

test('arrows go by bars, with Shift by beats, pages by eight bars', () => {
  expect(press('ArrowRight', 4)).toEqual({ to: 8 })
  expect(press('ArrowLeft', 4)).toEqual({ to: 0 })
  expect(press('ArrowRight', 4, true)).toEqual({ to: 5 })
  expect(press('ArrowLeft', 4, true)).toEqual({ to: 3 })
  expect(press('PageDown', 0)).toEqual({ to: 32 })
  expect(press('PageUp', 40)).toEqual({ to: 8 })
})

test('Home and End go to the first and the last bar', () => {
  expect(press('Home', 40)).toEqual({ to: 0 })
  expect(press('End', 0)).toEqual({ to: 76 })
})

test('plus and minus undo each other, 0 shows all, and other keys are left to the browser', () => {
  const [closer, wider] = [press('+', 0), press('-', 0)]
  expect(
    closer && 'zoom' in closer && wider && 'zoom' in wider && Number(closer.zoom) * Number(wider.zoom),
  ).toBe(1)
  expect(press('0', 0)).toEqual({ zoom: 'whole' })
  expect(press('Tab', 0)).toBeUndefined()
})
