/** The registry of models: versions under names, listing, loading, and songs of them. */
import { Refusal, StoppedError } from '@earshot/jobs/work'
import type { Model as ModelRow, Prisma, Transaction } from '@earshot/database/database'
import { parseManifest, type Manifest } from '@earshot/models/files/manifest'
import type { Generated, GenerationSettings, Model } from '@earshot/models/generation/model'
import { parseModelReference, versionedName } from '@earshot/models/files/model-name'
import { loadModel as readModel } from '@earshot/models/files/weights'
import { sha256 } from '@earshot/storage/storage'
import { makeSongs, type Making } from '../pools/make-songs.ts'
import type { Workshop } from '../workshop.ts'

export interface ModelSummary {
  name: string
  architecture: string
  version: number
  songs: number
  epochs: number
  /** The best training loss, that of the weights; null for weights of another program. */
  loss: number | null
  /** The loss of these weights on held-out songs, where it was measured. */
  heldOut: number | null
  /** Of the file; null where the storage has lost it. */
  bytes: number | null
  /** SHA-256 of the file. */
  file: string
  created: string
}

async function summary(
  { storage }: Pick<Workshop, 'storage'>,
  { version, file }: Pick<ModelRow, 'version' | 'file'>,
  manifest: Manifest,
): Promise<ModelSummary> {
  const { name, architecture, data, training, created, converted } = manifest
  const { epoch, loss } = training.best
  return {
    name,
    architecture: architecture.kind,
    version,
    songs: data.songs.length,
    epochs: training.epochs,
    loss: converted ? null : loss,
    heldOut: training.curve[epoch - 1]?.heldOut ?? manifest.measurements['held-out loss'] ?? null,
    bytes: await storage.size(file),
    file,
    created,
  }
}

/** Registering and deleting take turns, so that versions are counted and files removed with nobody in between. */
const lockRegistry = (tx: Transaction) =>
  tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('model registry'))`

/** A transaction that nobody else registers or deletes during; a file of 100 MB on a slow disk takes seconds. */
export const withRegistry = <T>({ database }: Workshop, work: (tx: Transaction) => Promise<T>): Promise<T> =>
  database.$transaction(
    async (tx) => {
      await lockRegistry(tx)
      return work(tx)
    },
    { timeout: 300_000, maxWait: 300_000 },
  )

/** What Change calls the deleting of a version; its number is not given again. */
export const deleted = { action: 'model deleted', subject: (name: string) => `model/${name}` }

async function nextVersion(tx: Transaction, name: string): Promise<number> {
  const newest = await tx.model.findFirst({ where: { name }, orderBy: { version: 'desc' } })
  const gone = await tx.change.findMany({ where: { action: deleted.action, subject: deleted.subject(name) } })
  const numbers = gone.map(({ detail }) => (detail as { version: number }).version)
  return 1 + Math.max(0, newest?.version ?? 0, ...numbers)
}

/**
 * Stores a model's file, then its row: the next version under its name, or the one that has this very file already.
 * Where either fails, neither is left behind.
 */
export async function registerModel(
  workshop: Workshop,
  bytes: Uint8Array,
  manifest: Manifest,
): Promise<ModelSummary> {
  const { name, architecture } = manifest
  try {
    const row = await withRegistry(workshop, async (tx) => {
      const file = await workshop.storage.put(bytes)
      const same = await tx.model.findFirst({ where: { name, file }, orderBy: { version: 'desc' } })
      if (same) return same
      const version = await nextVersion(tx, name)
      const json = manifest as unknown as Prisma.InputJsonObject
      return tx.model.create({
        data: { name, version, architecture: architecture.kind, manifest: json, file },
      })
    })
    return await summary(workshop, row, manifest)
  } catch (error) {
    // Where even this fails, a file is left that nobody asks for: what went wrong first is what must be told.
    await sweepFile(workshop, sha256(bytes)).catch(() => undefined)
    throw error
  }
}

/** Takes a file from the storage that no model refers to. */
export const sweepFile = (workshop: Workshop, file: string): Promise<void> =>
  withRegistry(workshop, async (tx) => {
    if ((await tx.model.count({ where: { file } })) === 0) await workshop.storage.remove(file)
  })

/** All versions of all models: by name, the newest version of each first. */
export async function listModels(workshop: Workshop): Promise<ModelSummary[]> {
  const rows = await workshop.database.model.findMany({ orderBy: [{ name: 'asc' }, { version: 'desc' }] })
  return Promise.all(rows.map((row) => summary(workshop, row, parseManifest(row.manifest))))
}

/** The row that `name` (the newest version) or `name@version` stands for; null where there is none. */
export async function findModel({ database }: Workshop, reference: string): Promise<ModelRow | null> {
  const parsed = parseModelReference(reference)
  if (!parsed) return null
  const { name, version } = parsed
  const where = version === null ? { name } : { name, version }
  return database.model.findFirst({ where, orderBy: { version: 'desc' } })
}

async function whyMissing({ database }: Workshop, reference: string): Promise<string> {
  const name = parseModelReference(reference)?.name
  const versions = name ? await database.model.findMany({ where: { name }, orderBy: { version: 'asc' } }) : []
  if (versions.length === 0) return `There is no model "${reference}". List them with: earshot model list`
  return `There is no "${reference}". There is: ${versions.map(versionedName).join(', ')}.`
}

/** A version of a model, by `name` or `name@version`, with its manifest. Throws Refusal where there is none. */
export async function showModel(workshop: Workshop, reference: string) {
  const row = await findModel(workshop, reference)
  if (!row) throw new Refusal(await whyMissing(workshop, reference))
  const { id, name, architecture, version, file } = row
  const bytes = await workshop.storage.size(file)
  return { id, name, architecture, version, file, bytes, manifest: parseManifest(row.manifest) }
}

/** Does something with a model, which is loaded for it unless it still is. */
export async function withModel<T>(
  workshop: Workshop,
  reference: string,
  use: (model: Model, file: string) => T | Promise<T>,
): Promise<T> {
  const { file } = await showModel(workshop, reference)
  await workshop.backend()
  const load = async () => readModel(await workshop.storage.get(file))
  return workshop.models.use(file, load, (model) => use(model, file))
}

/** Songs of a model; the same model, settings and seed give the same notes. Throws as makeSongs does, but Refusal for a wrong setting. */
export const generateSongs = (
  workshop: Workshop,
  reference: string,
  settings: GenerationSettings,
  making: Making = {},
): Promise<Generated[]> =>
  withModel(workshop, reference, (model) =>
    makeSongs(model, settings, making).catch((error: unknown) => {
      if (error instanceof StoppedError) throw error
      throw new Refusal(error instanceof Error ? error.message : String(error), { cause: error })
    }),
  )
