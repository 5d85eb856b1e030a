import { crc32, inflateRawSync } from 'node:zlib'

/** The archive is damaged, too large when unpacked, or of a kind that is not read. */
export class ZipError extends Error {
  override name = 'ZipError'
}

export interface ZipMember {
  /** bytes, unpacked */
  size: number
  /** Unpacks and compares size and checksum. Throws ZipError. */
  read: () => Uint8Array
}

const signatures = {
  local: 0x04034b50,
  central: 0x02014b50,
  end: 0x06054b50,
  end64: 0x06064b50,
  locator: 0x07064b50,
}
const endSize = 22
const longestComment = 0xffff
const inZip64 = 0xffffffff

/**
 * The members of a zip archive by name (stored or deflated, zip64 too). Sizes are those of the central directory:
 * numpy's local headers say 0xffffffff. Throws ZipError, also when all members unpacked exceed `maxBytes`.
 */
export function openZip(bytes: Uint8Array, maxBytes: number): Map<string, ZipMember> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    return readDirectory(view, maxBytes)
  } catch (error) {
    if (error instanceof RangeError)
      throw new ZipError('a zip header points past the end of the file', { cause: error })
    throw error
  }
}

function readDirectory(view: DataView, maxBytes: number): Map<string, ZipMember> {
  const members = new Map<string, ZipMember>()
  const directory = findDirectory(view)
  let at = directory.offset
  let total = 0
  for (let i = 0; i < directory.count; i++) {
    const entry = readEntry(view, at)
    total += entry.size
    if (total > maxBytes) throw new ZipError(`the archive unpacks to more than ${maxBytes} bytes`)
    if (members.has(entry.name)) throw new ZipError(`${entry.name} is in the archive twice`)
    members.set(entry.name, { size: entry.size, read: () => unpack(view, entry) })
    at = entry.next
  }
  return members
}

function findDirectory(view: DataView): { count: number; offset: number } {
  const end = findEnd(view)
  const count = view.getUint16(end + 10, true)
  const offset = view.getUint32(end + 16, true)
  if (count !== 0xffff && offset !== inZip64) return { count, offset }
  if (view.getUint32(end - 20, true) !== signatures.locator)
    throw new ZipError('the zip64 locator is missing')
  const end64 = uint64(view, end - 12)
  if (view.getUint32(end64, true) !== signatures.end64) throw new ZipError('the zip64 directory is missing')
  return { count: uint64(view, end64 + 32), offset: uint64(view, end64 + 48) }
}

function findEnd(view: DataView): number {
  const first = Math.max(0, view.byteLength - endSize - longestComment)
  for (let at = view.byteLength - endSize; at >= first; at--) {
    if (view.getUint32(at, true) === signatures.end) return at
  }
  throw new ZipError('this is no zip archive, or its end is missing')
}

interface Entry {
  name: string
  flags: number
  method: number
  checksum: number
  packed: number
  size: number
  offset: number
  next: number
}

const utf8 = new TextDecoder()

function readEntry(view: DataView, at: number): Entry {
  if (view.getUint32(at, true) !== signatures.central) throw new ZipError('the zip directory is damaged')
  const nameLength = view.getUint16(at + 28, true)
  const extraLength = view.getUint16(at + 30, true)
  const extra = at + 46 + nameLength
  const [size, packed, offset] = longSizes(view, extra, extra + extraLength, [
    view.getUint32(at + 24, true),
    view.getUint32(at + 20, true),
    view.getUint32(at + 42, true),
  ])
  return {
    name: utf8.decode(part(view, at + 46, nameLength)),
    flags: view.getUint16(at + 8, true),
    method: view.getUint16(at + 10, true),
    checksum: view.getUint32(at + 16, true),
    packed,
    size,
    offset,
    next: extra + extraLength + view.getUint16(at + 32, true),
  }
}

/** Fields that do not fit 32 bits stand, in this order, in the extra field with id 1. */
function longSizes(view: DataView, from: number, to: number, sizes: number[]): number[] {
  if (!sizes.includes(inZip64)) return sizes
  for (let at = from; at + 4 <= to; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue
    let field = at + 4
    return sizes.map((size) => {
      if (size !== inZip64) return size
      field += 8
      return uint64(view, field - 8)
    })
  }
  throw new ZipError('a zip64 size is missing')
}

function unpack(view: DataView, entry: Entry): Uint8Array {
  try {
    const bytes = inflate(packedBytes(view, entry), entry)
    if (bytes.length === entry.size && crc32(bytes) === entry.checksum) return bytes
  } catch (error) {
    if (error instanceof ZipError) throw error
    throw new ZipError(`${entry.name} cannot be unpacked`, { cause: error })
  }
  throw new ZipError(`${entry.name} is damaged: its size or checksum is wrong`)
}

function packedBytes(view: DataView, { name, flags, packed, offset }: Entry): Uint8Array {
  if (flags & 1) throw new ZipError(`${name} is encrypted`)
  if (view.getUint32(offset, true) !== signatures.local)
    throw new ZipError(`${name} is not where the directory says`)
  const start = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true)
  return part(view, start, packed)
}

function inflate(bytes: Uint8Array, { name, method, size }: Entry): Uint8Array {
  if (method === 0) return bytes
  if (method !== 8) throw new ZipError(`${name} is packed by method ${method}, which is not read`)
  // One byte more than the size suffices to see that there is too much; one chunk saves joining many.
  return inflateRawSync(bytes, { maxOutputLength: size + 1, chunkSize: Math.max(64, size + 1) })
}

function part(view: DataView, start: number, length: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + start, checkedLength(view, start, length))
}

function checkedLength(view: DataView, start: number, length: number): number {
  if (start + length > view.byteLength) throw new RangeError(`${start} + ${length} is past the end`)
  return length
}

const uint64 = (view: DataView, at: number): number =>
  view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32
