import { describe, expect, test } from 'vitest'
import { checkRequest, type PoolRequestInput } from './request.ts'

const request = { from: 'starter', clips: 2, seed: 1 }

describe('a request for a pool', () => {
  test('has every default filled in', () => {
    expect(checkRequest(request)).toMatchObject({
      seen: 'refused',
      treatment: { velocity: 80, pedal: 'none', tempo: 120 },
      gates: ['empty', 'too-short', 'out-of-range', 'near-duplicate'],
      sound: { seconds: 30, loudness: -20 },
    })
  })

  const bad: [string, Partial<PoolRequestInput>, RegExp][] = [
    ['no clips', { clips: 0 }, /clips/],
    ['an encoding twice', { encodedAs: 'lstm-128', timeStep: 'eighth' }, /decided by encodedAs/],
    [
      'an encoding of what is as written',
      { timeStep: 'eighth', treatment: { timing: 'as written' } },
      /passes/,
    ],
    ['too few picked', { pick: [{ song: 'a', bar: 1 }] }, /names 1 excerpts, but clips is 2/],
    ['one picked twice', { pick: Array(2).fill({ song: 'a', bar: 1 }) }, /names an excerpt twice/],
    [
      'copies of what has no tempo',
      { gates: ['empty', 'copies'], treatment: { tempo: 'as written' } },
      /needs a tempo/,
    ],
  ]
  test.each(bad)('with %s is refused with the field', (_, change, reason) => {
    expect(() => checkRequest({ ...request, ...change })).toThrow(reason)
  })
})
