import { normal, seeded } from '@earshot/random/random'
import { describe, expect, it } from 'vitest'
import { fromHalf, toHalf } from './half.ts'

describe('16-bit floats', () => {
  it.each([
    [0x0000, 0],
    [0x0001, 2 ** -24],
    [0x03ff, 1023 * 2 ** -24],
    [0x0400, 2 ** -14],
    [0x3c00, 1],
    [0x3c01, 1 + 2 ** -10],
    [0xc000, -2],
    [0x7bff, 65504],
    [0x7c00, Infinity],
    [0xfc00, -Infinity],
  ])('%i is %d', (bits, value) => {
    expect(fromHalf(bits)).toBe(value)
    expect(toHalf(value)).toBe(bits)
  })

  it('every pattern comes back', () => {
    const patterns = Array.from({ length: 0x10000 }, (_, bits) => bits)
    const wrong = patterns.filter((bits) => !Number.isNaN(fromHalf(bits)) && toHalf(fromHalf(bits)) !== bits)
    expect(wrong).toEqual([])
    expect(fromHalf(toHalf(Number.NaN))).toBeNaN()
  })

  it('rounds to the nearest, halves to even, and too much to infinity', () => {
    expect(fromHalf(toHalf(1 + 2 ** -11))).toBe(1)
    expect(fromHalf(toHalf(1 + 3 * 2 ** -11))).toBe(1 + 2 ** -9)
    expect(fromHalf(toHalf(65519))).toBe(65504)
    expect(fromHalf(toHalf(65520))).toBe(Infinity)
    const random = seeded(6)
    for (let i = 0; i < 3000; i++) {
      const value = Math.fround(normal(random) * 10 ** (8 * random() - 6))
      const bits = toHalf(value)
      const error = Math.abs(fromHalf(bits) - value)
      for (const next of [bits - 1, bits + 1]) {
        const other = Math.abs(fromHalf(next & 0xffff) - value)
        if (Number.isFinite(other)) expect(error).toBeLessThanOrEqual(other)
      }
    }
  })
})
