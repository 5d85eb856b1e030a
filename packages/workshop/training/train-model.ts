/** Training a model on a data set of the workshop. */
import { openSongs, type SelectionInput } from '@earshot/data-sets/songs'
import { treatmentOf } from '@earshot/data-sets/treatments'
import { requeueJob } from '@earshot/jobs/job-rows'
import { StoppedError, Refusal, type Work } from '@earshot/jobs/work'
import { CancelledError, type Hooks } from '@earshot/models/training/learner'
import type { Manifest } from '@earshot/models/files/manifest'
import type { Model } from '@earshot/models/generation/model'
import { isPreset, presetNames, presets } from '@earshot/models/training/presets'
import { loadAll, type Song } from '@earshot/models/training/songs'
import { trainAutoencoder } from '@earshot/models/training/train-autoencoder'
import { trainLstm } from '@earshot/models/training/train-lstm'
import { saveModel } from '@earshot/models/files/weights'
import { buildHashedIndex } from '@earshot/originality/hashed-index'
import { dropCheckpoint, findUnfinished } from './checkpoints.ts'
import { registerModel, type ModelSummary } from '../registry/models.ts'
import { trainingHooks, type Keeping } from './training-hooks.ts'
import type { Workshop } from '../workshop.ts'

export const architectures = ['autoencoder', 'lstm', 'deep-lstm'] as const

/** What can be trained: one of the paper's six models by name, or an architecture with options of one's own. */
export const trainable = [...presetNames, ...architectures] as const
export type Trainable = (typeof trainable)[number]

export interface TrainingRequest extends Keeping {
  architecture: Trainable
  data: string
  name: string
  /** Which songs of the data set; one of each group of near-duplicates by default. */
  selection?: SelectionInput | undefined
  /** Further options by the names of @earshot/models/training/training-options; what is left out is the paper's. */
  options: Record<string, unknown>
}

/** A training's result: the model as registered, why it ended early, if it did, and whether it can go on all the same. */
export interface TrainingReport extends ModelSummary {
  stopped: string | null
  resumable: boolean
}

/**
 * Trains a model on a data set and registers it; a name in use gets its next version. A job's training goes on from its
 * checkpoint. Cancelled, it registers the best weights so far and keeps the checkpoint. Throws Refusal where the data or
 * options do not fit.
 */
export async function trainModel(
  workshop: Workshop,
  request: TrainingRequest,
  work: Work,
): Promise<TrainingReport> {
  const { data, name, selection } = request
  const songs = await openSongs(workshop, data, selection)
  await workshop.backend()
  const hooks = await trainingHooks(workshop, request, work)
  const about = { name, dataSet: data, created: work.now().toISOString(), selection: selection ?? null }
  const model = await train(songs, request, about, hooks.hooks)
    .catch((error: unknown) => {
      if (error instanceof CancelledError) throw new StoppedError(error.message)
      if (error instanceof Error) throw new Refusal(error.message, { cause: error })
      throw error
    })
    .finally(hooks.written)
  try {
    const trainingHashes = await hashesOf(model.manifest, songs)
    const bytes = saveModel(model, { precision: 'float32', trainingHashes })
    const summary = await registerModel(workshop, bytes, model.manifest)
    const { stopped } = model.manifest.training
    // One that ended by itself would end in the same way again.
    const resumable = stopped !== null && work.signal.aborted && work.id !== undefined
    if (!resumable && work.id !== undefined) await dropCheckpoint(workshop, work.id)
    return { ...summary, stopped, resumable }
  } finally {
    model.dispose()
  }
}

/** Trains on songs, but registers nothing; rejects as the trainings of @earshot/models do. */
export function train(
  songs: readonly Song[],
  { architecture: given, options }: Pick<TrainingRequest, 'architecture' | 'options'>,
  about: { name: string; dataSet: string; created: string; selection: Record<string, unknown> | null },
  hooks: Hooks,
): Promise<Model> {
  const preset = isPreset(given) ? presets[given] : { architecture: given, options: {} }
  const { architecture } = preset
  const all = { ...preset.options, ...options, ...about }
  return architecture === 'autoencoder'
    ? trainAutoencoder(songs, all, hooks)
    : trainLstm(songs, { ...all, architecture }, hooks)
}

/**
 * Takes up a training that was cancelled or killed; returns its job, ready to be done. Throws Refusal where nothing of the
 * model is left to go on with.
 */
export async function findTrainingToResume({ database }: Workshop, name: string): Promise<string> {
  const job = await findUnfinished(database, name)
  if (!job) {
    throw new Refusal(
      `There is no unfinished training of "${name}". A training that was stopped can be taken up again; one that came to its end cannot.`,
    )
  }
  if (!(await requeueJob(database, job.id)))
    throw new Refusal(`"${name}" is being trained already. Its job is ${job.id}.`)
  return job.id
}

/** One-way hashes of what the songs that the model has seen were to it: the file can say what it copies, and holds no song. */
export async function hashesOf(
  { name, created, encoding, data }: Manifest,
  songs: readonly Song[],
): Promise<Uint8Array> {
  const seen = new Set(data.songs.map(({ id }) => id))
  const { apply } = treatmentOf(encoding)
  const loaded = await loadAll(songs.filter(({ id }) => seen.has(id)))
  const scores = loaded.map(({ score }) => apply(score))
  return buildHashedIndex(scores, { salt: `${name} ${created}` })
}
