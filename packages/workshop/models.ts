/** The registry of models: training, importing, loading, and songs of them. */
import { brotliDecompressSync } from 'node:zlib'
import { treatmentOf } from '@earshot/data-sets/treatments'
import type { Manifest } from '@earshot/models/manifest'
import type { Generated, GenerationSettings, Model } from '@earshot/models/model'
import { loadModel as readModel, saveModel } from '@earshot/models/weights'
import type { Score } from '@earshot/music/notes'
import { buildHashedIndex } from '@earshot/originality/hashed-index'
import { trainAutoencoder } from '@earshot/models/train-autoencoder'
import { trainLstm } from '@earshot/models/train-lstm'
import { CancelledError, type Progress as Epochs } from '@earshot/models/fit'
import { loadSongs, type SelectionInput } from '@earshot/data-sets/songs'
import { StoppedError, Refusal, type Work } from '@earshot/jobs/work'
import { type Workshop } from './workshop.ts'

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

export interface ModelSummary {
  name: string
  architecture: string
  version: number
  songs: number
  epochs: number
  loss: number
  created: string
}

/** Trains a model on a data set and registers it. Throws Refusal where the name is taken or the data do not fit. */
export async function trainModel(
  workshop: Workshop,
  request: TrainingRequest,
  work: Work,
): Promise<ModelSummary> {
  const { architecture, data, name, selection, options } = request
  await refuseTakenName(workshop, name)
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

async function refuseTakenName({ database }: Workshop, name: string): Promise<void> {
  if (await database.model.findUnique({ where: { name } })) {
    throw new Refusal(`There is a model "${name}" already. Choose another name.`)
  }
}

async function registerModel(
  { database, storage }: Workshop,
  bytes: Uint8Array,
  manifest: Manifest,
): Promise<ModelSummary> {
  const file = await storage.put(bytes)
  const row = await database.model.create({
    data: { name: manifest.name, architecture: manifest.architecture.kind, manifest, file },
  })
  return summary(row.version, manifest)
}

const summary = (
  version: number,
  { name, architecture, data, training, created }: Manifest,
): ModelSummary => ({
  name,
  architecture: architecture.kind,
  version,
  songs: data.songs.length,
  epochs: training.epochs,
  loss: training.best.loss,
  created,
})

/** Registers a model from its file (.safetensors, or the same compressed by Brotli); an Error says what is wrong with it. */
export async function importModel(
  workshop: Workshop,
  bytes: Uint8Array,
  compressed: boolean,
): Promise<ModelSummary> {
  const plain = compressed ? new Uint8Array(brotliDecompressSync(bytes)) : bytes
  await workshop.backend()
  const model = await readModel(plain)
  const { manifest } = model
  model.dispose()
  const existing = await workshop.database.model.findUnique({ where: { name: manifest.name } })
  if (existing) return summary(existing.version, manifest)
  return registerModel(workshop, plain, manifest)
}

/** All models by name. */
export async function listModels({ database }: Workshop): Promise<ModelSummary[]> {
  const rows = await database.model.findMany({ orderBy: { name: 'asc' } })
  return rows.map(({ version, manifest }) => summary(version, manifest as unknown as Manifest))
}

/** A model's row and its manifest. Throws Refusal where there is none. */
export async function showModel({ database }: Workshop, name: string) {
  const row = await database.model.findUnique({ where: { name } })
  if (!row) throw new Refusal(`There is no model "${name}". List them with: earshot model list`)
  const { id, architecture, version, file } = row
  return { id, name, architecture, version, file, manifest: row.manifest as unknown as Manifest }
}

/** Does something with a loaded model, and frees it. */
export async function withModel<T>(
  workshop: Workshop,
  name: string,
  use: (model: Model, file: string) => T | Promise<T>,
): Promise<T> {
  const { file } = await showModel(workshop, name)
  await workshop.backend()
  const model = await readModel(await workshop.storage.get(file))
  try {
    return await use(model, file)
  } finally {
    model.dispose()
  }
}

/** Songs of a model; the same model, settings and seed give the same notes. */
export const generateSongs = (
  workshop: Workshop,
  name: string,
  settings: GenerationSettings,
): Promise<Generated[]> =>
  withModel(workshop, name, (model) => {
    try {
      return model.generate(settings)
    } catch (error) {
      throw new Refusal(error instanceof Error ? error.message : String(error), { cause: error })
    }
  })
