/**
 * Models as TensorFlow.js keeps them: a folder with model.json and weights.bin, which tf.loadLayersModel reads. What a
 * network alone cannot say (vocabulary, encoding, latents, where it comes from) is in model.json's user-defined notes.
 */
import * as tf from '@tensorflow/tfjs-core'
import { z } from 'zod'
import { elements } from '../networks/architecture.ts'
import { layersArtifacts, ourName } from './layers-network.ts'
import { firstIssue } from './manifest.ts'
import type { Model } from '../generation/model.ts'
import { float32Bytes } from './precision.ts'
import { writeArchive, type RawTensor } from './safetensors.ts'
import { archiveMetadata, metadataKeys } from './weights.ts'

const WEIGHTS = 'weights.bin'
const latents = ['latent.mean', 'latent.axes'] as const

const notesSchema = z.strictObject({
  [metadataKeys.manifest]: z.record(z.string(), z.unknown()),
  [metadataKeys.hashes]: z.base64().optional(),
  /** Base64 of little-endian float32, of an autoencoder. */
  latents: z.strictObject({ 'latent.mean': z.base64(), 'latent.axes': z.base64() }).optional(),
})

const side = z
  .number()
  .int()
  .min(0)
  .max(2 ** 31)
const modelSchema = z.object({
  format: z.literal('layers-model'),
  modelTopology: z.unknown(),
  weightsManifest: z
    .array(
      z.object({
        paths: z.array(z.string().regex(/^[\w][\w.-]*$/, 'only names of files in the same folder')),
        weights: z.array(
          z.object({
            name: z.string(),
            shape: z.array(side).max(8),
            dtype: z.literal('float32'),
            quantization: z
              .undefined({ error: 'weights that TensorFlow.js quantized are not read' })
              .optional(),
          }),
        ),
      }),
    )
    .min(1),
  userDefinedMetadata: z.object({ earshot: z.unknown() }).loose().optional(),
})

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

/** A model as files by name. The weights are float32, whatever the precision they had in their file. */
export async function writeLayersFormat(
  model: Model,
  trainingHashes: Uint8Array | null = null,
): Promise<Map<string, Uint8Array>> {
  const manifest = { ...model.manifest, precision: 'float32' as const }
  const { modelTopology, weightSpecs, weightData } = await layersArtifacts(manifest, model.weights)
  const stored = latents.filter((name) => name in model.weights)
  const notes: z.input<typeof notesSchema> = {
    [metadataKeys.manifest]: manifest,
    ...(trainingHashes ? { [metadataKeys.hashes]: base64(trainingHashes) } : {}),
    ...(stored.length > 0 ? { latents: latentNotes(model) } : {}),
  }
  const json = {
    format: 'layers-model',
    generatedBy: `TensorFlow.js tfjs-layers v${tf.version_core}`,
    convertedBy: null,
    modelTopology,
    weightsManifest: [{ paths: [WEIGHTS], weights: weightSpecs }],
    userDefinedMetadata: { earshot: notes },
  }
  return new Map([
    ['model.json', new TextEncoder().encode(JSON.stringify(json))],
    [WEIGHTS, new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData))],
  ])
}

function latentNotes({ weights }: Model) {
  const of = (name: (typeof latents)[number]) => base64(float32Bytes(weights[name].dataSync<'float32'>()))
  return { 'latent.mean': of('latent.mean'), 'latent.axes': of('latent.axes') }
}

/** What model.json says. Throws an Error that names the field that is wrong. */
export function parseLayersModel(text: string) {
  let input: unknown
  try {
    input = JSON.parse(text)
  } catch {
    throw new Error('model.json is no JSON')
  }
  const result = modelSchema.safeParse(input)
  if (!result.success) throw new Error(`model.json ${firstIssue(result.error)}`)
  const { weightsManifest, userDefinedMetadata } = result.data
  if (userDefinedMetadata?.earshot === undefined) {
    throw new Error(
      'model.json userDefinedMetadata.earshot: missing. Only networks that Earshot wrote can be read: the layers alone say neither vocabulary nor encoding',
    )
  }
  const notes = notesSchema.safeParse(userDefinedMetadata.earshot)
  if (!notes.success) throw new Error(`model.json userDefinedMetadata.earshot.${firstIssue(notes.error)}`)
  return { groups: weightsManifest, notes: notes.data }
}

/** The names of the files that model.json asks for. */
export const weightFiles = (text: string): string[] =>
  parseLayersModel(text).groups.flatMap(({ paths }) => paths)

/** One weights file (safetensors, unchecked: loadModel checks it) from model.json and its files in order. */
export function readLayersFormat(text: string, files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const { groups, notes } = parseLayersModel(text)
  const tensors = new Map<string, RawTensor>()
  for (const { paths, weights } of groups) {
    const data = joined(paths, files)
    let at = 0
    for (const { name, shape } of weights) {
      const end = at + 4 * elements(shape)
      if (end > data.length) throw new Error(`${paths.join(', ')}: ends before the end of ${name}`)
      tensors.set(ourName(name), { dtype: 'F32', shape, data: data.subarray(at, end) })
      at = end
    }
    if (at !== data.length) throw new Error(`${paths.join(', ')}: ${data.length - at} bytes too many`)
  }
  for (const [name, values] of Object.entries(notes.latents ?? {}))
    tensors.set(name, latentTensor(name, values))
  const hashes = notes[metadataKeys.hashes]
  const trainingHashes = hashes === undefined ? undefined : new Uint8Array(Buffer.from(hashes, 'base64'))
  return writeArchive({ metadata: archiveMetadata(notes[metadataKeys.manifest], trainingHashes), tensors })
}

function latentTensor(name: string, text: string): RawTensor {
  const data = new Uint8Array(Buffer.from(text, 'base64'))
  const count = Math.floor(data.length / 4)
  const axis = Math.round(Math.sqrt(count))
  return { dtype: 'F32', shape: name === 'latent.axes' ? [axis, axis] : [count], data }
}

function joined(paths: readonly string[], files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  return Buffer.concat(
    paths.map((path) => {
      const bytes = files.get(path)
      if (!bytes) throw new Error(`${path} is missing, which model.json asks for`)
      return bytes
    }),
  )
}
