import { expect, test } from 'vitest'
import { shortened } from './data-sets.tsx'

test('of a licence, a list shows its name', () => {
  expect(shortened('CC BY 4.0 (Lakh Pianoroll Dataset). The licence covers the data set')).toBe('CC BY 4.0')
  expect(shortened('Public domain; see PROVENANCE.md')).toBe('Public domain')
  expect(shortened('CC0')).toBe('CC0')
  expect(shortened(null)).toBe('None noted')
  expect(shortened('x'.repeat(100))).toHaveLength(40)
})
