const taps = 12
const phases = 4
/** Blocks in which no interpolated value could pass the peak so far are skipped. */
const block = 64

/** A sinc under a raised cosine, read at `phase` of the four places between its sixth and seventh tap. */
function interpolator(phase: number): Float64Array {
  const offset = (1.5 - phase) / phases
  const weights = Float64Array.from({ length: taps }, (_, tap) => {
    const x = tap - (taps - 1) / 2 + offset
    return (Math.sin(Math.PI * x) / (Math.PI * x)) * (0.5 + 0.5 * Math.cos((Math.PI * x) / (taps / 2 + 0.2)))
  })
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return weights.map((weight) => weight / sum)
}

const interpolators = Array.from({ length: phases }, (_, phase) => interpolator(phase))
/** No interpolated value exceeds the greatest of its samples by more than this. */
const greatestGain = Math.max(
  ...interpolators.map((w) => w.reduce((sum, weight) => sum + Math.abs(weight), 0)),
)

function greatest(channel: Float32Array, from: number, to: number): number {
  let peak = 0
  for (let i = Math.max(0, from); i < Math.min(channel.length, to); i++)
    peak = Math.max(peak, Math.abs(channel[i]))
  return peak
}

/** The greatest of the samples and of four interpolated values between each pair that begins in from .. to-1. */
function interpolatedPeak(channel: Float32Array, from: number, to: number): number {
  let peak = greatest(channel, from, to)
  const first = Math.max(from, taps / 2 - 1)
  const last = Math.min(to, channel.length - taps / 2)
  for (let i = first; i < last; i++) {
    for (const weights of interpolators) {
      let sum = 0
      for (let tap = 0; tap < taps; tap++) sum += channel[i - taps / 2 + 1 + tap] * weights[tap]
      peak = Math.max(peak, Math.abs(sum))
    }
  }
  return peak
}

/** True peak of channels as an amplitude (1 is 0 dBTP), four times oversampled as in ITU-R BS.1770-4 annex 2. */
export function truePeak(channels: readonly Float32Array[]): number {
  // From the samples' own peak on, so that few blocks can hold a greater one.
  let peak = channels.reduce((most, channel) => Math.max(most, greatest(channel, 0, channel.length)), 0)
  for (const channel of channels) {
    for (let from = 0; from < channel.length; from += block) {
      const to = from + block
      if (greatest(channel, from - taps, to + taps) * greatestGain <= peak) continue
      peak = Math.max(peak, interpolatedPeak(channel, from, to))
    }
  }
  return peak
}
