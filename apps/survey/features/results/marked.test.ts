import type { ClipResult, SourceResult } from '@earshot/contract/results'
import { describe, expect, test } from 'vitest'
import { bracketsOf, markClips, markSources } from './marked.ts'

const numbers = {
  ratings: [1, 0, 0, 0, 0] as SourceResult['ratings'],
  n: 1,
  mean: 1,
  variance: null,
  pNatural: { all: 1, decided: 1 },
}
const source = (name: string, human = false): SourceResult => ({
  ...numbers,
  name,
  label: name.toUpperCase(),
  human,
  respondents: 1,
  chosen: null,
})
const clip = (of: string, name: string, n = 1): ClipResult => ({
  ...numbers,
  n,
  id: `${of}/${name}`,
  source: of,
  name,
  hasAudio: true,
})

describe('Marked results', () => {
  const sources = markSources({
    sources: [source('human', true), source('lstm-1'), source('lstm-2'), source('ae')],
  })

  test('keep the order of the study', () => {
    expect(sources.map(({ name, marker }) => [name, marker.shape])).toEqual([
      ['human', 'notehead'],
      ['lstm-1', 'circle'],
      ['lstm-2', 'circle'],
      ['ae', 'square'],
    ])
  })

  test('list clips by source, and leave out those without ratings', () => {
    const clips = [clip('ae', 'b'), clip('ae', 'a', 0), clip('human', 'z'), clip('elsewhere', 'q')]
    expect(markClips(sources, clips).map(({ label, name, marker }) => [label, name, marker.shape])).toEqual([
      ['HUMAN', 'z', 'notehead'],
      ['AE', 'b', 'square'],
    ])
  })

  test('bracket neighbours of one architecture, and no single ones', () => {
    expect(bracketsOf(sources)).toEqual([{ from: 1, to: 2 }])
    expect(
      bracketsOf(markSources({ sources: [source('ae 1'), source('human', true), source('ae 2')] })),
    ).toEqual([])
    expect(bracketsOf(markSources({ sources: [source('ae 1'), source('ae 2')] }))).toEqual([
      { from: 0, to: 1 },
    ])
  })
})
