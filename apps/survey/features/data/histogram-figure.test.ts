import { expect, test } from 'vitest'
import { inWords } from './histogram-figure.tsx'

const tempo = {
  name: 'Tempo',
  unit: 'quarter notes a minute',
  from: 40,
  width: 10,
  counts: [1, 0, 7, 2],
  below: 1,
  above: 0,
  missing: 0,
  median: 64.5,
}

test('a histogram is said in a sentence', () => {
  expect(inWords(tempo)).toBe(
    'Tempo of 10 songs, in quarter notes a minute: the median is 64.5; most songs, 7, lie from 60 to 70.',
  )
  expect(inWords({ ...tempo, missing: 3 })).toContain('; 3 have none.')
})

test('a feature that no song has is said to be missing', () => {
  expect(inWords({ ...tempo, counts: [0, 0], median: null })).toBe('Tempo: no song has it.')
})
