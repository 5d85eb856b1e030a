/** The file is damaged or holds something else than a plain array of numbers. */
export class NpyError extends Error {
  override name = 'NpyError'
}

/** 64-bit integers are held as doubles. */
export type NpyData =
  Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array

export interface NpyArray {
  /** numpy's name of the type, such as '<f8' */
  dtype: string
  shape: number[]
  /** the first index varies fastest */
  fortranOrder: boolean
  data: NpyData
}

interface Header {
  dtype: string
  shape: number[]
  fortranOrder: boolean
  /** where the numbers begin */
  end: number
}

const magic = '\x93NUMPY'

/**
 * One .npy file (numpy.lib.format, versions 1 to 3) of little-endian numbers or booleans. Throws NpyError for other
 * types, for 64-bit integers beyond 2^53, and where the bytes do not fit the shape exactly.
 */
export function parseNpy(bytes: Uint8Array): NpyArray {
  const { dtype, shape, fortranOrder, end } = parseHeader(bytes)
  const type = types.get(dtype)
  if (!type) throw new NpyError(`numbers of type ${dtype} are not read`)
  const count = shape.reduce((product, size) => product * size, 1)
  const expected = count * type.size
  if (bytes.length - end !== expected) {
    throw new NpyError(
      `shape (${shape.join(', ')}) of ${dtype} takes ${expected} bytes, not ${bytes.length - end}`,
    )
  }
  // A copy, as a typed array must begin at a multiple of its size (and slice would not copy a Buffer).
  return { dtype, shape, fortranOrder, data: type.view(new Uint8Array(bytes.subarray(end)).buffer) }
}

function parseHeader(bytes: Uint8Array): Header {
  const version = bytes[6]
  const isNpy = bytes.length >= 12 && text(bytes, 0, 6, 'latin1') === magic
  if (!isNpy) throw new NpyError('this is no .npy file')
  if (version < 1 || version > 3 || bytes[7] !== 0)
    throw new NpyError(`version ${version}.${bytes[7]} is not read`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const start = version === 1 ? 10 : 12
  const end = start + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true))
  if (end > bytes.length) throw new NpyError('the header is longer than the file')
  return { ...parseDescription(text(bytes, start, end, version === 3 ? 'utf8' : 'latin1')), end }
}

const text = (bytes: Uint8Array, from: number, to: number, encoding: 'latin1' | 'utf8'): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString(encoding)

/** A Python literal such as `{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }`, keys in any order. */
function parseDescription(literal: string): Omit<Header, 'end'> {
  const descr = /'descr': *'([^']+)'/.exec(literal)?.[1]
  const order = /'fortran_order': *(True|False)/.exec(literal)?.[1]
  const shape = /'shape': *\(([\d, ]*)\)/.exec(literal)?.[1]
  if (descr === undefined || order === undefined || shape === undefined) {
    throw new NpyError(`the header is not understood: ${literal.trim().slice(0, 100)}`)
  }
  const sizes = shape.split(',').filter((size) => size.trim() !== '')
  return { dtype: descr, fortranOrder: order === 'True', shape: sizes.map(Number) }
}

interface NumberType {
  size: number
  view: (buffer: ArrayBuffer) => NpyData
}

const uint8: NumberType = { size: 1, view: (buffer) => new Uint8Array(buffer) }

const types = new Map<string, NumberType>([
  ['|b1', uint8],
  ['|u1', uint8],
  ['|i1', { size: 1, view: (buffer) => new Int8Array(buffer) }],
  ['<u2', { size: 2, view: (buffer) => new Uint16Array(buffer) }],
  ['<i2', { size: 2, view: (buffer) => new Int16Array(buffer) }],
  ['<u4', { size: 4, view: (buffer) => new Uint32Array(buffer) }],
  ['<i4', { size: 4, view: (buffer) => new Int32Array(buffer) }],
  ['<u8', { size: 8, view: (buffer) => toDoubles(new BigUint64Array(buffer)) }],
  ['<i8', { size: 8, view: (buffer) => toDoubles(new BigInt64Array(buffer)) }],
  ['<f4', { size: 4, view: (buffer) => new Float32Array(buffer) }],
  ['<f8', { size: 8, view: (buffer) => new Float64Array(buffer) }],
])

const toDoubles = (integers: BigUint64Array | BigInt64Array): Float64Array =>
  Float64Array.from(integers as BigInt64Array, (integer) => {
    const number = Number(integer)
    if (!Number.isSafeInteger(number)) throw new NpyError(`the integer ${integer} is beyond 2^53`)
    return number
  })
