import { below, seeded, shuffled } from '@earshot/random/random'
import { describe, expect, it } from 'vitest'
import {
  allEpochs,
  beaten,
  halvingRungs,
  nextTrial,
  oneRung,
  placesOf,
  ranking,
  type Tried,
} from './halving.ts'

const tried = (trial: number, losses: (number | null)[], more: Partial<Tried> = {}): Tried => ({
  trial,
  losses,
  epochs: losses.length,
  ended: false,
  failed: false,
  ...more,
})

describe('the rungs of successive halving', () => {
  it.each([
    [
      27,
      27,
      3,
      [
        [27, 1],
        [9, 3],
        [3, 9],
        [1, 27],
      ],
    ],
    [
      9,
      200,
      3,
      [
        [9, 22],
        [3, 67],
        [1, 200],
      ],
    ],
    [
      20,
      100,
      4,
      [
        [20, 6],
        [5, 25],
        [1, 100],
      ],
    ],
    // Not even one epoch could be shared out further.
    [
      64,
      4,
      2,
      [
        [64, 1],
        [32, 2],
        [16, 4],
      ],
    ],
    [2, 10, 3, [[2, 10]]],
    [1, 1, 2, [[1, 1]]],
  ])('of %i trials and %i epochs by %i are %j', (trials, epochs, reduction, rungs) => {
    const expected = rungs.map(([n, to]) => ({ trials: n, epochs: to }))
    expect(halvingRungs(trials, epochs, reduction)).toEqual(expected)
  })

  it('cost less than training all to the end', () => {
    // 27 x 1 epoch, 9 x 2 more, 3 x 6 more, 1 x 18 more
    expect(allEpochs(halvingRungs(27, 27, 3))).toBe(27 + 18 + 18 + 18)
    expect(allEpochs(oneRung(27, 27))).toBe(27 * 27)
  })

  it('always grow in epochs and shrink in trials', () => {
    const random = seeded(5)
    for (let i = 0; i < 500; i++) {
      const [trials, epochs, reduction] = [
        1 + below(1000, random),
        1 + below(3000, random),
        2 + below(9, random),
      ]
      const rungs = halvingRungs(trials, epochs, reduction)
      expect(rungs[0].trials).toBe(trials)
      expect(rungs.at(-1)?.epochs).toBe(epochs)
      rungs.slice(1).forEach((rung, k) => {
        expect(rung.epochs).toBeGreaterThan(rungs[k].epochs)
        expect(rung.trials).toBeLessThan(rungs[k].trials)
        expect(rung.trials).toBeGreaterThan(0)
      })
    }
  })
})

/** Does a search whose losses are known beforehand; returns the ends of rungs in the order in which they were reached. */
function simulate(curves: number[][], reduction: number, failing: Record<number, number> = {}) {
  const rungs = halvingRungs(curves.length, curves[0].length, reduction)
  const state = new Map<number, Tried>()
  const steps: [trial: number, from: number, to: number][] = []
  for (;;) {
    const next = nextTrial([...state.values()], rungs)
    if (!next) return { rungs, steps, tried: [...state.values()] }
    const { trial, epochs } = next
    const from = state.get(trial)?.epochs ?? 0
    const failed = trial in failing && failing[trial] < epochs
    const to = failed ? failing[trial] : epochs
    steps.push([trial, from, to])
    state.set(
      trial,
      tried(trial, curves[trial - 1].slice(0, to), { failed, ended: failed || to === curves[0].length }),
    )
  }
}

describe('successive halving', () => {
  const falling = (last: number): number[] => Array.from({ length: 9 }, (_, i) => last + 9 - i)

  it('goes on with the best third, from where they were', () => {
    const { steps, tried: end, rungs } = simulate([5, 3, 8, 1, 2, 9, 4, 7, 6].map(falling), 3)
    expect(steps).toEqual([
      ...Array.from({ length: 9 }, (_, i) => [i + 1, 0, 1]),
      [4, 1, 3],
      [5, 1, 3],
      [2, 1, 3],
      [4, 3, 9],
    ])
    expect(ranking(end, rungs).map(({ trial }) => trial)).toEqual([4, 5, 2, 7, 1, 9, 8, 3, 6])
  })

  it('gives the place of one that fails to the next best', () => {
    const { steps, tried: end, rungs } = simulate([5, 3, 8, 1, 2, 9, 4, 7, 6].map(falling), 3, { 4: 2, 9: 0 })
    expect(steps.slice(9)).toEqual([
      [4, 1, 2],
      [5, 1, 3],
      [2, 1, 3],
      [7, 1, 3],
      [5, 3, 9],
    ])
    expect(ranking(end, rungs).map(({ trial }) => trial)).toEqual([5, 2, 7, 1, 8, 3, 6, 4, 9])
  })

  it('of equal losses takes the earlier trial', () => {
    const { steps } = simulate(
      Array.from({ length: 9 }, () => falling(1)),
      3,
    )
    expect(steps.slice(9).map(([trial]) => trial)).toEqual([1, 2, 3, 1])
  })

  it('always trains the best to the end, whatever the order, where losses fall alike', () => {
    for (let seed = 0; seed < 50; seed++) {
      const ends = shuffled(
        Array.from({ length: 13 }, (_, i) => i),
        seeded(seed),
      )
      const { tried: end, rungs } = simulate(ends.map(falling), 2)
      expect(ranking(end, rungs)[0].trial).toBe(ends.indexOf(0) + 1)
    }
  })

  it('knows who is beaten before a rung is over', () => {
    const rungs = halvingRungs(9, 9, 3)
    const all = [tried(1, [5]), tried(2, [3]), tried(3, [8]), tried(4, [1]), tried(5, [2])]
    expect(beaten(all, rungs)).toEqual([1, 3])
    expect(beaten(all.slice(0, 3), rungs)).toEqual([])
    expect(beaten(all, oneRung(9, 1))).toEqual([])
  })

  it('ends where all have failed, and starts with the first', () => {
    const rungs = halvingRungs(3, 9, 3)
    expect(nextTrial([], rungs)).toEqual({ trial: 1, rung: 0, epochs: 3 })
    const failed = [1, 2, 3].map((trial) => tried(trial, [], { failed: true }))
    expect(nextTrial(failed, rungs)).toBeNull()
    expect(placesOf(failed, rungs, 1)).toEqual([])
    expect(ranking(failed, rungs).map(({ trial }) => trial)).toEqual([1, 2, 3])
  })

  it('takes one that was stopped for want of progress as done', () => {
    const rungs = oneRung(2, 50)
    const early = tried(1, [3, 2, null, 4], { ended: true })
    expect(nextTrial([early], rungs)).toEqual({ trial: 2, rung: 0, epochs: 50 })
    expect(nextTrial([early, tried(2, [9], { ended: true })], rungs)).toBeNull()
  })

  it('ranks one without a measured loss below those with one', () => {
    const all = [tried(1, [null, null]), tried(2, [4, null]), tried(3, [null, 2])]
    expect(ranking(all, oneRung(3, 2)).map(({ trial }) => trial)).toEqual([3, 2, 1])
  })
})
