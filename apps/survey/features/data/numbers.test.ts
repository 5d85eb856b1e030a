import { expect, test } from 'vitest'
import { counted, decimals, long, perCent, pitchName, whole } from './numbers.ts'

test('numbers are written as tables want them', () => {
  expect(whole(13215.4)).toBe('13,215')
  expect(decimals(2)).toBe('2.0')
  expect(decimals(-0.5, 2)).toBe('\u22120.50')
  expect(decimals(null)).toBe('–')
  expect(perCent(0.125)).toBe('12.5')
  expect(perCent(null)).toBe('–')
  expect(counted(1, 'song')).toBe('1 song')
  expect(counted(0, 'song')).toBe('0 songs')
})

test('music is long in minutes, and in hours where there is much of it', () => {
  expect(long(1500)).toBe('25 min')
  expect(long(134_640)).toBe('37.4 h')
})

test('middle C is C4', () => {
  expect([21, 60, 61, 108].map(pitchName)).toEqual(['A0', 'C4', 'D♭4', 'C8'])
})
