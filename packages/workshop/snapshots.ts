/** Weights of epochs on the way, as models. */
import { Refusal, type Work } from '@earshot/jobs/work'
import { readSnapshot } from '@earshot/models/training/checkpoint'
import { weightShapes } from '@earshot/models/networks/architecture'
import { lstmModel } from '@earshot/models/generation/lstm-model'
import type { Manifest } from '@earshot/models/files/manifest'
import { withOtherWeights } from '@earshot/models/training/train-autoencoder'
import { readTrainingHashes, saveModel } from '@earshot/models/files/weights'
import { songsOfModel } from './evaluate-model.ts'
import { registerModel, showModel, type ModelSummary } from './models.ts'
import type { Workshop } from './workshop.ts'

/** The epochs of a model's trainings of which the weights were kept, with the newest file of each. */
export const listSnapshots = ({ database }: Workshop, name: string) =>
  database.snapshot.findMany({
    where: { job: { kind: 'train_model', input: { path: ['name'], equals: name } } },
    orderBy: [{ epoch: 'asc' }, { job: { createdAt: 'asc' } }],
    select: { epoch: true, file: true },
  })

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
  const kept = await listSnapshots(workshop, last.name)
  const snapshot = kept.findLast((one) => one.epoch === epoch)
  const point = last.training.curve[epoch - 1]
  if (!snapshot || !point) {
    const epochs = kept.map((one) => String(one.epoch)).join(', ')
    throw new Refusal(
      `The weights of epoch ${String(epoch)} of "${name}" were not kept. ${epochs ? `There are those of epochs ${epochs}.` : 'Train with --snapshot-epochs to keep some.'}`,
    )
  }
  const manifest: Manifest = {
    ...last,
    created: now().toISOString(),
    training: { ...last.training, best: { epoch, loss: point.loss } },
    measurements: {},
  }
  await workshop.backend()
  const weights = readSnapshot(await workshop.storage.get(snapshot.file), weightShapes(manifest.architecture))
  const model =
    manifest.architecture.kind === 'autoencoder'
      ? withOtherWeights(manifest, weights, (await songsOfModel(workshop, manifest)).training)
      : lstmModel(manifest, weights)
  try {
    const trainingHashes = readTrainingHashes(await workshop.storage.get(file)) ?? undefined
    const bytes = saveModel(model, trainingHashes ? { trainingHashes } : {})
    return await registerModel(workshop, bytes, model.manifest)
  } finally {
    model.dispose()
  }
}
