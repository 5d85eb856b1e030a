import { readFileSync } from 'node:fs'
import { measure } from '@earshot/features/features'
import { readMidi } from '@earshot/music/midi'
import { expect, test } from 'vitest'
import { featureRows } from './feature-rows.ts'

const solace = new URL('../../../../content/starter/solace.mid', import.meta.url)
const silence = { notes: [], tempos: [], meters: [], pedal: [], length: 0 }

test('a real song has a value and a meaning for every feature', () => {
  const features = measure(readMidi(readFileSync(solace)).score)
  const rows = featureRows(features)
  expect(rows.filter(({ meaning }) => meaning === '')).toEqual([])
  // Solace has no snippet that is heard three times in a row.
  expect(rows.filter(({ value }) => value === '–').map(({ term }) => term)).toEqual(['structure.loop'])
  expect(rows.find(({ term }) => term === 'meters')?.value).toBe(features.meters.join(', '))
  expect(new Set(rows.map(({ term }) => term)).size).toBe(rows.length)
})

test('every term is a feature, and silence has dashes and no NaN', () => {
  const features = measure(silence)
  for (const { term, value, meaning } of featureRows(features)) {
    const [first, second] = term.split('.')
    expect(features).toHaveProperty(second === undefined ? [first] : [first, second])
    expect(value + meaning).not.toMatch(/NaN|undefined|null/)
  }
  expect(featureRows(features).find(({ term }) => term === 'key')?.value).toBe('–')
})
