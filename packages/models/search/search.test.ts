import { seeded } from '@earshot/random/random'
import { describe, expect, it } from 'vitest'
import { drawnOptions, rungsOf, trialOptions } from './search-options.ts'
import { drawValue, rangeSchema, type Range } from './search-ranges.ts'
import { searchSchema, type SearchInput } from './search.ts'

const asked: SearchInput = {
  architecture: 'lstm-128',
  trials: 9,
  epochs: 27,
  ranges: {
    learningRate: { from: 1e-4, to: 1e-2, scale: 'log' },
    dropout: { from: 0, to: 0.5 },
    dense: { from: 16, to: 256, scale: 'log', integer: true },
    layers: { choices: [[64], [64, 64], [128, 128]] },
    clip: { choices: [null, 1, 5] },
  },
}
const search = searchSchema.parse(asked)

/** Values of many trials. */
const draws = (range: Range, count = 4000) =>
  Array.from({ length: count }, (_, i) => drawValue(range, 1, i + 1, 'x'))

describe('a draw', () => {
  it('of a trial follows from seed and trial, whatever else is searched', () => {
    const more = searchSchema.parse({
      ...asked,
      trials: 500,
      ranges: { batchSize: { choices: [16, 32] }, ...asked.ranges },
    })
    for (const trial of [1, 2, 9]) {
      expect(drawnOptions(more, trial)).toMatchObject(drawnOptions(search, trial))
      expect(drawnOptions({ ...search, seed: 2 }, trial)).not.toEqual(drawnOptions(search, trial))
    }
    expect(drawnOptions(search, 1)).not.toEqual(drawnOptions(search, 2))
  })

  it('is even over numbers or over their logarithms, with both ends', () => {
    const linear = draws(rangeSchema.parse({ from: 2, to: 4 })).map(Number)
    expect(Math.min(...linear)).toBeGreaterThanOrEqual(2)
    expect(Math.max(...linear)).toBeLessThanOrEqual(4)
    expect(linear.filter((x) => x < 2.5).length / linear.length).toBeCloseTo(0.25, 1)
    const log = draws(rangeSchema.parse({ from: 0.001, to: 1, scale: 'log' })).map(Number)
    expect(log.filter((x) => x < 0.01).length / log.length).toBeCloseTo(1 / 3, 1)
    expect(log.every((x) => x === Number(x.toPrecision(4)))).toBe(true)
  })

  it('of whole numbers and of choices takes all alike', () => {
    const whole = draws(rangeSchema.parse({ from: 1, to: 4, integer: true }))
    const named = draws(rangeSchema.parse({ choices: [1, 2, 3, 4] }))
    for (const values of [whole, named]) {
      for (const value of [1, 2, 3, 4]) {
        expect(values.filter((x) => x === value).length / values.length).toBeCloseTo(0.25, 1)
      }
    }
    const log = draws(rangeSchema.parse({ from: 1, to: 1000, scale: 'log', integer: true })).map(Number)
    expect(log.every((x) => Number.isInteger(x) && x >= 1 && x <= 1000)).toBe(true)
    expect(log.filter((x) => x < 10).length / log.length).toBeCloseTo(1 / 3, 1)
  })

  it('never leaves its range, however narrow', () => {
    const random = seeded(3)
    for (let i = 0; i < 300; i++) {
      const from = random() * 10 ** Math.floor(random() * 8 - 4)
      const range = rangeSchema.parse({
        from,
        to: from * (1 + random() * 1e-5),
        scale: i % 2 ? 'log' : 'linear',
      })
      const value = Number(drawValue(range, i, 1, 'x'))
      expect(value).toBeGreaterThanOrEqual(from)
      expect(value).toBeLessThanOrEqual(from * (1 + 1e-5))
    }
  })
})

