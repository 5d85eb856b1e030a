/** What there is to say of a model in numbers: how it predicts, what its songs are like, and whether they copy. */
import { openSongs } from '@earshot/data-sets/songs'
import { Refusal, type Work } from '@earshot/jobs/work'
import type { Manifest } from '@earshot/models/files/manifest'
import { heldOutSongs } from '@earshot/models/training/songs'
import { readTrainingHashes, saveModel } from '@earshot/models/files/weights'
import { measure, type EvaluationRequest, type Measurements, type Songs } from './measurements.ts'
import { registerModel, withModel, type ModelSummary } from '../registry/models.ts'
import type { Workshop } from '../workshop.ts'

export interface EvaluationReport extends ModelSummary {
  measurements: Measurements
}

/**
 * Measures a model against its data set and registers the same weights with the measurements as its next version. Throws
 * Refusal where its training songs are not here.
 */
export function evaluateModel(
  workshop: Workshop,
  name: string,
  request: EvaluationRequest,
  work: Work,
): Promise<EvaluationReport> {
  return withModel(workshop, name, async (model, file) => {
    const songs = await songsOfModel(workshop, model.manifest)
    const measurements = await measure(model, songs, request, work)
    const trainingHashes = readTrainingHashes(await workshop.storage.get(file)) ?? undefined
    const { precision } = model.manifest
    const bytes = saveModel(model, { precision, measurements, ...(trainingHashes ? { trainingHashes } : {}) })
    const manifest = { ...model.manifest, measurements: { ...model.manifest.measurements, ...measurements } }
    return { ...(await registerModel(workshop, bytes, manifest)), measurements }
  })
}

/** The songs that the model was trained on, and those that it has not seen. */
export async function songsOfModel(workshop: Workshop, { name, data, training }: Manifest): Promise<Songs> {
  const all = await openSongs(workshop, data.name, data.selection ?? {})
  const known = new Map(all.map((song) => [`${song.id} ${song.hash}`, song]))
  const found = data.songs.flatMap(({ id, hash }) => known.get(`${id} ${hash}`) ?? [])
  if (found.length < data.songs.length) {
    const missing = data.songs.length - found.length
    throw new Refusal(
      `${String(missing)} of the ${String(data.songs.length)} songs that "${name}" was trained on are not in the data set "${data.name}". Import them first.`,
    )
  }
  const { heldOut } = training.options
  return { training: found, heldOut: heldOut ? heldOutSongs(all, heldOut).heldOut : [] }
}
