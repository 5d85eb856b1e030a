/** Searching for good options: one job that trains trial after trial, and registers the best. */
import { createHash } from 'node:crypto'
import { openSongs, type SelectionInput } from '@earshot/data-sets/songs'
import { requeueJob, shutdown } from '@earshot/jobs/job-rows'
import { Refusal, StoppedError, type Work } from '@earshot/jobs/work'
import { beaten, nextTrial, ranking } from '@earshot/models/search/halving'
import { drawnOptions, rungsOf, type Search } from '@earshot/models/search/search-options'
import { refuseTooFewSongs } from '@earshot/models/search/search-songs'
import { CancelledError } from '@earshot/models/training/learner'
import { loadModel, readManifest, saveModel } from '@earshot/models/files/weights'
import { listModels, registerModel, type ModelSummary } from '../registry/models.ts'
import { searchProgress } from './search-progress.ts'
import {
  asTried,
  readTrials,
  trialResults,
  writeTrial,
  type Trial,
  type TrialResult,
} from './search-trials.ts'
import { hashesOf } from '../training/train-model.ts'
import { trainTrial, type SearchContext } from './train-trial.ts'
import type { Workshop } from '../workshop.ts'

export interface SearchRequest {
  search: Search
  data: string
  /** Of the search, and of the model that the best trial becomes. */
  name: string
  selection?: SelectionInput | undefined
  /** Minutes from one checkpoint to the next; 5. */
  checkpointMinutes?: number | undefined
}

/** A search's result: its table, the best trial's model as registered, and why it ended early, if it did. */
export interface SearchReport {
  name: string
  measure: Search['measure']
  stopped: string | null
  model: ModelSummary | null
  trials: TrialResult[]
}

/**
 * Trains the trials of a search, each rung from where the last one left them, and registers the best as a model. A job
 * that was stopped or killed goes on where it was. Throws Refusal where the data do not fit, or no trial came to its end.
 */
export async function searchModels(
  workshop: Workshop,
  request: SearchRequest,
  work: Work,
): Promise<SearchReport> {
  const context = await openSearch(workshop, request, work)
  const { jobId, search } = context
  const report = async (stopped: string | null, model: ModelSummary | null) => ({
    ...{ name: request.name, measure: search.measure, stopped, model },
    trials: trialResults(await readTrials(workshop, jobId), search),
  })
  try {
    await trainAll(context)
  } catch (error) {
    // The process ends, but the job does not: another process goes on with it.
    if (!(error instanceof StoppedError) || work.signal.reason === shutdown) throw error
    return report(error.message, null)
  }
  const model = await registerBest(context)
  await dropFiles(context, () => true)
  return report(null, model)
}

async function openSearch(workshop: Workshop, request: SearchRequest, work: Work): Promise<SearchContext> {
  const { data, name, selection, checkpointMinutes = 5, search } = request
  if (work.id === undefined) throw new Error('a search needs a job, for its trials to be kept with')
  const songs = await openSongs(workshop, data, selection)
  try {
    await refuseTooFewSongs(search, songs, work)
  } catch (error) {
    if (error instanceof CancelledError) throw new StoppedError(error.message)
    throw new Refusal(error instanceof Error ? error.message : String(error), { cause: error })
  }
  await workshop.backend()
  const hash = createHash('sha256')
  for (const song of songs) hash.update(song.hash)
  return {
    ...{ workshop, jobId: work.id, search, songs, work },
    songsHash: hash.digest('hex'),
    about: { name, dataSet: data, created: work.now().toISOString(), selection: selection ?? null },
    every: 60 * checkpointMinutes,
  }
}

