import { elements } from '../networks/architecture.ts'
import { fromHalf, toHalf } from './half.ts'
import type { Precision } from './manifest.ts'
import type { RawTensor } from './safetensors.ts'

/** Suffix of the tensor that holds the scales of an int8 one. */
const SCALES = '.scale'

/** The largest int8 code; -128 stays unused, so that the codes are symmetric. */
const LARGEST_CODE = 127

/** Numbers as they lie in a file, little end first. */
export function float32Bytes(values: Float32Array): Uint8Array {
  const data = new Uint8Array(values.length * 4)
  const view = new DataView(data.buffer)
  values.forEach((value, i) => {
    view.setFloat32(i * 4, value, true)
  })
  return data
}

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
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const at = {
    F32: (i: number) => view.getFloat32(i * 4, true),
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

/** The float32 numbers of a stored tensor. Throws an Error that names it where they are missing, misshapen or no numbers. */
export function restoreTensor(tensors: Map<string, RawTensor>, name: string, shape: number[]): Float32Array {
  const tensor = take(tensors, name, shape)
  const values = numbers(tensor)
  if (tensor.dtype === 'I8') {
    if (shape.length !== 2) throw new Error(`weights file: tensor ${name} dtype: I8 is for kernels only`)
    const scales = restoreTensor(tensors, name + SCALES, [shape[1]])
    for (let i = 0; i < values.length; i++) values[i] *= scales[i % scales.length]
  }
  const wrong = values.findIndex((value) => !Number.isFinite(value))
  if (wrong >= 0) throw new Error(`weights file: tensor ${name}: element ${wrong} is no number`)
  return values
}
