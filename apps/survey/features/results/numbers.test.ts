import { describe, expect, test } from 'vitest'
import { counted, decided, decimals, listed, perCent, perCentSign } from './numbers.ts'

describe('Numbers of results', () => {
  test('have two decimals, as the tables of the paper', () => {
    expect(decimals(139 / 58)).toBe('2.40')
    expect(perCent(38 / 54)).toBe('70.37')
    expect(perCent(1 / 29)).toBe('3.45')
    expect([perCent(0), perCent(1)]).toEqual(['0.00', '100.00'])
  })

  test('are a dash where there is nothing to divide by', () => {
    expect([decimals(null), perCent(null)]).toEqual(['–', '–'])
  })

  test('keep the sign on the line of the number', () => {
    expect(perCentSign(0.5)).toBe('50.00\u00a0%')
  })

  test('count as decided all but the 3s', () => {
    expect(decided({ ratings: [18, 20, 4, 11, 5] })).toBe(54)
    expect(decided({ ratings: [0, 0, 9, 0, 0] })).toBe(0)
  })

  test('agree with their noun', () => {
    expect([counted(0, 'rating'), counted(1, 'rating'), counted(2, 'rating')]).toEqual([
      '0 ratings',
      '1 rating',
      '2 ratings',
    ])
  })

  test('are listed as in a sentence', () => {
    expect([listed([]), listed(['a']), listed(['a', 'b']), listed(['a', 'b', 'c'])]).toEqual([
      '',
      'a',
      'a and b',
      'a, b and c',
    ])
  })
})
