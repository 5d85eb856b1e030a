/** The average spectrum of a sound. */

/** Frames of one transform: 12 Hz wide at 48 kHz. */
const size = 4096
const hop = size / 2

const window = Float64Array.from({ length: size }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / size))
const cosines = Float64Array.from({ length: size / 2 }, (_, i) => Math.cos((2 * Math.PI * i) / size))
const sines = Float64Array.from({ length: size / 2 }, (_, i) => -Math.sin((2 * Math.PI * i) / size))
const reversed = Uint16Array.from({ length: size }, (_, i) => {
  let bits = 0
  for (let bit = 1, rest = i; bit < size; bit <<= 1, rest >>= 1) bits = (bits << 1) | (rest & 1)
  return bits
})

/** The fast Fourier transform (Cooley and Tukey 1965), in place, of values in bit-reversed order. */
function transform(real: Float64Array, imaginary: Float64Array): void {
  for (let half = 1; half < size; half *= 2) {
    const stride = size / (2 * half)
    for (let start = 0; start < size; start += 2 * half) {
      for (let k = 0; k < half; k++) {
        const a = start + k
        const b = a + half
        const c = cosines[k * stride]
        const s = sines[k * stride]
        const x = real[b] * c - imaginary[b] * s
        const y = real[b] * s + imaginary[b] * c
        real[b] = real[a] - x
        imaginary[b] = imaginary[a] - y
        real[a] += x
        imaginary[a] += y
      }
    }
  }
}

function addPower(power: Float64Array, channel: Float32Array, from: number): void {
  const [real, imaginary] = [new Float64Array(size), new Float64Array(size)]
  const end = Math.min(size, channel.length - from)
  for (let i = 0; i < end; i++) real[reversed[i]] = channel[from + i] * window[i]
  transform(real, imaginary)
  for (let bin = 0; bin < power.length; bin++)
    power[bin] += real[bin] * real[bin] + imaginary[bin] * imaginary[bin]
}

export interface Spectrum {
  /** Power of each band, from 0 Hz to half the sample rate, channels added, on a scale of its own. */
  power: Float64Array
  /** Hertz from one band to the next. */
  width: number
}

/** The mean power spectrum by Welch's method (1967): Hann windows of 4,096 frames that overlap by half. */
export function averageSpectrum(channels: readonly Float32Array[], sampleRate: number): Spectrum {
  const power = new Float64Array(size / 2 + 1)
  for (const channel of channels) {
    for (let from = 0; from === 0 || from + size <= channel.length; from += hop)
      addPower(power, channel, from)
  }
  return { power, width: sampleRate / size }
}

const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0)

/** The mean frequency, weighted by power, in Hz; null for silence. */
export function centroid({ power, width }: Spectrum): number | null {
  const all = total(power)
  return all > 0 ? total(power.map((value, bin) => value * bin * width)) / all : null
}

/** The frequency in Hz below which a share of the power lies; null for silence. */
export function rolloff({ power, width }: Spectrum, share: number): number | null {
  const limit = total(power) * share
  if (!(limit > 0)) return null
  let sum = 0
  return power.findIndex((value) => (sum += value) >= limit) * width
}

/** Decibels by which the geometric mean of the bands from `lowest` to `highest` Hz is below their arithmetic mean (0: white); null for silence. */
export function flatness({ power, width }: Spectrum, lowest: number, highest: number): number | null {
  const bands = power.subarray(Math.ceil(lowest / width), Math.floor(highest / width) + 1)
  const mean = total(bands) / bands.length
  if (!(mean > 0)) return null
  const logarithms = bands.map((value) => Math.log10(Math.max(value, mean * 1e-12)))
  return 10 * (total(logarithms) / bands.length - Math.log10(mean))
}
