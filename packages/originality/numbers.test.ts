import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeRice, encodeRice } from './golomb.ts'
import { NumberReader, pushNumber, pushSigned, pushText } from './numbers.ts'

test('what was written is read again', () => {
  fc.assert(
    fc.property(
      fc.nat(),
      fc.integer({ min: -(2 ** 30), max: 2 ** 30 - 1 }),
      fc.string({ unit: 'grapheme' }),
      (number, signed, text) => {
        const bytes: number[] = []
        pushNumber(bytes, number)
        pushSigned(bytes, signed)
        pushText(bytes, text)
        const reader = new NumberReader(Uint8Array.from(bytes))
        expect([reader.number(), reader.signed(), reader.text(), reader.left()]).toEqual([
          number,
          signed,
          text,
          0,
        ])
      },
    ),
  )
})

test('small numbers take one byte', () => {
  const bytes: number[] = []
  pushNumber(bytes, 127)
  pushSigned(bytes, -64)
  expect(bytes).toHaveLength(2)
})

test('bytes that end within a number, or never end it, are refused', () => {
  expect(() => new NumberReader(Uint8Array.from([0x80])).number()).toThrow(RangeError)
  expect(() => new NumberReader(new Uint8Array(9).fill(0xff)).number()).toThrow(RangeError)
  expect(() => new NumberReader(Uint8Array.from([5, 65])).text()).toThrow(
    '5 bytes are said to follow, but 1 do',
  )
})

test('Rice codes keep ascending numbers', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(2 ** 30)), fc.integer({ min: 10, max: 20 }), (numbers, bits) => {
      const ascending = numbers.sort((a, b) => a - b)
      expect([...decodeRice(encodeRice(ascending, bits), ascending.length, bits)]).toEqual(ascending)
    }),
    { numRuns: 50 },
  )
})

test('0, 5 and 6 with two bits are 0|00, 10|01, 0|01', () => {
  expect([...encodeRice([0, 5, 6], 2)]).toEqual([0b00010010, 0b01000000])
})

test('Rice codes that end too early are refused', () => {
  expect(() => decodeRice(Uint8Array.from([0xff, 0xff]), 2, 4)).toThrow(RangeError)
  expect(() => decodeRice(new Uint8Array(2), 1e9, 4)).toThrow('do not fit in 2 bytes')
})
