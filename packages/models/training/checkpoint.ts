import * as tf from '@tensorflow/tfjs-core'
import { z } from 'zod'
import type { Shapes } from '../networks/architecture.ts'
import type { Course } from './course.ts'
import type { Weights } from '../networks/initial-weights.ts'
import type { OptimizerState } from './learning-rule.ts'
import { restoreTensor, storeTensor } from '../files/precision.ts'
import { readArchive, writeArchive } from '../files/safetensors.ts'

const version = 1
const KEY = 'earshot.checkpoint'

/** JSON has no infinity, which the best loss is before the first epoch. */
const courseSchema = z.object({
  version: z.literal(version),
  identity: z.string(),
  steps: z.number().int(),
  epoch: z.number().int(),
  batch: z.number().int(),
  sum: z.number(),
  samples: z.number(),
  seconds: z.number(),
  curve: z.array(z.object({ loss: z.number(), heldOut: z.number().nullable(), seconds: z.number() })),
  best: z.object({ epoch: z.number().int(), loss: z.number().nullable() }),
  resumed: z.number().int(),
})

/** All that a training needs to go on exactly as if it had never stopped; chance follows from the seed and the place. */
export interface Checkpoint {
  /** What the training is of. */
  identity: string
  course: Course
  weights: Weights
  /** Those of the best epoch so far; null before the first. */
  best: Weights | null
  optimizer: OptimizerState
}

const stored = (prefix: string, weights: Weights) =>
  Object.entries(weights).flatMap(([name, tensor]) =>
    storeTensor(`${prefix}/${name}`, tensor.dataSync<'float32'>(), tensor.shape, 'float32'),
  )

/** A checkpoint as one safetensors file, in float32. */
export function writeCheckpoint({ identity, course, weights, best, optimizer }: Checkpoint): Uint8Array {
  const { loss } = course.best
  const notes = {
    ...course,
    identity,
    version,
    steps: optimizer.steps,
    best: { ...course.best, loss: Number.isFinite(loss) ? loss : null },
  }
  return writeArchive({
    metadata: { [KEY]: JSON.stringify(notes) },
    tensors: new Map([
      ...stored('weights', weights),
      ...stored('best', best ?? {}),
      ...stored('optimizer', optimizer.slots),
    ]),
  })
}

/** The checkpoint of a training with weights like the given ones; the caller owns its tensors. Throws an Error where it is of another. */
export function readCheckpoint(
  file: Uint8Array,
  { weights: like, identity: wanted = '' }: { weights: Weights; identity?: string },
): Checkpoint {
  const { metadata, tensors } = readArchive(file)
  if (!(KEY in metadata)) throw new Error('the checkpoint is none of Earshot: it has no course')
  const { version: _, identity, steps, best, ...course } = courseSchema.parse(JSON.parse(metadata[KEY]))
  if (identity !== wanted) {
    throw new Error(
      'the training cannot go on: its options or songs have changed since the checkpoint. Train the model anew.',
    )
  }
  for (const name of Object.keys(like)) {
    if (steps > 0 && ![...tensors.keys()].some((key) => key.startsWith(`optimizer/${name}/`)))
      throw new Error(`the checkpoint lacks what the optimizer remembers of ${name}`)
  }
  const restored = (name: string, { shape }: tf.Tensor): tf.Tensor =>
    tf.keep(tf.tensor(restoreTensor(tensors, name, shape), shape))
  const all = (prefix: string): Weights =>
    Object.fromEntries(
      Object.entries(like).map(([name, tensor]) => [name, restored(`${prefix}/${name}`, tensor)]),
    )
  const weights = all('weights')
  const bestWeights = best.epoch > 0 ? all('best') : null
  const slots: Weights = {}
  for (const name of [...tensors.keys()]) {
    const [, weight, slot] = /^optimizer\/(.*)\/(\w+)$/.exec(name) ?? []
    if (!(weight in like)) throw new Error(`the checkpoint has a tensor ${name}, which this network has not`)
    slots[`${weight}/${slot}`] = restored(name, like[weight])
  }
  return {
    identity,
    course: { ...course, best: { epoch: best.epoch, loss: best.loss ?? Infinity } },
    weights,
    best: bestWeights,
    optimizer: { steps, slots },
  }
}

/** Weights on the way as one safetensors file, in float32. */
export const writeSnapshot = (weights: Weights): Uint8Array =>
  writeArchive({ metadata: {}, tensors: new Map(stored('weights', weights)) })

/** The weights of a snapshot by these names and shapes; the caller owns them. Throws an Error where they are others. */
export function readSnapshot(file: Uint8Array, shapes: Shapes): Weights {
  const { tensors } = readArchive(file)
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [
      name,
      tf.tensor(restoreTensor(tensors, `weights/${name}`, shape), shape),
    ]),
  )
}
