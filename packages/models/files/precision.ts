import { endianness } from 'node:os'
import { elements } from '../networks/architecture.ts'
import { fromHalf, toHalf } from './half.ts'
import type { Precision } from './manifest.ts'
import type { RawTensor } from './safetensors.ts'

/** Suffix of the tensor that holds the scales of an int8 one. */
const SCALES = '.scale'

/** The largest int8 code; -128 stays unused, so that the codes are symmetric. */
const LARGEST_CODE = 127

/** A copy of the bytes of float32 numbers, from the machine's order to little end first or back. */
function littleEndFirst(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(bytes)
  if (endianness() === 'BE') Buffer.from(copy.buffer).swap32()
  return copy
}

/** Numbers as they lie in a file, little end first. */
export const float32Bytes = ({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array =>
  littleEndFirst(new Uint8Array(buffer, byteOffset, byteLength))

const float32 = (values: Float32Array, shape: number[]): RawTensor => ({
  dtype: 'F32',
  shape,
  data: float32Bytes(values),
})

function float16(values: Float32Array, shape: number[]): RawTensor {
  const data = new Uint8Array(values.length * 2)
  const view = new DataView(data.buffer)
  values.forEach((value, i) => {
    view.setUint16(i * 2, toHalf(value), true)
  })
  return { dtype: 'F16', shape, data }
}

/** The largest magnitude of each column, over the largest code. */
function columnScales(values: Float32Array, columns: number): Float32Array {
  const scales = new Float32Array(columns)
  values.forEach((value, i) => {
    scales[i % columns] = Math.max(scales[i % columns], Math.abs(value) / LARGEST_CODE)
  })
  return scales
}

function int8(values: Float32Array, shape: number[], scales: Float32Array): RawTensor {
  const codes = Int8Array.from(values, (value, i) => {
    const scale = scales[i % scales.length]
    return scale > 0 ? Math.max(-LARGEST_CODE, Math.min(LARGEST_CODE, Math.round(value / scale))) : 0
  })
  return { dtype: 'I8', shape, data: new Uint8Array(codes.buffer) }
}

/**
 * A tensor as it is stored. Kernels (two axes) take the precision; int8 has one scale for each output column, in a
 * tensor beside it. Everything else is small and stays float32.
 */
export function storeTensor(
  name: string,
  values: Float32Array,
  shape: number[],
  precision: Precision,
): [string, RawTensor][] {
  if (shape.length < 2 || precision === 'float32') return [[name, float32(values, shape)]]
  if (precision === 'float16') return [[name, float16(values, shape)]]
  const scales = columnScales(values, shape[1])
  return [
    [name, int8(values, shape, scales)],
    [name + SCALES, float32(scales, [scales.length])],
  ]
}

function numbers({ dtype, shape, data }: RawTensor): Float32Array {
  if (dtype === 'F32') return new Float32Array(littleEndFirst(data).buffer)
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const at = {
    F16: (i: number) => fromHalf(view.getUint16(i * 2, true)),
    I8: (i: number) => view.getInt8(i),
  }[dtype]
  const values = new Float32Array(elements(shape))
  for (let i = 0; i < values.length; i++) values[i] = at(i)
  return values
}

/** Takes a tensor of the expected shape out of the map, which then no longer has it. */
function take(tensors: Map<string, RawTensor>, name: string, shape: number[]): RawTensor {
  const tensor = tensors.get(name)
  if (!tensor) throw new Error(`weights file: tensor ${name} is missing`)
  if (tensor.shape.join() !== shape.join()) {
    throw new Error(
      `weights file: tensor ${name} shape: [${tensor.shape.join()}] where [${shape.join()}] belongs`,
    )
  }
  tensors.delete(name)
  return tensor
}

/** The place of the first that is no number; -1 where all are. A plain loop: there are millions. */
function firstWrong(values: Float32Array): number {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return i
  return -1
}

/** The float32 numbers of a stored tensor. Throws an Error that names it where they are missing, misshapen or no numbers. */
export function restoreTensor(tensors: Map<string, RawTensor>, name: string, shape: number[]): Float32Array {
  const tensor = take(tensors, name, shape)
  const values = numbers(tensor)
  if (tensor.dtype === 'I8') {
    if (shape.length !== 2) throw new Error(`weights file: tensor ${name} dtype: I8 is for kernels only`)
    const scales = restoreTensor(tensors, name + SCALES, [shape[1]])
    for (let i = 0; i < values.length; i++) values[i] *= scales[i % scales.length]
  }
  const wrong = firstWrong(values)
  if (wrong >= 0) throw new Error(`weights file: tensor ${name}: element ${wrong} is no number`)
  return values
}
