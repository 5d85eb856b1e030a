/** b0, b1, b2, a1, a2 of a second-order filter whose a0 is 1. */
type Biquad = readonly [number, number, number, number, number]

/** Weighs like the head: a shelf of +4 dB above 1.7 kHz. Constants fit the 48 kHz table of BS.1770-4 at any rate. */
function headShelf(sampleRate: number): Biquad {
  const k = Math.tan((Math.PI * 1681.974450955533) / sampleRate)
  const q = 0.7071752369554196
  const high = 10 ** (3.999843853973347 / 20)
  const band = high ** 0.4996667741545416
  const a0 = 1 + k / q + k * k
  return [
    (high + (band * k) / q + k * k) / a0,
    (2 * (k * k - high)) / a0,
    (high - (band * k) / q + k * k) / a0,
    (2 * (k * k - 1)) / a0,
    (1 - k / q + k * k) / a0,
  ]
}

/** The second filter of BS.1770-4, a high pass at 38 Hz; its numerator is 1, -2, 1 at every rate. */
function highPass(sampleRate: number): Biquad {
  const k = Math.tan((Math.PI * 38.13547087602444) / sampleRate)
  const q = 0.5003270373238773
  const a0 = 1 + k / q + k * k
  return [1, -2, 1, (2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0]
}

/** The mean square of the K-weighted channel over each whole `hop` frames, `delay` frames of silence before it. */
function weightedPower(channel: Float32Array, sampleRate: number, hop: number, delay: number): Float64Array {
  const [p0, p1, p2, p3, p4] = headShelf(sampleRate)
  const [q0, q1, q2, q3, q4] = highPass(sampleRate)
  const power = new Float64Array(Math.floor((channel.length + delay) / hop))
  let [s1, s2, t1, t2] = [0, 0, 0, 0] // transposed direct form II
  for (let step = 0; step < power.length; step++) {
    let sum = 0
    const end = (step + 1) * hop - delay
    for (let i = Math.max(0, end - hop); i < end; i++) {
      const x = channel[i]
      const y = p0 * x + s1
      s1 = p1 * x - p3 * y + s2
      s2 = p2 * x - p4 * y
      const z = q0 * y + t1
      t1 = q1 * y - q3 * z + t2
      t2 = q2 * y - q4 * z
      sum += z * z
    }
    power[step] = sum / hop
  }
  return power
}

const loudnessOf = (power: number): number => -0.691 + 10 * Math.log10(power)
const mean = (numbers: readonly number[]): number => numbers.reduce((sum, n) => sum + n, 0) / numbers.length

/**
 * The power of every 400 ms block of one or two channels (left, right) of equal length, each block beginning 100 ms
 * after the one before; `delay` frames of silence come first.
 */
export function blockPowers(channels: readonly Float32Array[], sampleRate: number, delay = 0): number[] {
  const hop = Math.round(sampleRate / 10)
  const hops = channels.map((channel) => weightedPower(channel, sampleRate, hop, delay))
  const sums = Array.from(hops[0], (_, i) => hops.reduce((sum, power) => sum + power[i], 0))
  return sums.slice(3).map((_, i) => mean(sums.slice(i, i + 4)))
}

/**
 * Loudness in LUFS of blocks that are `gain` (an amplitude) times as loud, by the gates of ITU-R BS.1770-4: blocks below
 * -70 LUFS left out, then those 10 LU below the mean of the rest. -Infinity where nothing is left.
 */
export function gatedLoudness(powers: readonly number[], gain = 1): number {
  const loud = powers.map((power) => power * gain ** 2)
  const audible = loud.filter((power) => loudnessOf(power) > -70)
  if (audible.length === 0) return -Infinity
  const gate = loudnessOf(mean(audible)) - 10
  return loudnessOf(mean(audible.filter((power) => loudnessOf(power) > gate)))
}

/** Integrated loudness in LUFS, by ITU-R BS.1770-4, of one or two channels; -Infinity where nothing is loud enough. */
export const integratedLoudness = (channels: readonly Float32Array[], sampleRate: number): number =>
  gatedLoudness(blockPowers(channels, sampleRate))
