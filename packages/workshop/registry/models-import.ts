/** Models from files. Everything is checked before anything is stored. */
import { Refusal } from '@earshot/jobs/work'
import { modelNamePattern, modelNameRule } from '@earshot/models/files/model-name'
import type { Manifest } from '@earshot/models/files/manifest'
import { unpackModel } from '@earshot/models/files/model-file'
import type { Model } from '@earshot/models/generation/model'
import { loadModel, readTrainingHashes } from '@earshot/models/files/weights'
import { openHashedIndex } from '@earshot/originality/hashed-index'
import { registerModel, type ModelSummary } from './models.ts'
import type { Workshop } from '../workshop.ts'

/** A model's file that may be registered. */
export interface Checked {
  bytes: Uint8Array
  manifest: Manifest
}

/** Checks everything about a model's file (.safetensors, unpacked). Throws Refusal that names what is wrong with it. */
export async function checkModel(workshop: Workshop, bytes: Uint8Array): Promise<Checked> {
  await workshop.backend()
  return refused(async () => ({ bytes, manifest: await checkedManifest(bytes) }))
}

/**
 * Registers a model from its file (.safetensors, or the same packed by brotli) as the next version under its name; a
 * file that is there already changes nothing. Throws Refusal that names what is wrong with it.
 */
export async function importModel(
  workshop: Workshop,
  bytes: Uint8Array,
  compressed: boolean,
): Promise<ModelSummary> {
  const plain = compressed ? await refused(() => unpackModel(bytes)) : bytes
  const { manifest } = await checkModel(workshop, plain)
  return registerModel(workshop, plain, manifest)
}

async function checkedManifest(file: Uint8Array) {
  checkHashes(file)
  const model = await loadModel(file)
  try {
    tryOut(model)
    return model.manifest
  } finally {
    model.dispose()
  }
}

/** Hashes of training songs that cannot be read would be found out by the first check of a pool. */
function checkHashes(file: Uint8Array): void {
  const hashes = readTrainingHashes(file)
  if (!hashes) return
  try {
    openHashedIndex(hashes)
  } catch (error) {
    throw new Error(`its hashes of training songs: ${messageOf(error)}`, { cause: error })
  }
}

/** A model that loads may still be of no use: its name, and whether it makes a song. */
function tryOut(model: Model): void {
  const { name } = model.manifest
  if (!modelNamePattern.test(name))
    throw new Error(`manifest name: "${name}" cannot be used: ${modelNameRule}`)
  const isAutoencoder = model.manifest.architecture.kind === 'autoencoder'
  try {
    model.generate({ count: 1, seed: 1, ...(isAutoencoder ? {} : { length: 2 }) })
  } catch (error) {
    throw new Error(`the weights make no song: ${messageOf(error)}`, { cause: error })
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

async function refused<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw new Refusal(`The model was not imported: ${messageOf(error)}`, { cause: error })
  }
}
