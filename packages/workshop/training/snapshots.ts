/** Weights of epochs on the way, as models. */
import { Refusal, type Work } from '@earshot/jobs/work'
import { readSnapshot } from '@earshot/models/training/checkpoint'
import { weightShapes } from '@earshot/models/networks/architecture'
import { lstmModel } from '@earshot/models/generation/lstm-model'
import type { Manifest } from '@earshot/models/files/manifest'
import type { Model } from '@earshot/models/generation/model'
import { withOtherWeights } from '@earshot/models/training/train-autoencoder'
import { readTrainingHashes, saveModel } from '@earshot/models/files/weights'
import { songsOfModel } from '../evaluation/evaluate-model.ts'
import { registerModel, showModel, type ModelSummary } from '../registry/models.ts'
import type { Workshop } from '../workshop.ts'

export interface Kept {
  epoch: number
  loss: number
  heldOut: number | null
  /** SHA-256 of the file of weights. */
  file: string
}

/**
 * The epochs of a model's training of which the weights were kept. Versions of one name may come from different trainings: a
 * snapshot belongs to the one whose curve the model has. Throws Refusal where there is no such model.
 */
export async function listSnapshots(workshop: Workshop, name: string): Promise<Kept[]> {
  const { name: plain, manifest } = await showModel(workshop, name)
  const { curve } = manifest.training
  const snapshots = await workshop.database.snapshot.findMany({
    where: { job: { kind: 'train_model', input: { path: ['name'], equals: plain } } },
    orderBy: { epoch: 'asc' },
    select: { epoch: true, file: true, job: { select: { curve: true } } },
  })
  return snapshots.flatMap(({ epoch, file, job }) => {
    const point = job.curve.find((one) => one.epoch === epoch)
    const own = curve[epoch - 1]
    if (!own || point?.loss !== own.loss || point.seconds !== own.seconds) return []
    return [{ epoch, loss: own.loss, heldOut: own.heldOut, file }]
  })
}

/**
 * Registers the weights of an earlier epoch as the next version of a model, such as one before it gave its songs back. Throws
 * Refusal where that epoch was not kept.
 */
export async function registerSnapshot(
  workshop: Workshop,
  name: string,
  epoch: number,
  { now }: Pick<Work, 'now'>,
): Promise<ModelSummary> {
  const { manifest: last, file } = await showModel(workshop, name)
  const kept = await listSnapshots(workshop, name)
  const snapshot = kept.find((one) => one.epoch === epoch)
  if (!snapshot) {
    const epochs = kept.map((one) => String(one.epoch)).join(', ')
    throw new Refusal(
      `The weights of epoch ${String(epoch)} of "${name}" were not kept. ${epochs ? `There are those of epochs ${epochs}.` : 'Train with --snapshot-epochs to keep some.'}`,
    )
  }
  const model = await modelOfSnapshot(workshop, last, snapshot, now)
  try {
    const trainingHashes = readTrainingHashes(await workshop.storage.get(file)) ?? undefined
    const bytes = saveModel(model, trainingHashes ? { trainingHashes } : {})
    return await registerModel(workshop, bytes, model.manifest)
  } finally {
    model.dispose()
  }
}

/** The model that the weights of a snapshot make; `last` is the manifest of a version of the same training. */
export async function modelOfSnapshot(
  workshop: Workshop,
  last: Manifest,
  { epoch, loss, file }: Kept,
  now: () => Date,
): Promise<Model> {
  const manifest: Manifest = {
    ...last,
    created: now().toISOString(),
    training: { ...last.training, best: { epoch, loss } },
    measurements: {},
  }
  await workshop.backend()
  const weights = readSnapshot(await workshop.storage.get(file), weightShapes(manifest.architecture))
  return manifest.architecture.kind === 'autoencoder'
    ? withOtherWeights(manifest, weights, (await songsOfModel(workshop, manifest)).training)
    : lstmModel(manifest, weights)
}
