import { describe, expect, test } from 'vitest'
import { parseModelReference, versionedName } from './model-name.ts'

describe('a model is named', () => {
  test.each([
    ['lstm-128', { name: 'lstm-128', version: null }],
    ['lstm-128@2', { name: 'lstm-128', version: 2 }],
    ['a@123', { name: 'a', version: 123 }],
  ])('by %s', (text, reference) => {
    expect(parseModelReference(text)).toEqual(reference)
  })

  test.each([
    '',
    '@1',
    'a@',
    'a@0',
    'a@01',
    'a@-1',
    'a@1@2',
    'A',
    'a b',
    '../a',
    'a@1e3',
    '-a',
    'a'.repeat(64),
  ])('not by "%s"', (text) => {
    expect(parseModelReference(text)).toBeNull()
  })

  test('again by what it was named', () => {
    expect(parseModelReference(versionedName({ name: 'a-b', version: 7 }))).toEqual({
      name: 'a-b',
      version: 7,
    })
  })
})