describe('a search', () => {
  it('has defaults, rungs and options of its trials', () => {
    expect(search).toMatchObject({ method: 'successive-halving', seed: 1, reduction: 3, measure: 'held-out' })
    expect(rungsOf(search).map(({ trials }) => trials)).toEqual([9, 3, 1])
    expect(rungsOf({ ...search, method: 'random' })).toEqual([{ trials: 9, epochs: 27 }])
    expect(trialOptions(search, { dropout: 0.2 })).toEqual({
      heldOutEvery: 1,
      dropout: 0.2,
      epochs: 27,
      keep: 'held-out',
    })
  })

  /** The fields that are refused, each with its message. */
  const refused = (changes: object): string[] => {
    const { error } = searchSchema.safeParse({ ...asked, ...changes })
    return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`)
  }
  const searching = (option: string, range: object) => refused({ ranges: { [option]: range } })

  it('may try embeddings of several sizes, and none', () => {
    expect(searching('embedding', { choices: [null, 16, 64] })).toEqual([])
    expect(searching('embedding', { from: 8, to: 128, scale: 'log', integer: true })).toEqual([])
  })

  it.each([
    [
      'songs',
      { from: 8, to: 128, integer: true },
      /^ranges\.songs: cannot be searched; what can.*learningRate/,
    ],
    ['learningRat', { from: 1, to: 2 }, /^ranges\.learningRat: cannot be searched/],
    ['embedding', { choices: [null, 0] }, /^ranges\.embedding\.choices\.1: Too small/],
    ['perBar', { choices: [[1], [2]] }, /^ranges\.perBar: cannot be searched/],
    ['learningRate', { from: 0.1, to: 5 }, /^ranges\.learningRate\.to: Too big/],
    ['learningRate', { from: 0, to: 0.5 }, /^ranges\.learningRate\.from: Too small/],
    ['learningRate', { from: 0, to: 1, scale: 'log' }, /^ranges\.learningRate\.from: must be above 0/],
    ['learningRate', { from: 1, to: 0.1 }, /^ranges\.learningRate\.to: must be above from/],
    ['learningRate', { from: 'a', to: 0.1 }, /^ranges\.learningRate: write \{ from, to \}/],
    ['dense', { from: 1.5, to: 3, integer: true }, /^ranges\.dense\.integer: wants whole numbers/],
    [
      'batchSize',
      { from: 8, to: 64 },
      /^ranges\.batchSize: trial 1 would get [\d.]+: Invalid input: expected int/,
    ],
    ['layers', { choices: [[64], [64, 0]] }, /^ranges\.layers\.choices\.1: Too small/],
    ['optimizer', { choices: ['adam', 'sgd'] }, /^ranges\.optimizer\.choices\.1: Invalid option/],
  ])('for %s in %j is refused by field', (option, range, reason) => {
    expect(searching(option, range)).toEqual([expect.stringMatching(reason)])
  })

  it('is refused where its options are wrong, all of them by name', () => {
    expect(refused({ options: { windw: 3, batchSize: 0 } })).toEqual([
      expect.stringMatching(/^options\.batchSize: Too small/),
      'options.windw: there is no such option',
    ])
    expect(refused({ options: { dropout: 0.1, epochs: 3 } })).toEqual([
      'options.dropout: is among the ranges too',
      'options.epochs: is set by the search',
    ])
    expect(refused({ ranges: {} })).toEqual([expect.stringMatching(/^ranges: name an option/)])
    expect(refused({ trials: 0, rungs: 3 })).toHaveLength(2)
  })

  it('is refused where a rung would end without a loss', () => {
    expect(refused({ options: { heldOut: null } })).toEqual([
      expect.stringMatching(/^measure: there are no held/),
    ])
    expect(refused({ options: { heldOut: null }, measure: 'training' })).toEqual([])
    expect(refused({ options: { heldOutEvery: 4 } })).toEqual([
      'options.heldOutEvery: is more than the 3 epochs of the first rung',
    ])
    expect(refused({ options: { heldOutEvery: 4 }, method: 'random' })).toEqual([])
    expect(refused({ options: { patience: 2 } })).toEqual([
      expect.stringMatching(/^options\.patience: successive/),
    ])
    expect(refused({ options: { patience: 2 }, method: 'random' })).toEqual([])
  })
})
