const capturePattern = 0x4f676753 // "OggS"
const headerBytes = 27

/**
 * The whole pages of an Ogg stream from its beginning that hold at least `frames` frames, or all of it where it is
 * shorter: decoding costs by the frame, and most notes end long before their recording. Throws on anything but pages
 * (RFC 3533).
 */
export function truncateOgg(bytes: Uint8Array, frames: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let offset = 0
  while (offset < bytes.length) {
    if (offset + headerBytes > bytes.length || view.getUint32(offset) !== capturePattern) {
      throw new Error(`no Ogg page at byte ${offset}`)
    }
    const granule = view.getBigInt64(offset + 6, true)
    const segments = bytes.subarray(offset + headerBytes, offset + headerBytes + bytes[offset + 26])
    offset += headerBytes + segments.length + segments.reduce((total, length) => total + length, 0)
    if (offset > bytes.length) throw new Error(`the last Ogg page ends at byte ${offset} of ${bytes.length}`)
    if (granule >= BigInt(frames)) return bytes.subarray(0, offset)
  }
  return bytes
}
