import { rollShape } from '@earshot/music/roll'
import * as tf from '@tensorflow/tfjs-core'
import { statisticShapes, weightShapes, type Shapes } from '../networks/architecture.ts'
import { autoencoderModel } from '../generation/autoencoder-model.ts'
import { backendInUse } from '../backend/backend.ts'
import type { Weights } from '../networks/initial-weights.ts'
import { lstmModel } from '../generation/lstm-model.ts'
import { parseManifest, type Manifest, type Precision } from './manifest.ts'
import type { Model } from '../generation/model.ts'
import { restoreTensor, storeTensor } from './precision.ts'
import { readArchive, readMetadata, writeArchive, type RawTensor } from './safetensors.ts'

/**
 * Where the manifest stands among the file's notes, and hashes of the training songs, in Base64: apart from the
 * manifest, which is read far more often.
 */
export const metadataKeys = { manifest: 'earshot', hashes: 'earshot.training-hashes' } as const
const { manifest: KEY, hashes: HASHES } = metadataKeys

/** A file's notes. */
export const archiveMetadata = (manifest: unknown, trainingHashes?: Uint8Array): Record<string, string> => ({
  [KEY]: JSON.stringify(manifest),
  ...(trainingHashes ? { [HASHES]: Buffer.from(trainingHashes).toString('base64') } : {}),
})

/** What a file keeps in the chosen precision: the network; what was measured on it stays exact. */
function storedTensors({ manifest, weights }: Model, precision: Precision) {
  const store = (shapes: Shapes, as: Precision) =>
    Object.entries(shapes).flatMap(([name, shape]) =>
      storeTensor(name, weights[name].dataSync<'float32'>(), shape, as),
    )
  const of = manifest.architecture
  return new Map([...store(weightShapes(of), precision), ...store(statisticShapes(of), 'float32')])
}

/**
 * A model as one safetensors file with its manifest. Kernels in float32, float16 or int8 with a scale a column;
 * `measurements` are added to the manifest's; `trainingHashes` say later what is copied, where the songs are not.
 */
export function saveModel(
  model: Model,
  {
    precision = 'float32',
    measurements = {},
    trainingHashes,
  }: { precision?: Precision; measurements?: Record<string, number>; trainingHashes?: Uint8Array } = {},
): Uint8Array {
  const manifest = parseManifest({
    ...model.manifest,
    precision,
    measurements: { ...model.manifest.measurements, ...measurements },
  })
  return writeArchive({
    metadata: archiveMetadata(manifest, trainingHashes),
    tensors: storedTensors(model, precision),
  })
}

/** Rolls are of one size: an autoencoder of another could be loaded, but would make no song. */
function checkRolls({ architecture: of }: Manifest): void {
  if (of.kind !== 'autoencoder') return
  for (const side of ['bars', 'cells', 'pitches'] as const) {
    if (of[side] !== rollShape[side])
      throw new Error(`manifest architecture.${side}: ${of[side]}, where rolls have ${rollShape[side]}`)
  }
}

function manifestFrom(metadata: Record<string, string>): Manifest {
  if (!(KEY in metadata))
    throw new Error(`weights file: __metadata__.${KEY} is missing: this is no model of Earshot`)
  let input: unknown
  try {
    input = JSON.parse(metadata[KEY])
  } catch {
    throw new Error(`weights file: __metadata__.${KEY} is no JSON`)
  }
  return parseManifest(input)
}

/** The hashes of its training songs that a weights file carries, as @earshot/originality/hashed-index made them; null without. Throws an Error where they are no Base64. */
export function readTrainingHashes(file: Uint8Array): Uint8Array | null {
  const text = readMetadata(file)[HASHES] as string | undefined
  if (text === undefined) return null
  const bytes = Buffer.from(text, 'base64')
  if (bytes.toString('base64') !== text) throw new Error(`weights file: __metadata__.${HASHES} is no Base64`)
  return new Uint8Array(bytes)
}

const kernelTypes = { float32: 'F32', float16: 'F16', int8: 'I8' } as const

/** The manifest says in which precision the kernels are: a file that says so wrongly would be shown and converted wrongly. */
function checkPrecision({ architecture: of, precision }: Manifest, tensors: Map<string, RawTensor>): void {
  for (const [name, shape] of Object.entries(weightShapes(of))) {
    const found = tensors.get(name)?.dtype
    if (shape.length > 1 && found !== undefined && found !== kernelTypes[precision])
      throw new Error(`weights file: tensor ${name} dtype: ${found}, where the manifest says ${precision}`)
  }
}

/** The manifest of a weights file, without its weights. Throws an Error that names the field that is wrong. */
export const readManifest = (file: Uint8Array): Manifest => manifestFrom(readMetadata(file))

/**
 * A model from a weights file. Everything is checked first: header, offsets, types, shapes against the architecture,
 * numbers. Throws an Error that names what is wrong.
 */
export async function loadModel(file: Uint8Array): Promise<Model> {
  await backendInUse()
  const { metadata, tensors } = readArchive(file)
  const manifest = manifestFrom(metadata)
  checkRolls(manifest)
  const of = manifest.architecture
  checkPrecision(manifest, tensors)
  const shapes = Object.entries({ ...weightShapes(of), ...statisticShapes(of) })
  const restored = shapes.map(([name, shape]) => ({
    name,
    shape,
    values: restoreTensor(tensors, name, shape),
  }))
  const [unknown] = tensors.keys()
  if (unknown !== undefined)
    throw new Error(`weights file: tensor ${unknown} does not belong to a ${of.kind}`)
  const weights: Weights = Object.fromEntries(
    restored.map(({ name, shape, values }) => [name, tf.tensor(values, shape)]),
  )
  return of.kind === 'autoencoder' ? autoencoderModel(manifest, weights) : lstmModel(manifest, weights)
}
