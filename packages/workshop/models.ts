/** The registry of models: importing, listing, loading, and songs of them. */
import { brotliDecompressSync } from 'node:zlib'
import { Refusal } from '@earshot/jobs/work'
import type { Manifest } from '@earshot/models/manifest'
import type { Generated, GenerationSettings, Model } from '@earshot/models/model'
import { loadModel as readModel } from '@earshot/models/weights'
import type { Workshop } from './workshop.ts'

export interface ModelSummary {
  name: string
  architecture: string
  version: number
  songs: number
  epochs: number
  loss: number
  created: string
}

/** Throws Refusal where a model has the name. */
export async function refuseTakenName({ database }: Workshop, name: string): Promise<void> {
  if (await database.model.findUnique({ where: { name } })) {
    throw new Refusal(`There is a model "${name}" already. Choose another name.`)
  }
}

/** Stores a model's file, then its row. */
export async function registerModel(
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
