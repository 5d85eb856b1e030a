import { strToU8, zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { openZip, ZipError } from './zip.ts'

const limit = 1 << 20
const hello = strToU8('hello '.repeat(100))
const unpack = (bytes: Uint8Array, name: string) => openZip(bytes, limit).get(name)?.read()

/** A stored member whose sizes and place stand in zip64 fields only, and a zip64 directory. */
function zip64Archive(): Uint8Array {
  const plain = Buffer.from(zipSync({ a: hello }, { level: 0 }))
  const central = plain.indexOf('PK\x01\x02', 0, 'latin1')
  const end = plain.indexOf('PK\x05\x06', 0, 'latin1')
  const entry = Buffer.from(plain.subarray(central, end))
  const extra = Buffer.alloc(28)
  extra.writeUInt16LE(1, 0)
  extra.writeUInt16LE(24, 2)
  extra.writeBigUInt64LE(BigInt(hello.length), 4)
  extra.writeBigUInt64LE(BigInt(hello.length), 12)
  for (const at of [20, 24, 42]) entry.writeUInt32LE(0xffffffff, at)
  entry.writeUInt16LE(extra.length, 30)
  const end64 = Buffer.alloc(56)
  end64.write('PK\x06\x06', 0, 'latin1')
  end64.writeBigUInt64LE(1n, 32)
  end64.writeBigUInt64LE(BigInt(central), 48)
  const locator = Buffer.alloc(20)
  locator.write('PK\x06\x07', 0, 'latin1')
  locator.writeBigUInt64LE(BigInt(central + entry.length + extra.length), 8)
  const last = Buffer.from(plain.subarray(end))
  last.writeUInt16LE(0xffff, 10)
  last.writeUInt32LE(0xffffffff, 16)
  return Buffer.concat([plain.subarray(0, central), entry, extra, end64, locator, last])
}

test('stored, deflated and zip64 members are read', () => {
  expect(unpack(zipSync({ a: hello }, { level: 0 }), 'a')).toEqual(hello)
  expect(Buffer.compare(unpack(zipSync({ a: hello }), 'a') ?? hello.slice(1), hello)).toBe(0)
  expect(unpack(zip64Archive(), 'a')).toEqual(new Uint8Array(hello))
  expect(unpack(zipSync({ empty: new Uint8Array() }), 'empty')?.length).toBe(0)
})

test('a changed byte is noticed by its checksum', () => {
  const bytes = zipSync({ a: hello }, { level: 0 })
  bytes[bytes.indexOf('l'.charCodeAt(0), 31)] ^= 1
  expect(() => unpack(bytes, 'a')).toThrow('a is damaged')
})

test('a bomb is refused before it is unpacked', () => {
  const zeros = zipSync({ zeros: new Uint8Array(3 << 20) })
  expect(zeros.length).toBeLessThan(10_000)
  expect(() => openZip(zeros, limit)).toThrow('unpacks to more than 1048576 bytes')
  const view = new DataView(zeros.buffer)
  const central = Buffer.from(zeros).indexOf('PK\x01\x02', 0, 'latin1')
  view.setUint32(central + 24, 1000, true)
  expect(() => unpack(zeros, 'zeros')).toThrow('zeros cannot be unpacked')
})

test.each([
  ['nothing', new Uint8Array()],
  ['text', strToU8('no archive at all, but more than 22 bytes')],
  ['an archive without its end', zipSync({ a: hello }).slice(0, -4)],
  ['an archive without its beginning', zipSync({ a: hello }).slice(40)],
])('%s is a ZipError', (_, bytes) => {
  expect(() => unpack(bytes, 'a')).toThrow(ZipError)
})
