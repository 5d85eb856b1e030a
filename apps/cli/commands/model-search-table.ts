import { duration, readable } from '@earshot/models/files/model-card'
import { versionedName } from '@earshot/models/files/model-name'
import type { SearchReport } from '@earshot/workshop/search/search-models'
import type { ShownSearch } from '@earshot/workshop/search/search-show'
import type { TrialResult } from '@earshot/workshop/search/search-trials'
import { decimals, table } from '../output.ts'

const value = (option: unknown): string =>
  typeof option === 'number' ? readable(option) : JSON.stringify(option)

const states: Record<TrialResult['status'], string> = {
  training: 'not at the end of a rung',
  waiting: 'waits for the others',
  out: '',
  ended: 'trained to its end',
  failed: '',
}

/** A search's trials from best to worst, a column an option. */
export function trialTable(trials: readonly TrialResult[]): string {
  const options = Object.keys(trials[0]?.options ?? {})
  return table(
    ['rank', 'trial', ...options, 'epochs', 'held-out', 'training', 'seconds', ''],
    trials.map(({ rank, trial, options: drawn, epochs, heldOut, loss, seconds, reason, rung, status }) => [
      rank ?? '–',
      trial,
      ...options.map((option) => value(drawn[option])),
      epochs,
      decimals(heldOut, 4),
      decimals(loss, 4),
      seconds.toFixed(1),
      reason ?? (status === 'out' ? `out after rung ${String(rung)}` : states[status]),
    ]),
  )
}

const sumOf = (trials: readonly TrialResult[], of: 'epochs' | 'seconds'): number =>
  trials.reduce((sum, trial) => sum + trial[of], 0)

const spent = (trials: readonly TrialResult[]): string =>
  `${String(trials.length)} trials, ${String(sumOf(trials, 'epochs'))} epochs, ${duration(sumOf(trials, 'seconds'))}`

/** What a search came to, when it ends. */
export function reportInWords({ name, stopped, model, trials }: SearchReport): string {
  const end = model
    ? `The best is registered as ${versionedName(model)}. Draw them all with: earshot model search-show ${name} --plot ${name}.png`
    : `It ended early: ${stopped ?? 'no model'}. Go on with: earshot model search-resume ${name}`
  return [trialTable(trials), '', `${name}: ${spent(trials)}. ${end}`].join('\n')
}

/** A search that was made before. */
export function searchInWords({
  name,
  data,
  status,
  stopped,
  search,
  rungs,
  trials,
  plot,
}: ShownSearch & { plot?: string }): string {
  const steps = rungs.map((rung) => `${String(rung.trials)} for ${String(rung.epochs)}`).join(', ')
  return [
    `${name}: ${search.method} on ${data}, ${search.architecture}, by the ${search.measure} loss; ${status}`,
    `trials for epochs: ${steps}; spent: ${spent(trials)}`,
    ...(stopped === null ? [] : [stopped]),
    '',
    trialTable(trials),
    ...(plot === undefined ? [] : ['', `Picture: ${plot}`]),
  ].join('\n')
}
