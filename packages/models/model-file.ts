import { readFile, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { brotliCompress, brotliDecompress, constants } from 'node:zlib'
import type { Manifest, Precision } from './manifest.ts'
import type { Model } from './model.ts'
import { loadModel, readManifest, saveModel } from './weights.ts'

/** No model of this size is known, and a small file must not unpack to all of the memory. */
const LARGEST_FILE = 2 ** 30

/** Weights have no repeats to look for: a higher quality costs a minute and saves nothing. */
const QUALITY = 5

async function unpacked(path: string): Promise<Uint8Array> {
  const bytes = await readFile(path)
  if (!path.endsWith('.br')) return bytes
  try {
    return await promisify(brotliDecompress)(bytes, { maxOutputLength: LARGEST_FILE })
  } catch (cause) {
    throw new Error(`${path} is no whole brotli file, or unpacks to more than ${LARGEST_FILE} bytes`, {
      cause,
    })
  }
}

/** Loads a model from a .safetensors file, or from one packed as .safetensors.br. */
export const readModelFile = async (path: string): Promise<Model> => loadModel(await unpacked(path))

/** Only the manifest of a model's file. */
export const readManifestFile = async (path: string): Promise<Manifest> => readManifest(await unpacked(path))

/** Saves a model; a path that ends in .br is packed with brotli. Returns the bytes written. */
export async function writeModelFile(
  path: string,
  model: Model,
  options: { precision?: Precision; measurements?: Record<string, number> } = {},
): Promise<number> {
  const bytes = saveModel(model, options)
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  }
  const file = path.endsWith('.br') ? await promisify(brotliCompress)(bytes, { params }) : bytes
  await writeFile(path, file)
  return file.length
}
