import type { Results, SourceResult } from '@earshot/contract/results'
import { describe, expect, test } from 'vitest'
import type { Ratings } from './numbers.ts'
import {
  amongAll,
  amongDecided,
  emptyWords,
  headline,
  histogramWords,
  leakCheckWords,
  means,
  repeatsInWords,
} from './words.ts'

/** A source with these ratings, its statistics computed from them. */
function source(label: string, ratings: Ratings): SourceResult {
  const [n1, n2, n3, n4, n5] = ratings
  const n = n1 + n2 + n3 + n4 + n5
  const mean = (n1 + 2 * n2 + 3 * n3 + 4 * n4 + 5 * n5) / n
  const decided = n === n3 ? null : (n1 + n2) / (n - n3)
  const pNatural = { all: (n1 + n2) / n, decided }
  const who = { name: label, label, human: false, respondents: null, chosen: null }
  return { ...who, ratings, n, mean, variance: null, pNatural }
}

/** Compared without the hard spaces before per cent signs. */
const plain = (text: string) => text.replaceAll('\u00a0', ' ')

const human = source('Training data', [18, 20, 4, 11, 5])
const large = source('AE large', [4, 5, 3, 20, 26])
const undecided = source('Undecided', [0, 0, 5, 0, 0])

describe('Results in words', () => {
  test('begin with the lowest and the highest share, and of which clips', () => {
    expect(plain(headline([human, large]))).toBe(
      'The share of ratings by which these clips were perceived as natural goes from 15.52 % (AE large) to 65.52 % (Training data).',
    )
    expect(headline([large, human])).toBe(headline([human, large]))
  })

  test('do not compare a source with itself, nor two that are alike', () => {
    expect(plain(headline([human]))).toBe(
      'Training data: 65.52 % of the ratings of these clips were 1 or 2, perceived as natural.',
    )
    expect(plain(headline([human, { ...human, label: 'Twin' }]))).toBe(
      '65.52 % of the ratings of these clips were 1 or 2, perceived as natural, for each source alike.',
    )
  })

  test('name both denominators', () => {
    expect(plain(amongAll([human, large]))).toBe(
      'Among all 58 ratings of each source’s clips, perceived as natural (1 or 2): Training data 65.52 % and AE large 15.52 %.',
    )
    expect(plain(amongDecided([human, large]))).toBe(
      'Among decided ratings only, without the 3s: Training data 70.37 % of 54 and AE large 16.36 % of 55.',
    )
  })

  test('give each source its own denominator where they differ', () => {
    expect(plain(amongAll([human, undecided]))).toBe(
      'Among all ratings of its clips, perceived as natural (1 or 2): Training data 65.52 % of 58 and Undecided 0.00 % of 5.',
    )
    expect(plain(amongDecided([human, undecided]))).toContain('Undecided none decided')
  })

  test('say what the ends of the scale mean', () => {
    expect(means([human, large], { low: 'Surely a human', high: 'Surely a computer' })).toBe(
      'Mean rating of these clips, from 1 (surely a human) to 5 (surely a computer): Training data 2.40 and AE large 4.02.',
    )
  })

  test('describe a histogram to those who do not see it', () => {
    expect(histogramWords('AE large, song-1', [0, 1, 0, 13, 15])).toBe(
      'AE large, song-1: 0 ratings of 1, 1 rating of 2, 0 ratings of 3, 13 ratings of 4 and 15 ratings of 5',
    )
  })
})

describe('The leak check', () => {
  const check = { at: '2026-03-01T13:00:00.000Z', by: 'Ada Example', reason: 'No browser here.' }

  test('is told with who waived it and why', () => {
    expect(leakCheckWords({ ...check, state: 'waived' })).toBe(
      'The leak check was waived by Ada Example on 2026-03-01: No browser here.',
    )
    expect(leakCheckWords({ ...check, state: 'passed', by: null, reason: null })).toMatch(
      /^Checked for leaks/,
    )
    expect(leakCheckWords({ at: null, by: null, reason: null, state: 'unchecked' })).toMatch(
      /not been checked/,
    )
  })
})

describe('Where there are no ratings', () => {
  const study: Results['study'] = {
    slug: 'demo',
    title: 'Demo',
    status: 'open',
    linkage: 'full',
    respondents: 0,
    notes: [],
    reconstructed: false,
    leakCheck: null,
  }

  test('the page says what to do next', () => {
    expect(emptyWords({ study, scope: 'real' })).toMatch(/^Share the link/)
    expect(emptyWords({ study: { ...study, status: 'draft' }, scope: 'real' })).toContain('study open demo')
    expect(emptyWords({ study: { ...study, status: 'closed' }, scope: 'pilot' })).toContain('closed')
    expect(emptyWords({ study, scope: 'simulated' })).toContain('study simulate demo')
  })

  test('a reported study asks nobody to take part', () => {
    const reported = { ...study, linkage: 'none' as const, status: 'closed' as const, reconstructed: true }
    for (const scope of ['pilot', 'simulated'] as const)
      expect(emptyWords({ study: reported, scope })).toContain('takes no respondents')
  })
})

test('agreement with oneself is told where clips came twice', () => {
  expect(repeatsInWords({ pairs: 12, same: 7, meanDifference: 0.5 })).toEqual([
    '12 times somebody rated a clip twice: 7 of them alike, with a mean distance of 0.50 between the two ratings. Second ratings count nowhere else.',
  ])
  expect(repeatsInWords({ pairs: 0, same: 0, meanDifference: null })).toEqual([])
  expect(repeatsInWords(undefined)).toEqual([])
})
