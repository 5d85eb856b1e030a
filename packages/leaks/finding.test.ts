import { expect, test } from 'vitest'
import { findingSchema, lintReport, lintReportSchema, type Finding } from './finding.ts'

const checked = { clips: 10, sources: 2, responses: 40, fetches: 300 }
const note: Finding = { check: 'informative', rule: 'notes-tell', blocks: false, message: 'AUC .9.' }
const leak: Finding = {
  check: 'equal',
  rule: 'clip-bytes',
  blocks: true,
  message: 'Two sizes.',
  clips: ['a'],
}

test('a report passes where no finding blocks', () => {
  expect(lintReport('demo', [note], checked).passed).toBe(true)
  expect(lintReport('demo', [note, leak], checked).passed).toBe(false)
})

test('a report survives JSON', () => {
  const report = lintReport('demo', [note, leak], checked)
  expect(lintReportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report)
})

test('a rule is written in kebab case, and a message says something', () => {
  expect(findingSchema.safeParse({ ...leak, rule: 'Clip bytes' }).success).toBe(false)
  expect(findingSchema.safeParse({ ...leak, message: '' }).success).toBe(false)
})
