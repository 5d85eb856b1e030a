import { describe, expect, it } from 'vitest'
import { float32Bytes, restoreTensor, storeTensor } from './precision.ts'

const values = new Float32Array([0, 1, -2.5, 2 ** -149])

describe('float32', () => {
  it('is IEEE 754, little end first, of a part of a longer array too', () => {
    const bytes = float32Bytes(values.subarray(1))
    expect([...bytes]).toEqual([0, 0, 0x80, 0x3f, 0, 0, 0x20, 0xc0, 1, 0, 0, 0])
  })

  it('is a copy, which stays what it is', () => {
    const changing = Float32Array.from(values)
    const [[, { data }]] = storeTensor('a', changing, [4], 'float32')
    const before = [...data]
    changing.fill(7)
    expect([...data]).toEqual(before)
  })

  it('comes back from any place of a file, also one that no float32 may begin at', () => {
    const file = new Uint8Array(17)
    file.set(float32Bytes(values), 1)
    const tensors = () => new Map([['a', { dtype: 'F32' as const, shape: [4], data: file.subarray(1) }]])
    const restored = restoreTensor(tensors(), 'a', [4])
    expect([...restored]).toEqual([...values])
    file.fill(9)
    expect([...restored]).toEqual([...values])
    file.set(float32Bytes(new Float32Array([1, 2, NaN, Infinity])), 1)
    expect(() => restoreTensor(tensors(), 'a', [4])).toThrow('tensor a: element 2 is no number')
  })
})
