/** Training a model on a data set of the workshop. */
import { loadSongs, type SelectionInput } from '@earshot/data-sets/songs'
import { treatmentOf } from '@earshot/data-sets/treatments'
import { StoppedError, Refusal, type Work } from '@earshot/jobs/work'
import { CancelledError, type Progress as Epochs } from '@earshot/models/fit'
import type { Manifest } from '@earshot/models/manifest'
import { trainAutoencoder } from '@earshot/models/train-autoencoder'
import { trainLstm } from '@earshot/models/train-lstm'
import { saveModel } from '@earshot/models/weights'
import type { Score } from '@earshot/music/notes'
import { buildHashedIndex } from '@earshot/originality/hashed-index'
import { registerModel, type ModelSummary } from './models.ts'
import type { Workshop } from './workshop.ts'

export const architectures = ['autoencoder', 'lstm', 'deep-lstm'] as const
export type ArchitectureName = (typeof architectures)[number]

export interface TrainingRequest {
  architecture: ArchitectureName
  data: string
  name: string
  /** Which songs of the data set; one of each group of near-duplicates by default. */
  selection?: SelectionInput | undefined
  /** Further options by the names of @earshot/models/training-options; what is left out is the paper's. */
  options: Record<string, unknown>
}

/** Trains a model on a data set and registers it. A name in use gets its next version. Throws Refusal where the data do not fit. */
export async function trainModel(
  workshop: Workshop,
  request: TrainingRequest,
  work: Work,
): Promise<ModelSummary> {
  const { architecture, data, name, selection, options } = request
  const songs = await loadSongs(workshop, data, selection)
  await workshop.backend()
  const about = { ...options, name, dataSet: data, created: work.now().toISOString() }
  const hooks = { signal: work.signal, onProgress: epochProgress(work) }
  const model = await (
    architecture === 'autoencoder'
      ? trainAutoencoder(songs, about, hooks)
      : trainLstm(songs, { ...about, architecture }, hooks)
  ).catch((error: unknown) => {
    if (error instanceof CancelledError) throw new StoppedError(error.message)
    if (error instanceof Error) throw new Refusal(error.message, { cause: error })
    throw error
  })
  try {
    const trainingHashes = hashesOf(model.manifest, songs)
    const bytes = saveModel(model, { precision: 'float32', trainingHashes })
    return await registerModel(workshop, bytes, model.manifest)
  } finally {
    model.dispose()
  }
}

/** One-way hashes of what the songs that the model has seen were to it: the file can say what it copies, and holds no song. */
function hashesOf(
  { name, created, encoding, data }: Manifest,
  songs: readonly { id: string; score: Score }[],
): Uint8Array {
  const seen = new Set(data.songs.map(({ id }) => id))
  const { apply } = treatmentOf(encoding)
  const scores = songs.filter(({ id }) => seen.has(id)).map(({ score }) => apply(score))
  return buildHashedIndex(scores, { salt: `${name} ${created}` })
}

function epochProgress(work: Work): (progress: Epochs) => void {
  return ({ epoch, epochs, batch, batches, loss }) => {
    work.onProgress({
      done: (epoch - 1) * batches + batch,
      total: epochs * batches,
      text: `epoch ${String(epoch)} of ${String(epochs)}, loss ${loss.toFixed(4)}`,
    })
  }
}
