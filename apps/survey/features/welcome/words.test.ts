import { expect, test } from 'vitest'
import { keptWords } from './words.ts'

test('how long things are kept is said for answers and, where a site sends people, for what it says of them', () => {
  expect(keptWords({ answers: null, recruitment: null })).toBe(
    'Answers are kept for research without a limit.',
  )
  expect(keptWords({ answers: 365, recruitment: null })).toBe('Answers are deleted 365 days after you begin.')
  expect(keptWords({ answers: 1, recruitment: 90 })).toBe(
    'Answers are deleted a day after you begin. What the site that sent you tells us of you lies apart from your answers, for payment alone, and is deleted after 90 days.',
  )
})
