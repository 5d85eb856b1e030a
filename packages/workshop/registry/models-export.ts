/** Models as files to be taken along, and their cards. */
import { openSongs } from '@earshot/data-sets/songs'
import { Refusal } from '@earshot/jobs/work'
import { writeLayersFormat } from '@earshot/models/files/layers-format'
import type { Manifest, Precision } from '@earshot/models/files/manifest'
import { modelCard } from '@earshot/models/files/model-card'
import { saveAtPrecision } from '@earshot/models/files/precision-loss'
import type { Song } from '@earshot/models/training/songs'
import { readManifest, readTrainingHashes } from '@earshot/models/files/weights'
import { sha256 } from '@earshot/storage/storage'
import { showModel, withModel } from './models.ts'
import type { Workshop } from '../workshop.ts'

export interface Exported {
  name: string
  version: number
  precision: Precision
  bytes: Uint8Array
  /** SHA-256 of the bytes. */
  file: string
  /** What another precision changed; empty where it is that of the registered file. */
  measurements: Record<string, number>
  /** Songs that the loss was measured on; none where the data set is not here. */
  songs: number
}

/** Songs enough to tell losses apart, and few enough to wait for. */
const measuredSongs = 32

/** Songs that the model was trained on, as far as they are here. */
async function trainingSongs(workshop: Workshop, { data }: Manifest): Promise<Song[]> {
  if (!(await workshop.database.dataSet.findUnique({ where: { name: data.name } }))) return []
  const known = new Set(data.songs.map(({ id }) => id))
  const songs = await openSongs(workshop, data.name, { duplicates: 'all' })
  return songs.filter(({ id }) => known.has(id)).slice(0, measuredSongs)
}

/**
 * A model's file, in its own precision or another. In another one, the file says what that changed: the largest weight
 * error, and where songs of the data set are here, the loss on up to 32 of them. Hashes of training songs are kept.
 */
export async function exportModel(
  workshop: Workshop,
  reference: string,
  precision?: Precision,
): Promise<Exported> {
  const { name, version, file, manifest } = await showModel(workshop, reference)
  const own = await workshop.storage.get(file)
  if (precision === undefined || precision === manifest.precision) {
    return { name, version, precision: manifest.precision, bytes: own, file, measurements: {}, songs: 0 }
  }
  const songs = await trainingSongs(workshop, manifest)
  const trainingHashes = readTrainingHashes(own)
  const { bytes, measurements } = await withModel(workshop, `${name}@${String(version)}`, (model) =>
    saveAtPrecision(model, {
      precision,
      ...(songs.length > 0 ? { songs } : {}),
      ...(trainingHashes ? { trainingHashes } : {}),
    }).catch((error: unknown) => {
      throw new Refusal(`The model cannot be exported as ${precision}: ${(error as Error).message}`, {
        cause: error,
      })
    }),
  )
  return { name, version, precision, bytes, file: sha256(bytes), measurements, songs: songs.length }
}

/** A model as TensorFlow.js's layers format: files by name. */
export async function exportLayers(
  workshop: Workshop,
  reference: string,
): Promise<{ name: string; version: number; files: Map<string, Uint8Array> }> {
  const { name, version, file } = await showModel(workshop, reference)
  const hashes = readTrainingHashes(await workshop.storage.get(file))
  const files = await withModel(workshop, `${name}@${String(version)}`, (model) =>
    writeLayersFormat(model, hashes),
  )
  return { name, version, files }
}

/**
 * The card of a model, with the licence and citation of its data set where that is here; of an exported file where one is
 * given, which has another precision and hash.
 */
export async function cardOf(
  workshop: Workshop,
  reference: string,
  exported?: Pick<Exported, 'bytes' | 'file'>,
): Promise<string> {
  const { version, file, bytes, manifest } = await showModel(workshop, reference)
  const data = await workshop.database.dataSet.findUnique({ where: { name: manifest.data.name } })
  const sources = { licence: data?.licence, citation: data?.citation }
  // A version counts in one registry: elsewhere the file's hash says which model it is.
  return exported
    ? modelCard(readManifest(exported.bytes), {
        ...sources,
        file: exported.file,
        bytes: exported.bytes.length,
      })
    : modelCard(manifest, { ...sources, version, file, bytes })
}