/** Trains until no trial has anything left to do. Throws StoppedError where the work is to stop. */
async function trainAll(context: SearchContext): Promise<void> {
  const { workshop, jobId, search, songsHash, work } = context
  const rungs = rungsOf(search)
  for (;;) {
    const trials = await readTrials(workshop, jobId)
    if (trials.some(({ songs }) => songs !== songsHash)) {
      throw new Refusal(
        'The songs of the data set have changed since the search began, so that its trials cannot be compared. Start a new search.',
      )
    }
    const tried = trials.map((trial) => asTried(trial, search))
    await dropUnneeded(context, trials)
    const next = nextTrial(tried, rungs)
    if (!next) return
    if (work.signal.aborted) throw new StoppedError(`cancelled before trial ${String(next.trial)}`)
    const drawn = drawnOptions(search, next.trial)
    await trainTrial(context, { ...next, drawn }, searchProgress(context, trials, next))
  }
}

/** Frees the checkpoints of trials that are out of the running, and the models of those that are not the best. */
async function dropUnneeded(context: SearchContext, trials: readonly Trial[]): Promise<void> {
  const { search } = context
  const rungs = rungsOf(search)
  const tried = trials.map((trial) => asTried(trial, search))
  const out = new Set(beaten(tried, rungs))
  const best = bestOf(trials, search)
  await dropFiles(
    context,
    ({ trial, status }) => out.has(trial) || (status === 'ended' && trial !== best?.trial),
  )
}

async function dropFiles(
  { workshop, jobId }: SearchContext,
  unneeded: (trial: Trial) => boolean,
): Promise<void> {
  for (const trial of await readTrials(workshop, jobId)) {
    if (trial.file !== null && unneeded(trial))
      await writeTrial(workshop, { jobId, trial: trial.trial }, { bytes: null })
  }
}

/** The best trial that was trained to its end. */
function bestOf(trials: readonly Trial[], search: Search): Trial | undefined {
  const ended = trials.filter(({ status }) => status === 'ended')
  const order = ranking(
    ended.map((trial) => asTried(trial, search)),
    rungsOf(search),
  )
  return ended.find(({ trial }) => trial === order[0]?.trial)
}

async function registerBest({
  workshop,
  jobId,
  search,
  songs,
  about: { name },
}: SearchContext): Promise<ModelSummary> {
  const trials = await readTrials(workshop, jobId)
  const best = bestOf(trials, search)
  if (!best) {
    const reasons = trials.map(({ trial, reason }) => `\n  trial ${String(trial)}: ${reason ?? 'stopped'}`)
    throw new Refusal(`No trial of the search came to its end.${reasons.slice(0, 5).join('')}`)
  }
  // Killed after it was registered, and before the job said so.
  if (best.file === null) return registered(workshop, name)
  const model = await loadModel(await workshop.storage.get(best.file))
  try {
    const measurements = { 'search trials': trials.length, 'search trial': best.trial }
    const trainingHashes = await hashesOf(model.manifest, songs)
    const bytes = saveModel(model, { measurements, trainingHashes })
    return await registerModel(workshop, bytes, readManifest(bytes))
  } finally {
    model.dispose()
  }
}

async function registered(workshop: Workshop, name: string): Promise<ModelSummary> {
  const model = (await listModels(workshop)).find((one) => one.name === name)
  if (!model) throw new Refusal(`The model "${name}" of this search has been deleted.`)
  return model
}

/** Takes up a search that was stopped or killed; returns its job, ready to be done. Throws Refusal where there is none. */
export async function findSearchToResume({ database }: Workshop, name: string): Promise<string> {
  const job = await findSearchJob(database, name)
  const { stopped = null } = (job?.result ?? {}) as { stopped?: string | null }
  if (!job || (job.status === 'done' && stopped === null))
    throw new Refusal(`There is no unfinished search "${name}". One that came to its end cannot go on.`)
  if (!(await requeueJob(database, job.id)))
    throw new Refusal(`The search "${name}" is running already. Its job is ${job.id}.`)
  return job.id
}

/** The newest search of a name. */
export const findSearchJob = (database: Workshop['database'], name: string) =>
  database.job.findFirst({
    where: { kind: 'search_models', input: { path: ['name'], equals: name } },
    orderBy: { createdAt: 'desc' },
  })
