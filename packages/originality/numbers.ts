/** Appends LEB128: seven bits a byte, the lowest first. `value` is a whole number from 0 to 2^31 - 1. */
export function pushNumber(bytes: number[], value: number): void {
  let rest = value
  while (rest > 127) {
    bytes.push((rest & 127) | 128)
    rest >>>= 7
  }
  bytes.push(rest)
}

/** Small numbers of either sign in few bytes: 0, -1, 1, -2 as 0, 1, 2, 3. */
export const pushSigned = (bytes: number[], value: number): void => {
  pushNumber(bytes, value < 0 ? -2 * value - 1 : 2 * value)
}

export function pushText(bytes: number[], text: string): void {
  const utf8 = new TextEncoder().encode(text)
  pushNumber(bytes, utf8.length)
  bytes.push(...utf8)
}

/** Reads what the functions above wrote. Each throws RangeError where the bytes end too early. */
export class NumberReader {
  private at: number
  private readonly bytes: Uint8Array

  constructor(bytes: Uint8Array, from = 0) {
    this.bytes = bytes
    this.at = from
  }

  number(): number {
    let value = 0
    for (let shift = 0; shift < 32; shift += 7) {
      if (this.at >= this.bytes.length) break
      const byte = this.bytes[this.at++]
      value |= (byte & 127) << shift
      if (byte < 128 && value >= 0) return value
    }
    throw new RangeError(`no number ends at byte ${this.at} of ${this.bytes.length}`)
  }

  signed(): number {
    const value = this.number()
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2
  }

  text(): string {
    const utf8 = this.raw(this.number())
    return new TextDecoder().decode(utf8)
  }

  raw(length: number): Uint8Array {
    if (length > this.left())
      throw new RangeError(`${length} bytes are said to follow, but ${this.left()} do`)
    this.at += length
    return this.bytes.subarray(this.at - length, this.at)
  }

  left(): number {
    return this.bytes.length - this.at
  }
}
