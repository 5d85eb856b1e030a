/** Finds any of many byte strings in much text or audio: one pass over the bytes, whatever their number. */

/** A byte string to be found, in ASCII lower case. */
export interface Pattern<T> {
  bytes: Uint8Array
  /** What it stands for. */
  of: T
}

export interface Hit<T> {
  at: number
  length: number
  of: T
}

/** No pattern may be shorter: its first bytes are the key by which it is looked up. */
export const shortestPattern = 4

const tableBits = 20
const hashOf = (word: number): number => Math.imul(word, 0x9e3779b1) >>> (32 - tableBits)

/** ASCII capitals to small letters, all other bytes as they are. */
const lowerCase = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte))

/** The bytes in ASCII lower case: a new array. */
export function lowered(bytes: Uint8Array): Uint8Array {
  const result = new Uint8Array(bytes.length)
  for (let i = 0; i < bytes.length; i++) result[i] = lowerCase[bytes[i]]
  return result
}

/**
 * A search for patterns in bytes that `lowered` gave. It looks each four bytes up in a bitmap, and only where that has
 * them compares whole patterns (as Wu and Manber 1994 do, without their shifts). Throws RangeError for a pattern of
 * fewer than four bytes.
 */
export function createSearch<T>(patterns: readonly Pattern<T>[]): (haystack: Uint8Array) => Hit<T>[] {
  const bitmap = new Uint8Array(1 << tableBits)
  const byStart = new Map<number, Pattern<T>[]>()
  for (const pattern of patterns) {
    const { bytes } = pattern
    if (bytes.length < shortestPattern) throw new RangeError('a pattern has at least four bytes')
    const start = (bytes[0] << 24) | (bytes[1] << 16) | (bytes[2] << 8) | bytes[3]
    bitmap[hashOf(start)] = 1
    byStart.set(start, [...(byStart.get(start) ?? []), pattern])
  }
  return (haystack) => {
    const hits: Hit<T>[] = []
    let window = 0
    for (let i = 0; i < haystack.length; i++) {
      window = (window << 8) | haystack[i]
      if (bitmap[hashOf(window)] === 0 || i < shortestPattern - 1) continue
      const at = i - shortestPattern + 1
      for (const { bytes, of } of byStart.get(window) ?? []) {
        if (standsAt(haystack, at, bytes)) hits.push({ at, length: bytes.length, of })
      }
    }
    return hits
  }
}

function standsAt(haystack: Uint8Array, at: number, bytes: Uint8Array): boolean {
  if (at + bytes.length > haystack.length) return false
  for (let i = 0; i < bytes.length; i++) if (haystack[at + i] !== bytes[i]) return false
  return true
}
