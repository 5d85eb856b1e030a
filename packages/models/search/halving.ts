/** Who goes on in a search, as pure functions of what has been measured. */

/** How many trials get how many epochs in all; random search has one rung. */
export interface Rung {
  trials: number
  epochs: number
}

/** How the loss of a trial went, epoch by epoch; null where it was not measured. */
export interface Tried {
  /** From 1. */
  trial: number
  losses: readonly (number | null)[]
  /** Epochs after which it stands still: at the end of a rung, or for good. */
  epochs: number
  /** Whether training ended before the last rung's end, so that it has nothing more to do. */
  ended: boolean
  failed: boolean
}

/** All trials to the end. */
export const oneRung = (trials: number, epochs: number): Rung[] => [{ trials, epochs }]

/**
 * The rungs of successive halving (Jamieson and Talwalkar 2016, with the budgets of Li et al. 2018): of the trials of a
 * rung one in `reduction` goes on, and gets as many times the epochs. As many rungs as trials and epochs allow.
 */
export function halvingRungs(trials: number, epochs: number, reduction: number): Rung[] {
  let last = 0
  while (reduction ** (last + 1) <= Math.min(trials, epochs)) last++
  return Array.from({ length: last + 1 }, (_, i) => ({
    trials: Math.floor(trials / reduction ** i),
    epochs: Math.round(epochs / reduction ** (last - i)),
  }))
}

/** The lowest loss within the first epochs; Infinity where there is none. */
export const lowestLoss = ({ losses }: Pick<Tried, 'losses'>, epochs = Infinity): number =>
  Math.min(Infinity, ...losses.slice(0, epochs).filter((loss) => loss !== null))

/** Whether a trial has done the epochs of a rung, or all that it can. */
const reached = ({ epochs, ended }: Tried, rung: Rung): boolean => ended || epochs >= rung.epochs

/** The best trials of a rung, in order; of equal ones the earlier comes first. Failed ones have no place. */
function bestOf(tried: readonly Tried[], rung: Rung): Tried[] {
  const score = (one: Tried): number => lowestLoss(one, rung.epochs)
  return tried
    .filter((one) => !one.failed && reached(one, rung))
    .sort((a, b) => compare(score(a), score(b)) || a.trial - b.trial)
}

/** Differences of infinities are no numbers. */
const compare = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0)

/** The trials that a rung's places go to; all of a first rung, and otherwise the best of the rung before. */
export function placesOf(tried: readonly Tried[], rungs: readonly Rung[], rung: number): number[] {
  const { trials } = rungs[rung]
  if (rung === 0) return Array.from({ length: trials }, (_, i) => i + 1)
  return bestOf(tried, rungs[rung - 1])
    .slice(0, trials)
    .map(({ trial }) => trial)
}

/**
 * Which trial to train next, and to the end of which rung; null when the search is done. Where one that had gone on
 * fails, its place goes to the next best of the rung before.
 */
export function nextTrial(
  tried: readonly Tried[],
  rungs: readonly Rung[],
): { trial: number; rung: number; epochs: number } | null {
  for (const [i, rung] of rungs.entries()) {
    const done = new Set(tried.filter((one) => one.failed || reached(one, rung)).map(({ trial }) => trial))
    const trial = placesOf(tried, rungs, i).find((one) => !done.has(one))
    if (trial !== undefined) return { trial, rung: i, epochs: rung.epochs }
  }
  return null
}

/** The last rung whose end a trial has come to, from 1; 0 before the first. */
export const rungOf = (tried: Tried, rungs: readonly Rung[]): number =>
  rungs.findLastIndex((rung) => reached(tried, rung)) + 1

/**
 * The trials from best to worst: those that came further first, then by loss, of equal ones the earlier. Failed ones come
 * last.
 */
export function ranking(tried: readonly Tried[], rungs: readonly Rung[]): Tried[] {
  const order = (a: Tried, b: Tried): number =>
    Number(a.failed) - Number(b.failed) ||
    (a.failed ? 0 : rungOf(b, rungs) - rungOf(a, rungs) || compare(lowestLoss(a), lowestLoss(b))) ||
    a.trial - b.trial
  return [...tried].sort(order)
}

/** Trials that no longer can go on, as so many others of their rung are better: what they have learnt may be forgotten. */
export function beaten(tried: readonly Tried[], rungs: readonly Rung[]): number[] {
  const out = rungs.slice(0, -1).flatMap((rung, i) =>
    bestOf(tried, rung)
      .slice(rungs[i + 1].trials)
      .filter((one) => rungOf(one, rungs) === i + 1)
      .map(({ trial }) => trial),
  )
  return [...new Set(out)].sort((a, b) => a - b)
}

/** Epochs of a whole search, if no trial fails. */
export const allEpochs = (rungs: readonly Rung[]): number =>
  rungs.reduce((sum, { trials, epochs }, i) => sum + trials * (epochs - (i > 0 ? rungs[i - 1].epochs : 0)), 0)
