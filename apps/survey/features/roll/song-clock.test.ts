import fc from 'fast-check'
import { expect, test } from 'vitest'
import { songClock } from './song-clock.ts'

test('a song without tempos goes at 120', () => {
  const { seconds, quarters } = songClock({ tempos: [] })
  expect(seconds(4)).toBe(2)
  expect(quarters(2)).toBe(4)
})

test('tempos that change within a quarter note, and two at one place, are followed', () => {
  const tempos = [
    { at: 0, bpm: 60 },
    { at: 1, bpm: 120 },
    { at: 1, bpm: 30 },
    { at: 1.5, bpm: 240 },
  ]
  const { quarters } = songClock({ tempos })
  expect(quarters(0.5)).toBe(0.5)
  expect(quarters(1.5)).toBe(1.25)
  expect(quarters(2)).toBe(1.5)
  expect(quarters(2.5)).toBe(3.5)
})

test('there and back is where one was', () => {
  const tempo = fc.record({
    step: fc.double({ min: 0.01, max: 8, noNaN: true }),
    bpm: fc.integer({ min: 10, max: 400 }),
  })
  fc.assert(
    fc.property(fc.array(tempo), fc.double({ min: 0, max: 500, noNaN: true }), (steps, at) => {
      let place = 0
      const tempos = steps.map(({ step, bpm }) => ({ at: (place += step), bpm }))
      const { seconds, quarters } = songClock({ tempos })
      expect(quarters(seconds(at))).toBeCloseTo(at, 6)
    }),
  )
})
