/** What a lower precision changes in a model. */
import { weightShapes } from '../networks/architecture.ts'
import { evaluateAutoencoder, evaluateLstm } from '../evaluation/evaluation.ts'
import type { Precision } from './manifest.ts'
import type { Model } from '../generation/model.ts'
import type { Song } from '../training/songs.ts'
import { loadModel, saveModel } from './weights.ts'

/** Loss on songs, and for an autoencoder the F1 of its cells. Throws where no song fits the model's encoding. */
async function quality(model: Model, songs: Song[]): Promise<Record<string, number>> {
  if (model.manifest.architecture.kind !== 'autoencoder') {
    const { loss } = await evaluateLstm(model, songs)
    return loss === null ? {} : { loss }
  }
  const { loss, f1 } = await evaluateAutoencoder(model, songs)
  return { loss, f1 }
}

const inPrecision = (numbers: Record<string, number>, precision: Precision): Record<string, number> =>
  Object.fromEntries(Object.entries(numbers).map(([name, value]) => [`${name} in ${precision}`, value]))

/** The largest difference of a weight, as a share of the largest weight of its tensor; over all trained tensors. */
export function largestWeightError(exact: Model, stored: Model): number {
  const errors = Object.keys(weightShapes(exact.manifest.architecture)).map((name) => {
    const a = exact.weights[name].dataSync<'float32'>()
    const b = stored.weights[name].dataSync<'float32'>()
    let [error, largest] = [0, 0]
    a.forEach((value, i) => {
      error = Math.max(error, Math.abs(value - b[i]))
      largest = Math.max(largest, Math.abs(value))
    })
    return largest > 0 ? error / largest : 0
  })
  return Math.max(...errors)
}

/**
 * A model's file in another precision, with what that changes: always the largest weight error, and with songs also the
 * loss (and F1) on them before and after. The measurements are in the file's manifest too.
 */
export async function saveAtPrecision(
  model: Model,
  { precision, songs, trainingHashes }: { precision: Precision; songs?: Song[]; trainingHashes?: Uint8Array },
): Promise<{ bytes: Uint8Array; measurements: Record<string, number> }> {
  const stored = await loadModel(saveModel(model, { precision }))
  try {
    const measurements = {
      [`largest weight error in ${precision}`]: largestWeightError(model, stored),
      ...(songs
        ? {
            ...inPrecision(await quality(model, songs), model.manifest.precision),
            ...inPrecision(await quality(stored, songs), precision),
          }
        : {}),
    }
    const hashes = trainingHashes ? { trainingHashes } : {}
    return { bytes: saveModel(model, { precision, measurements, ...hashes }), measurements }
  } finally {
    stored.dispose()
  }
}
