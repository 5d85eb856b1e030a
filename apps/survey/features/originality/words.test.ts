import type { ClipOriginality, OriginalityReport } from '@earshot/data-sets/originality-check'
import type { Verdict } from '@earshot/contract/originality'
import { describe, expect, test } from 'vitest'
import { passageAddress, readPassage } from './address.ts'
import { median } from './reports.tsx'
import { barWords, headline, secondWords, transpositionWords, underHeadline } from './words.ts'

const passage = (count: number, different: number): NonNullable<ClipOriginality['longest']> => ({
  songId: 's',
  title: 'solace',
  piece: { start: 0, end: 8 },
  song: { start: 4, end: 12 },
  transposition: 0,
  count,
  different,
  shared: [],
})

function clip(
  name: string,
  verdict: Verdict,
  score: number | null,
  longest = passage(5, 4),
): ClipOriginality {
  const checked = verdict !== 'not checked'
  return {
    clip: `id of ${name}`,
    name,
    title: name,
    verdict,
    reason: checked ? null : 'the piece has fewer than 24 different turns of four notes',
    score,
    similarity: score === null ? null : 1 - score,
    closest: checked ? passage(20, 18) : null,
    longest: checked ? longest : null,
  }
}

const report = (...clips: ClipOriginality[]): OriginalityReport => ({
  data: 'starter',
  pool: 'lstm',
  at: '2026-01-02T03:04:05.000Z',
  songs: 10,
  treatment: 'tokens quarter',
  baseline: {
    scores: Array.from({ length: 97 }, () => 0.7),
    longest: [],
    quantiles: { p5: 0.63, p25: 0.7, p50: 0.75, p75: 0.8, p95: 0.85 },
    notChecked: 3,
  },
  clips,
})

describe('In words', () => {
  test('copies are counted, with the longest run', () => {
    expect(headline(report(clip('1', 'copies', 0.6, passage(76, 48)), clip('2', 'own', 0.8)))).toBe(
      '1 of 2 clips of lstm copies a song of starter: the longest run is 76 notes.',
    )
    expect(headline(report(clip('1', 'copies', 0.2), clip('2', 'copies', 0.3)))).toContain(
      '2 of 2 clips of lstm copy',
    )
  })

  test('no copy is said of the clips that were checked only', () => {
    expect(headline(report(clip('1', 'own', 0.8)))).toBe(
      'No clip of lstm copies a song of starter: 1 of 1 could be checked.',
    )
    const some = report(clip('1', 'own', 0.8), clip('2', 'borrows', 0.6), clip('3', 'not checked', null))
    expect(headline(some)).toBe('No clip of lstm copies a song of starter: 2 of 3 could be checked.')
    expect(underHeadline(some).slice(0, 3)).toEqual([
      '1 more clip borrows: less original than nineteen of twenty human excerpts.',
      '1 clip could not be checked, which says nothing about it; the table gives the reason.',
      'The clips’ scores go from 0.60 to 0.80, on a scale from 0 (the same notes as a song) to 1 (none in common).',
    ])
  })

  test('what was not checked has passed nothing', () => {
    const none = report(clip('1', 'not checked', null), clip('2', 'not checked', null))
    expect(headline(none)).toBe('No clip of lstm was checked.')
    expect(underHeadline(none).join(' ')).not.toContain('scores go')
  })

  test('says by which sign copies were found, and where there is no baseline', () => {
    const found = report(clip('1', 'copies', 0.6, passage(76, 48)), clip('2', 'copies', 0.2, passage(90, 60)))
    const bare = { ...found, baseline: { scores: [], longest: [], quantiles: null, notChecked: 100 } }
    expect(underHeadline(found)[0]).toBe(
      'Found by a long run of a song’s notes: 2. Found by eight bars that are nearly a song’s: 1.',
    )
    expect(underHeadline(found).at(-1)).toContain('Of 97 human excerpts')
    expect(underHeadline(bare).at(-1)).toContain('no human baseline')
  })

  test('places and transpositions', () => {
    expect(transpositionWords(0)).toContain('own pitch')
    expect(transpositionWords(3)).toContain('3 semitones higher')
    expect(transpositionWords(-1)).toContain('1 semitone lower')
    expect(barWords({ first: 7, last: 7 })).toBe('bar 7')
    expect(barWords({ first: 7, last: 1070 })).toBe('bars 7 to 1,070')
    expect(secondWords({ start: 0.4, end: 75.6 })).toBe('0:00 to 1:16')
  })
})

describe('The address', () => {
  const byRun = clip('001', 'copies', 0.6, passage(76, 48))
  const least = clip('002', 'copies', 0.2)
  const plain = clip('003', 'not checked', null)

  test('names the clip and the passage', () => {
    const found = report(byRun, least)
    const url = new URL(passageAddress(found, byRun, 'longest'), 'http://survey.test')
    expect(url.pathname).toBe('/data/starter/originality/lstm')
    expect(readPassage(Object.fromEntries(url.searchParams), found.clips)).toEqual({
      clip: byRun,
      kind: 'longest',
    })
  })

  test('without a clip leads to the least original one, and to the passage for which it copies', () => {
    expect(readPassage({}, [byRun, least, plain])).toEqual({ clip: least, kind: 'closest' })
    expect(readPassage({ clip: '001' }, [byRun, least])).toEqual({ clip: byRun, kind: 'longest' })
    expect(readPassage({ clip: 'none', passage: 'widest' }, [plain])).toEqual({
      clip: plain,
      kind: 'closest',
    })
    expect(readPassage({}, []).clip).toBeUndefined()
  })
})

test('the median of an even number lies between two', () => {
  expect(median([3, 1, 2])).toBe(2)
  expect(median([4, 1, 2, 3])).toBe(2.5)
  expect(median([])).toBeNull()
})
