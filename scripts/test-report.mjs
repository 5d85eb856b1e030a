/** Counts what Vitest's JSON report says. A file that could not run at all counts as one failed test. */

/** Of a report as written by `--reporter=json`: { passed, failed, skipped: names }. */
export function summarise(report) {
  const tests = report.testResults.flatMap((file) => file.assertionResults)
  const count = (status) => tests.filter((test) => test.status === status).length
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  )
  return {
    passed: count('passed'),
    failed: count('failed') + broken.length,
    skipped: tests.filter((test) => !['passed', 'failed'].includes(test.status)).map((test) => test.fullName),
  }
}
