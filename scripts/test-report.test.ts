import { expect, test } from 'vitest'
import { summarise } from './test-report.mjs'

const file = (status: string, ...tests: [string, string][]) => ({
  status,
  assertionResults: tests.map(([fullName, status]) => ({ fullName, status })),
})

test('counts tests by what became of them', () => {
  const report = {
    testResults: [
      file('passed', ['reads', 'passed'], ['reads LPD-5', 'pending'], ['later', 'todo']),
      file('failed', ['writes', 'failed'], ['renders', 'passed']),
    ],
  }
  expect(summarise(report)).toEqual({ passed: 2, failed: 1, skipped: ['reads LPD-5', 'later'] })
})

test('a file that could not be loaded is one failure', () => {
  expect(summarise({ testResults: [file('failed')] })).toEqual({ passed: 0, failed: 1, skipped: [] })
})

test('a file whose set-up failed is one failure beside the tests that it skipped', () => {
  const report = { testResults: [file('failed', ['stores a rating', 'skipped'])] }
  expect(summarise(report)).toEqual({ passed: 0, failed: 1, skipped: ['stores a rating'] })
})
