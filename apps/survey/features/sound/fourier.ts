/** The inverse Fourier transform that makes noise of given phases. */

/**
 * `length` real samples (a power of two) of a spectrum: `at` gives the component of each bin below half of `length`, or undefined
 * for none. By the radix-2 algorithm of Cooley and Tukey (1965). Throws RangeError for another length.
 */
export function inverseFourier(
  length: number,
  at: (bin: number) => { magnitude: number; phase: number } | undefined,
): Float64Array {
  if (length < 2 || (length & (length - 1)) !== 0) throw new RangeError('length is not a power of two')
  const real = new Float64Array(length)
  const imaginary = new Float64Array(length)
  const bits = Math.log2(length)
  for (let bin = 0; bin < length / 2; bin++) {
    const component = at(bin)
    if (!component) continue
    const place = reversedBits(bin, bits)
    // Without the mirror image, which only doubles the real part.
    real[place] = component.magnitude * Math.cos(component.phase)
    imaginary[place] = component.magnitude * Math.sin(component.phase)
  }
  for (let size = 2; size <= length; size *= 2) butterflies(real, imaginary, size)
  return real
}

const reversedBits = (value: number, bits: number): number => {
  let reversed = 0
  for (let bit = 0; bit < bits; bit++) reversed |= ((value >> bit) & 1) << (bits - 1 - bit)
  return reversed
}

function butterflies(real: Float64Array, imaginary: Float64Array, size: number): void {
  const half = size / 2
  for (let offset = 0; offset < half; offset++) {
    const angle = (2 * Math.PI * offset) / size
    const [cosine, sine] = [Math.cos(angle), Math.sin(angle)]
    for (let even = offset; even < real.length; even += size) {
      const odd = even + half
      const [a, b] = [real[odd] ?? 0, imaginary[odd] ?? 0]
      const [turnedReal, turnedImaginary] = [a * cosine - b * sine, a * sine + b * cosine]
      const [c, d] = [real[even] ?? 0, imaginary[even] ?? 0]
      real[odd] = c - turnedReal
      imaginary[odd] = d - turnedImaginary
      real[even] = c + turnedReal
      imaginary[even] = d + turnedImaginary
    }
  }
}
