/** Numbers of 16 bits (IEEE 754 binary16): 11 significant bits, up to 65504. */

const word = new Uint32Array(1)
const number = new Float32Array(word.buffer)

/** Shifts right and rounds to the nearest, halves to even. */
function roundedShift(bits: number, places: number): number {
  const kept = bits >>> places
  const rest = bits & ((1 << places) - 1)
  const half = 1 << (places - 1)
  return rest > half || (rest === half && (kept & 1) === 1) ? kept + 1 : kept
}

/** The 16-bit pattern nearest to a 32-bit float; too large becomes infinity. */
export function toHalf(value: number): number {
  number[0] = value
  const sign = (word[0] >>> 16) & 0x8000
  const exponent = (word[0] >>> 23) & 0xff
  const fraction = word[0] & 0x7fffff
  if (exponent === 0xff) return sign | 0x7c00 | (fraction ? 0x200 : 0)
  const shifted = exponent - 127 + 15
  if (shifted >= 31) return sign | 0x7c00
  // A carry out of the fraction rightly raises the exponent, up to infinity.
  if (shifted > 0) return sign | ((shifted << 10) + roundedShift(fraction, 13))
  if (shifted < -10) return sign
  return sign | roundedShift(fraction | 0x800000, 14 - shifted)
}

/** The number of a 16-bit pattern. */
export function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >>> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction ? Number.NaN : sign * Infinity
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}
