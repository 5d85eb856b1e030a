import { describe, expect, it } from 'vitest'
import { ngramLosses } from './ngrams.ts'
import { tiledWindows, windowTargets } from '../training/token-windows.ts'

const song = (...tokens: number[]) => ({
  tokens: Int32Array.from(tokens),
  known: new Uint8Array(tokens.length).fill(1),
})

describe('ngramLosses', () => {
  it('is the entropy of the tokens for the unigram, and nearly none for the bigram of a cycle', () => {
    const cycle = song(...Array.from({ length: 400 }, (_, i) => i % 4))
    const { unigram, bigram } = ngramLosses([cycle], [cycle], 1)
    expect(unigram).toBeCloseTo(Math.log(4), 6)
    // Of 100 times that a token was followed, always by the same one: (100 + 1/4) / 101.
    expect(bigram).toBeCloseTo(-Math.log(100.25 / 101), 3)
  })

  it('gives a pair that was never seen the share that Witten and Bell leave to new ones', () => {
    // 0 is followed by 0 once and by 1 once; 2 only begins.
    const training = song(2, 0, 0, 1)
    const { bigram } = ngramLosses([training], [song(0, 2)], 1)
    // Two kinds after two occurrences: half is left, of which 2 has its own share of a quarter.
    expect(bigram).toBeCloseTo(-Math.log((0 + 2 * 0.25) / 4), 12)
  })

  it('asks at the targets that a network is asked at: none after the last whole window', () => {
    const training = song(0, 0, 0, 1)
    const others = [song(0, 0, 0, 1), song(0, 0, 0, 0, 1), song(0, 0, 0, 0, 0, 0, 1)]
    const targets = others.flatMap((other) =>
      tiledWindows([other], 3, () => 0).flatMap((window) => [
        ...windowTargets([window], 3, 'sequence').tokens,
      ]),
    )
    expect(targets).toEqual([0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1])
    const expected = targets.reduce((sum, token) => sum - Math.log(token === 0 ? 0.75 : 0.25), 0)
    expect(ngramLosses([training], others, 3).unigram).toBeCloseTo(expected / targets.length, 12)
  })

  it('leaves out targets that the vocabulary lacks', () => {
    const foreign = { tokens: Int32Array.of(0, 1, 0), known: Uint8Array.of(1, 0, 1) }
    expect(ngramLosses([song(0, 0, 0, 1)], [foreign], 1).unigram).toBeCloseTo(-Math.log(3 / 4), 12)
    expect(ngramLosses([song(0)], [{ ...foreign, known: new Uint8Array(3) }], 1)).toEqual({
      unigram: null,
      bigram: null,
    })
  })
})
