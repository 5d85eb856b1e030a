import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, brotliDecompress, constants } from 'node:zlib'
import { readLayersFormat, weightFiles } from './layers-format.ts'
import type { Manifest, Precision } from './manifest.ts'
import type { Model } from '../generation/model.ts'
import { loadModel, readManifest, saveModel } from './weights.ts'

/** Bytes: 128 million weights of 32 bits, six times the largest of ours. Nothing larger is read, or unpacked. */
export const largestModelFile = 2 ** 29

/** Weights have no repeats to look for: a higher quality costs a minute and saves nothing. */
const QUALITY = 5

const limit = `${String(largestModelFile / 2 ** 20)} MB`

/** The bytes of a file, which may be packed with brotli. Throws an Error where it is damaged or unpacks to too much. */
export async function unpackModel(bytes: Uint8Array, name = 'the model file'): Promise<Uint8Array> {
  try {
    return await promisify(brotliDecompress)(bytes, { maxOutputLength: largestModelFile })
  } catch (cause) {
    throw new Error(`${name} is no whole brotli file, or unpacks to more than ${limit}`, { cause })
  }
}

/** The bytes of a file, whose size is looked at before it is read. */
export async function readLimited(path: string): Promise<Uint8Array> {
  const { size } = await stat(path)
  if (size > largestModelFile) {
    throw new Error(`${path} has ${(size / 2 ** 20).toFixed(0)} MB; a model has at most ${limit}`)
  }
  return new Uint8Array(await readFile(path))
}

/** A folder in TensorFlow.js's layers format as one file. */
async function readLayersFolder(folder: string): Promise<Uint8Array> {
  const text = new TextDecoder().decode(await readLimited(join(folder, 'model.json')))
  const files = new Map<string, Uint8Array>()
  for (const name of new Set(weightFiles(text))) files.set(name, await readLimited(join(folder, name)))
  return readLayersFormat(text, files)
}

/**
 * The bytes of a model's file, unpacked where its name ends in .br. A folder with model.json, or that model.json, is read
 * as TensorFlow.js's layers format.
 */
export async function readModelBytes(path: string): Promise<Uint8Array> {
  if ((await stat(path)).isDirectory()) return readLayersFolder(path)
  if (basename(path) === 'model.json') return readLayersFolder(dirname(path))
  const bytes = await readLimited(path)
  return path.endsWith('.br') ? unpackModel(bytes, path) : bytes
}

/** Loads a model from a .safetensors file, or from one packed as .safetensors.br. */
export const readModelFile = async (path: string): Promise<Model> => loadModel(await readModelBytes(path))

/** Only the manifest of a model's file. */
export const readManifestFile = async (path: string): Promise<Manifest> =>
  readManifest(await readModelBytes(path))

/** The bytes packed with brotli. */
export const packModel = (bytes: Uint8Array): Promise<Uint8Array> =>
  promisify(brotliCompress)(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  })

/** Writes a file whole or not at all: a disk without room leaves what was there before. */
export async function writeWhole(path: string, bytes: Uint8Array | string): Promise<void> {
  const partial = `${path}.${String(process.pid)}.part`
  await mkdir(dirname(path), { recursive: true })
  try {
    await writeFile(partial, bytes, { flush: true })
    await rename(partial, path)
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
}

/** Saves a model; a path that ends in .br is packed with brotli. Returns the bytes written. */
export async function writeModelFile(
  path: string,
  model: Model,
  options: { precision?: Precision; measurements?: Record<string, number>; trainingHashes?: Uint8Array } = {},
): Promise<number> {
  const bytes = saveModel(model, options)
  const file = path.endsWith('.br') ? await packModel(bytes) : bytes
  await writeWhole(path, file)
  return file.length
}
