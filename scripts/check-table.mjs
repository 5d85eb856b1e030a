// Recomputes Table 1 from the ratings of a study, one by one, and compares it with what the views in PostgreSQL say.
// node scripts/check-table.mjs RESULTS.json RATINGS.csv RESPONDENTS
import { readFileSync } from 'node:fs'
import assert from 'node:assert/strict'

const [resultsFile, ratingsFile, respondents] = process.argv.slice(2)
const results = JSON.parse(readFileSync(resultsFile, 'utf8'))
const [header, ...lines] = readFileSync(ratingsFile, 'utf8').trim().split('\n')
assert.equal(header, 'respondent,clip,source,position,rating,rt_ms')
const rows = lines.map((line) => line.split(','))

assert.equal(new Set(rows.map(([respondent]) => respondent)).size, Number(respondents))
for (const { name, ratings, n, mean, variance, pNatural } of results.sources) {
  const values = rows.filter(([, , source]) => source === name).map((row) => Number(row[4]))
  const counts = [1, 2, 3, 4, 5].map((value) => values.filter((one) => one === value).length)
  const average = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - average) ** 2, 0)
  const natural = values.filter((value) => value <= 2).length
  assert.deepEqual(ratings, counts, name)
  assert.equal(n, values.length, name)
  const close = (given, expected, what) =>
    assert.ok(Math.abs(given - expected) < 1e-9, `${name}: ${what} is ${given}, not ${expected}`)
  close(mean, average, 'the mean')
  close(variance, squares / (values.length - 1), 'the variance')
  close(pNatural.all, natural / values.length, 'natural of all')
  close(pNatural.decided, natural / (values.length - counts[2]), 'natural of the decided')
}
console.log(`Table 1 agrees with the ${rows.length} ratings it is made of.`)
