import { below, normal, seeded } from '@earshot/random/random'
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

  it('takes as many random numbers as there are tokens, whatever is cut', () => {
    for (const sampling of [{}, { topK: 1 }, { topP: 0.2 }]) {
      let taken = 0
      const random = seeded(1)
      const counting = (): number => (taken++, random())
      chooseToken(logits, { temperature: 1, topK: null, topP: null, ...sampling }, counting)
      expect(taken).toBe(4)
    }
  })

  it('takes the smaller of tokens that differ by less than a backend’s rounding', () => {
    const greedy = { temperature: 0, topK: null, topP: null }
    expect(chooseToken([1, 5 - 2e-5, 5 + 2e-5], greedy, seeded(1))).toBe(1)
    expect(chooseToken([1, 5 - 2e-2, 5 + 2e-2], greedy, seeded(1))).toBe(2)
  })

  it('keeps exactly k of equals, the smaller tokens', () => {
    const random = seeded(2)
    const equals = new Float32Array(50).fill(3)
    const chosen = Array.from({ length: 400 }, () =>
      chooseToken(equals, { temperature: 1, topK: 5, topP: null }, random),
    )
    expect(new Set(chosen)).toEqual(new Set([0, 1, 2, 3, 4]))
  })

  it('cuts as sorting the whole list does', () => {
    const random = seeded(4)
    for (let round = 0; round < 100; round++) {
      const many = Float32Array.from({ length: 300 }, () => Math.round(4 * normal(random) * 8) / 8)
      const temperature = 0.5 + random()
      const topK = 1 + below(300, random)
      const topP = 0.05 + 0.9 * random()
      const kept = keptBySorting(many, temperature, topK, topP)
      for (let draw = 0; draw < 20; draw++) {
        expect(kept).toContain(chooseToken(many, { temperature, topK, topP }, random))
      }
      // The last token that is kept is drawn where chance favours it alone.
      const last = kept[kept.length - 1]
      let token = 0
      const favour = (): number => (token++ === last ? 1 - 2 ** -32 : 1e-9)
      const odds = (many[kept[0]] - many[last]) / temperature
      if (odds < 20) expect(chooseToken(many, { temperature, topK, topP }, favour)).toBe(last)
    }
  })

  it('refuses logits that are no numbers', () => {
    expect(() => chooseToken([NaN, NaN], { temperature: 0, topK: null, topP: null }, seeded(1))).toThrow(
      'logits that are no numbers',
    )
  })
})

/** Top-k, then top-p, on the sorted list. */
function keptBySorting(values: Float32Array, temperature: number, topK: number, topP: number): number[] {
  const order = Array.from(values.keys())
    .sort((a, b) => values[b] - values[a] || a - b)
    .slice(0, topK)
  const odds = order.map((token) => Math.exp((values[token] - values[order[0]]) / temperature))
  const total = odds.reduce((sum, x) => sum + x, 0)
  let sum = 0
  const end = odds.findIndex((x) => (sum += x) >= topP * total)
  return order.slice(0, end + 1)
}
