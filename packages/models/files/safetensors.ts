import { z } from 'zod'

/** Files of named tensors: https://github.com/huggingface/safetensors, "Format". */
export const dtypes = { F32: 4, F16: 2, I8: 1 } as const
export type Dtype = keyof typeof dtypes

/** One tensor as it lies in the file, little end first. */
export interface RawTensor {
  dtype: Dtype
  shape: number[]
  data: Uint8Array
}

export interface Archive {
  metadata: Record<string, string>
  tensors: Map<string, RawTensor>
}

/**
 * The format allows 100 MB, which as parsed JSON could be many times that. The largest of ours, with a vocabulary of
 * 20,000 chords and the hashes of 256 songs, have a few.
 */
const LARGEST_HEADER = 32_000_000

const size = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const entrySchema = z.strictObject({
  dtype: z.enum(['F32', 'F16', 'I8']),
  shape: z.array(size).max(8),
  data_offsets: z.tuple([size, size]),
})
const headerSchema = z.record(z.string(), z.unknown())
const metadataSchema = z.record(z.string(), z.string())

type Entry = z.infer<typeof entrySchema> & { name: string }

/** One file from tensors and notes. */
export function writeArchive({ metadata, tensors }: Archive): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata }
  let end = 0
  for (const [name, { dtype, shape, data }] of tensors) {
    header[name] = { dtype, shape, data_offsets: [end, (end += data.length)] }
  }
  const text = new TextEncoder().encode(JSON.stringify(header))
  const length = Math.ceil(text.length / 8) * 8
  const file = new Uint8Array(8 + length + end).fill(0x20, 8, 8 + length)
  new DataView(file.buffer).setBigUint64(0, BigInt(length), true)
  file.set(text, 8)
  let at = 8 + length
  for (const { data } of tensors.values()) {
    file.set(data, at)
    at += data.length
  }
  return file
}

/** The header's JSON and where the data begins. */
function readHeader(file: Uint8Array): { header: Record<string, unknown>; start: number } {
  if (file.length < 8) throw new Error('weights file: shorter than its header length')
  const length = Number(new DataView(file.buffer, file.byteOffset, 8).getBigUint64(0, true))
  if (length > LARGEST_HEADER || length > file.length - 8) {
    throw new Error(`weights file: header length ${length} goes past the end of ${file.length} bytes`)
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(file.subarray(8, 8 + length))
    return { header: headerSchema.parse(JSON.parse(text)), start: 8 + length }
  } catch {
    throw new Error('weights file: the header is no JSON object')
  }
}

function parseEntry(name: string, value: unknown): Entry {
  const result = entrySchema.safeParse(value)
  if (result.success) return { name, ...result.data }
  const [{ path, message }] = result.error.issues
  throw new Error(`weights file: tensor ${name} ${path.join('.')}: ${message}`)
}

/** Tensors must lie one after another, without gap or overlap, up to the end, each as long as its shape says. */
function checkLayout(entries: Entry[], available: number): void {
  let end = 0
  for (const { name, dtype, shape, data_offsets: offsets } of entries) {
    const bytes = shape.reduce((product, side) => product * side, dtypes[dtype])
    if (offsets[0] !== end)
      throw new Error(`weights file: tensor ${name} data_offsets: begins at ${offsets[0]}, not ${end}`)
    if (offsets[1] - offsets[0] !== bytes) {
      throw new Error(
        `weights file: tensor ${name} data_offsets: ${offsets[1] - offsets[0]} bytes where its shape needs ${bytes}`,
      )
    }
    end = offsets[1]
  }
  if (end !== available)
    throw new Error(`weights file: ${available} bytes of data where the header tells of ${end}`)
}

/** Only the notes of a file: cheap, and no check of the tensors. Throws an Error that names what is wrong. */
export function readMetadata(file: Uint8Array): Record<string, string> {
  const result = metadataSchema.safeParse(readHeader(file).header.__metadata__ ?? {})
  if (!result.success) throw new Error('weights file: __metadata__: only texts belong there')
  return result.data
}

/** Reads a file, after checking every length, type and offset. Throws an Error that names what is wrong. */
export function readArchive(file: Uint8Array): Archive {
  const { header, start } = readHeader(file)
  const entries = Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, value]) => parseEntry(name, value))
    .sort((a, b) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1])
  checkLayout(entries, file.length - start)
  const tensors = new Map<string, RawTensor>()
  for (const {
    name,
    dtype,
    shape,
    data_offsets: [from, to],
  } of entries) {
    tensors.set(name, { dtype, shape, data: file.subarray(start + from, start + to) })
  }
  return { metadata: readMetadata(file), tensors }
}
