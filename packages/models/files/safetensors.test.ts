import { below, seeded } from '@earshot/random/random'
import { describe, expect, it } from 'vitest'
import { readArchive, readMetadata, writeArchive, type Archive, type RawTensor } from './safetensors.ts'

const raw = (dtype: RawTensor['dtype'], shape: number[], bytes: number): RawTensor => ({
  dtype,
  shape,
  data: Uint8Array.from({ length: bytes }, (_, i) => i + 1),
})

const archive: Archive = {
  metadata: { made: 'for a test', unicode: '♪' },
  tensors: new Map([
    ['a', raw('F32', [2, 3], 24)],
    ['b', raw('I8', [5], 5)],
    ['c', raw('F16', [], 2)],
    ['d', raw('I8', [1], 1)],
  ]),
}
const file = writeArchive(archive)

type Header = Record<string, Record<string, unknown>>

/** A file with another header over the same data. */
function withHeader(change: (header: Header) => unknown): Uint8Array {
  const length = Number(new DataView(file.buffer).getBigUint64(0, true))
  const text = new TextDecoder().decode(file.subarray(8, 8 + length))
  const header = JSON.parse(text) as Header
  const changed = new TextEncoder().encode(JSON.stringify(change(header) ?? header))
  const result = new Uint8Array(8 + changed.length + file.length - 8 - length)
  new DataView(result.buffer).setBigUint64(0, BigInt(changed.length), true)
  result.set(changed, 8)
  result.set(file.subarray(8 + length), 8 + changed.length)
  return result
}

describe('safetensors', () => {
  it('reads what it writes', () => {
    const result = readArchive(file)
    expect(result.metadata).toEqual(archive.metadata)
    expect([...result.tensors.keys()]).toEqual([...archive.tensors.keys()])
    expect([...(result.tensors.get('a')?.data ?? [])]).toEqual([...raw('F32', [2, 3], 24).data])
    expect(readMetadata(file)).toEqual(archive.metadata)
  })

  it('writes the published layout: length, JSON, data from an eightfold offset', () => {
    const length = Number(new DataView(file.buffer).getBigUint64(0, true))
    expect(length % 8).toBe(0)
    expect(file[8]).toBe('{'.charCodeAt(0))
    expect(file[8 + length]).toBe(1)
  })

  const change = (name: string, fields: object) => (header: Header) => {
    header[name] = { ...header[name], ...fields }
  }

  it.each<[string, (header: Header) => unknown, RegExp]>([
    ['a dtype it does not know', change('a', { dtype: 'BF16' }), /tensor a dtype/],
    ['a shape with a hole', change('a', { shape: [2, -3] }), /tensor a shape\.1/],
    ['another shape', change('a', { shape: [2, 4] }), /tensor a data_offsets: 24 bytes/],
    ['an overlap', change('b', { data_offsets: [20, 25] }), /tensor b data_offsets/],
    ['offsets past the end', change('d', { data_offsets: [31, 99] }), /tensor d/],
    ['a missing tensor', ({ b: _, ...others }) => others, /tensor c data_offsets: begins/],
    ['an unknown field', change('a', { name: 1 }), /tensor a/],
    ['notes that are no texts', change('__metadata__', { n: 1 }), /__metadata__/],
    ['a list for a header', () => [1, 2], /no JSON object/],
  ])('refuses %s', (_, alter, message) => {
    expect(() => readArchive(withHeader(alter))).toThrow(message)
  })

  it('refuses every truncation, and bytes too many', () => {
    for (let length = 0; length < file.length; length++) {
      expect(() => readArchive(file.subarray(0, length))).toThrow(/^weights file: /)
    }
    expect(() => readArchive(Uint8Array.from([...file, 0]))).toThrow('bytes of data')
  })

  it('reads or refuses in plain words whatever bytes change', () => {
    const random = seeded(3)
    let refused = 0
    for (let round = 0; round < 3000; round++) {
      const broken = Uint8Array.from(file)
      for (let i = 0; i <= below(4, random); i++) broken[below(broken.length, random)] = below(256, random)
      try {
        readArchive(broken)
      } catch (error) {
        refused++
        expect(error).toBeInstanceOf(Error)
        expect(String(error)).toMatch(/^Error: weights file: /)
      }
    }
    expect(refused).toBeGreaterThan(1000)
  })
})
