/** How a search tells how far it is. */
import { allEpochs } from '@earshot/models/search/halving'
import type { Progress } from '@earshot/models/training/learner'
import { duration } from '@earshot/models/files/model-card'
import { rungsOf } from '@earshot/models/search/search-options'
import { trialResults, type Trial } from './search-trials.ts'
import type { SearchContext } from './train-trial.ts'

/** What the next trial's training reports to, given the trials before. */
export function searchProgress(
  { search, work }: Pick<SearchContext, 'search' | 'work'>,
  trials: readonly Trial[],
  next: { trial: number; rung: number; epochs: number },
): (progress: Progress) => void {
  const rungs = rungsOf(search)
  const total = allEpochs(rungs)
  const others = trials.filter(({ trial }) => trial !== next.trial)
  const before = others.reduce((sum, { epochs }) => sum + epochs, 0)
  const past = trials.flatMap(({ curve }) => curve.map(({ seconds }) => seconds))
  const best = bestSoFar(trials, search)
  return ({ epoch, epochs, batch, batches, loss, heldOut, secondsLeft }) => {
    const now = epoch - 1 + batch / batches
    const done = Math.min(total, before + now)
    // Before the first epoch's end, as fast as this trial goes.
    const pace =
      past.length > 0
        ? past.reduce((sum, seconds) => sum + seconds, 0) / past.length
        : secondsLeft / Math.max(1e-9, epochs - now)
    const parts = [
      `trial ${String(next.trial)} of ${String(search.trials)}`,
      ...(rungs.length > 1 ? [`rung ${String(next.rung + 1)} of ${String(rungs.length)}`] : []),
      `epoch ${String(epoch)} of ${String(next.epochs)}`,
      `loss ${loss.toFixed(4)}`,
      ...(heldOut === null ? [] : [`held-out ${heldOut.toFixed(4)}`]),
      ...best,
      `${duration(pace * (total - done))} left`,
    ]
    work.onProgress({ done, total, text: parts.join(', ') })
  }
}

function bestSoFar(trials: readonly Trial[], search: SearchContext['search']): string[] {
  const best = trialResults(trials, search).find(({ rank }) => rank === 1)
  const loss = search.measure === 'held-out' ? best?.heldOut : best?.loss
  return best && typeof loss === 'number' ? [`best ${loss.toFixed(4)} of trial ${String(best.trial)}`] : []
}
