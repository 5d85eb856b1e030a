import { seeded } from '@earshot/random/random'
import { describe, expect, it } from 'vitest'
import { chooseToken, type Sampling } from './sampling.ts'

/** Probabilities 0.5, 0.3, 0.15, 0.05, out of order. */
const probabilities = [0.15, 0.5, 0.05, 0.3]
const logits = probabilities.map((p) => Math.log(p) + 3)

function frequencies(sampling: Partial<Sampling>, draws = 20_000): number[] {
  const random = seeded(1)
  const counts = [0, 0, 0, 0]
  const all = { temperature: 1, topK: null, topP: null, ...sampling }
  for (let i = 0; i < draws; i++) counts[chooseToken(logits, all, random)]++
  return counts.map((count) => count / draws)
}

const close = (found: number[], expected: number[]): void => {
  found.forEach((value, i) => {
    expect(Math.abs(value - expected[i])).toBeLessThan(expected[i] === 0 ? 1e-12 : 0.015)
  })
}

describe('chooseToken', () => {
  it('takes the most probable at temperature 0, of equals the first, without chance', () => {
    const sampling = { temperature: 0, topK: null, topP: null }
    const never = (): number => {
      throw new Error('chance was used')
    }
    expect(chooseToken(logits, sampling, never)).toBe(1)
    expect(chooseToken([2, 7, 7], sampling, never)).toBe(1)
  })

  it('draws by the probabilities at temperature 1', () => {
    close(frequencies({}), probabilities)
  })

  it('sharpens below 1: squares of the probabilities at 0.5', () => {
    const squares = probabilities.map((p) => p * p)
    const total = squares.reduce((sum, x) => sum + x, 0)
    close(
      frequencies({ temperature: 0.5 }),
      squares.map((x) => x / total),
    )
  })

  it('keeps the k most probable', () => {
    close(frequencies({ topK: 2 }), [0, 0.625, 0, 0.375])
    close(frequencies({ topK: 1 }), [0, 1, 0, 0])
  })

  it('keeps the most probable up to p, and always one', () => {
    close(frequencies({ topP: 0.79 }), [0, 0.625, 0, 0.375])
    close(frequencies({ topP: 0.01 }), [0, 1, 0, 0])
    close(frequencies({ topP: 1 }), probabilities)
  })

  it('bears logits that no exponential can hold', () => {
    expect(chooseToken([-1e5, 1e5, 0], { temperature: 1, topK: null, topP: null }, seeded(1))).toBe(1)
  })
})
