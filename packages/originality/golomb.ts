/**
 * Ascending whole numbers as the differences between them, each in Rice code: the quotient by 2^`bits` as so many ones
 * and a zero, then the remainder in `bits` bits (S. Golomb 1966, R. Rice 1979). Numbers spread evenly with a mean
 * distance of 2^`bits` take about `bits` + 1.5 bits each.
 */
export function encodeRice(ascending: Iterable<number>, bits: number): Uint8Array {
  const writer = new BitWriter()
  let last = 0
  for (const number of ascending) {
    const difference = number - last
    last = number
    for (let ones = Math.floor(difference / 2 ** bits); ones > 0; ones--) writer.push(1)
    writer.push(0)
    for (let bit = bits - 1; bit >= 0; bit--) writer.push(Math.floor(difference / 2 ** bit) % 2)
  }
  return writer.bytes()
}

/** `count` numbers from what `encodeRice` wrote. Throws RangeError where the bytes end too early. */
export function decodeRice(bytes: Uint8Array, count: number, bits: number): Float64Array {
  if (count * (bits + 1) > bytes.length * 8) {
    throw new RangeError(`${count} numbers do not fit in ${bytes.length} bytes`)
  }
  const numbers = new Float64Array(count)
  let at = 0
  const read = () => {
    if (at >= bytes.length * 8) throw new RangeError('the numbers go on after the last byte')
    return (bytes[at >> 3] >> (7 - (at++ & 7))) & 1
  }
  let last = 0
  for (let i = 0; i < count; i++) {
    let difference = 0
    while (read() === 1) difference++
    for (let bit = 0; bit < bits; bit++) difference = 2 * difference + read()
    last += difference
    numbers[i] = last
  }
  return numbers
}

class BitWriter {
  private readonly full: number[] = []
  private current = 0
  private used = 0

  push(bit: number): void {
    this.current = (this.current << 1) | bit
    if (++this.used < 8) return
    this.full.push(this.current)
    this.current = 0
    this.used = 0
  }

  bytes(): Uint8Array {
    const last = this.used > 0 ? [this.current << (8 - this.used)] : []
    return Uint8Array.from([...this.full, ...last])
  }
}
