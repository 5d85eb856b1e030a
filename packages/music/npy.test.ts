import { expect, test } from 'vitest'
import { NpyError, parseNpy } from './npy.ts'

function npy(header: string, body: ArrayBufferView, version = 1): Uint8Array {
  const text = Buffer.from(`${header}\n`, version === 3 ? 'utf8' : 'latin1')
  const length = Buffer.alloc(version === 1 ? 2 : 4)
  if (version === 1) length.writeUInt16LE(text.length)
  else length.writeUInt32LE(text.length)
  const numbers = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  return Buffer.concat([Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]), length, text, numbers])
}

const header = (descr: string, shape: string, order = 'False') =>
  `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }`

test.each([1, 2, 3])('version %i', (version) => {
  expect(parseNpy(npy(header('<f8', '(2, 1)'), Float64Array.of(119.5, 120), version))).toEqual({
    dtype: '<f8',
    shape: [2, 1],
    fortranOrder: false,
    data: Float64Array.of(119.5, 120),
  })
})

test('the types that pypianoroll writes', () => {
  expect(parseNpy(npy(header('|b1', '(3,)'), Uint8Array.of(1, 0, 1))).data).toEqual(Uint8Array.of(1, 0, 1))
  expect(parseNpy(npy(header('<i4', '(2,)'), Int32Array.of(-1, 7))).data).toEqual(Int32Array.of(-1, 7))
  expect(parseNpy(npy(header('<i8', '(2,)'), BigInt64Array.of(192n, -3n))).data).toEqual(
    Float64Array.of(192, -3),
  )
  expect(parseNpy(npy(header('<f8', '()'), Float64Array.of(4))).shape).toEqual([])
  expect(parseNpy(npy(header('|u1', '(2, 2)', 'True'), Uint8Array.of(1, 2, 3, 4))).fortranOrder).toBe(true)
})

test.each([
  ['one byte too few', npy(header('|u1', '(3,)'), Uint8Array.of(1, 2)), 'takes 3 bytes, not 2'],
  ['one byte too many', npy(header('|u1', '(1,)'), Uint8Array.of(1, 2)), 'takes 1 bytes, not 2'],
  ['a shape beyond memory', npy(header('<f8', '(99999999999999, 9999999)'), new Uint8Array(8)), 'not 8'],
  ['big-endian numbers', npy(header('>f8', '(1,)'), new Uint8Array(8)), 'type >f8'],
  ['objects', npy(header('|O', '(1,)'), new Uint8Array(8)), 'type |O'],
  ['a name of Object.prototype', npy(header('constructor', '(1,)'), new Uint8Array(8)), 'type constructor'],
  ['structures', npy("{'descr': [('a', '<i4')], 'shape': (1,)}", new Uint8Array(4)), 'not understood'],
  ['an integer beyond 2^53', npy(header('<i8', '(1,)'), BigInt64Array.of(2n ** 60n)), 'beyond 2^53'],
  ['version 4', npy(header('|u1', '(0,)'), new Uint8Array(), 4), 'version 4.0'],
  ['another file', Buffer.from('hello world, hello'), 'no .npy file'],
  [
    'a header past the end',
    npy(header('|u1', '(0,)'), new Uint8Array()).slice(0, 30),
    'longer than the file',
  ],
])('%s is refused', (_, bytes, message) => {
  expect(() => parseNpy(bytes)).toThrow(NpyError)
  expect(() => parseNpy(bytes)).toThrow(message)
})
