/** Searches that were made: their tables, their curves, and how to be rid of what they keep. */
import { Refusal } from '@earshot/jobs/work'
import type { Rung } from '@earshot/models/search/halving'
import { rungsOf, type Search } from '@earshot/models/search/search-options'
import { jobInputs } from '../jobs.ts'
import { findSearchJob } from './search-models.ts'
import { readTrials, trialResults, writeTrial, type TrialResult } from './search-trials.ts'
import type { Workshop } from '../workshop.ts'

export interface TrialWithCurve extends TrialResult {
  curve: { epoch: number; loss: number; heldOut: number | null }[]
}

/** A search as it stands, whether it has ended or not. */
export interface ShownSearch {
  name: string
  data: string
  status: string
  /** Why it ended early, or why it failed. */
  stopped: string | null
  search: Search
  rungs: Rung[]
  trials: TrialWithCurve[]
}

async function searchJob({ database }: Workshop, name: string) {
  const job = await findSearchJob(database, name)
  if (!job) throw new Refusal(`There is no search "${name}". Make one with: earshot model search`)
  return job
}

/** The newest search of a name, with its table from best to worst. Throws Refusal where there is none. */
export async function showSearch(workshop: Workshop, name: string): Promise<ShownSearch> {
  const { id, status, result, error, input } = await searchJob(workshop, name)
  const { search, data } = jobInputs.search_models.parse(input)
  const trials = await readTrials(workshop, id)
  const curves = new Map(trials.map(({ trial, curve }) => [trial, curve]))
  const { stopped = null } = (result ?? {}) as { stopped?: string | null }
  return {
    ...{ name, data, status, search },
    stopped: error ?? stopped,
    rungs: rungsOf(search),
    trials: trialResults(trials, search).map((row) => ({
      ...row,
      curve: (curves.get(row.trial) ?? []).map(({ epoch, loss, heldOut }) => ({ epoch, loss, heldOut })),
    })),
  }
}

/** Deletes the newest search of a name, with its checkpoints; its model stays. Throws Refusal while it runs. */
export async function deleteSearch(workshop: Workshop, name: string): Promise<void> {
  const { id, status } = await searchJob(workshop, name)
  if (status === 'queued' || status === 'running')
    throw new Refusal(`The search "${name}" is ${status}. Cancel its job first: ${id}.`)
  for (const { trial, file } of await readTrials(workshop, id))
    if (file !== null) await writeTrial(workshop, { jobId: id, trial }, { bytes: null })
  await workshop.database.job.delete({ where: { id } })
}
