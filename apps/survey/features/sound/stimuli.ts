/**
 * The sounds of the headphone checks, as WAV: three intervals, of which one is to be found. Both checks ask for what the two
 * ears hear together, and so fail over loudspeakers, where the channels mix in the air.
 */
import type { headphoneChecks } from '@earshot/contract/blind'
import type { Random } from '@earshot/random/random'
import { inverseFourier } from './fourier.ts'

export type HeadphoneCheck = (typeof headphoneChecks)[number]

const sampleRate = 32_768
/** Of one interval, and of the silence between two; a second is a power of two samples. */
const intervalSamples = sampleRate
const gapSamples = sampleRate / 2
const rampSamples = Math.round(sampleRate * 0.05)
/** Root mean square, against full scale: soft, since noise at the level of music is loud. */
const noiseLevel = 0.05
const toneLevel = 0.1

export const roundsOfCheck = 6

/** Seconds of a round from its beginning to its end. */
export const roundSeconds = (3 * intervalSamples + 2 * gapSamples) / sampleRate
/** When interval 0, 1 or 2 begins and ends, in seconds. */
export const intervalTimes = [0, 1, 2].map((index) => {
  const start = (index * (intervalSamples + gapSamples)) / sampleRate
  return { start, end: start + intervalSamples / sampleRate }
})

/** Which interval is to be found in each round: each of the three twice, in an order by chance. */
export function targets(random: Random): number[] {
  const order = Array.from({ length: roundsOfCheck }, (_, index) => index % 3)
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1))
    ;[order[last], order[other]] = [order[other] ?? 0, order[last] ?? 0]
  }
  return order
}

interface Channels {
  left: Float64Array
  right: Float64Array
}

/** A round in which interval `target` (0 to 2) is the one to be found, as a WAV file of two channels. */
export function checkRound(kind: HeadphoneCheck, target: number, random: Random): Uint8Array<ArrayBuffer> {
  const others = [0, 1, 2].filter((index) => index !== target)
  const reversed = others[Math.floor(random() * 2)]
  return wav(
    [0, 1, 2].map((index) =>
      kind === 'huggins'
        ? hugginsNoise(index === target, random)
        : tone(index === target ? toneLevel / 2 : toneLevel, index === reversed),
    ),
  )
}

/**
 * Noise from 100 to 4000 Hz, alike in both ears; with `pitched`, the phase of one ear turns once around between 564 and 636 Hz, which
 * is heard as a faint tone of 600 Hz by two ears and by none alone (Huggins' pitch; Milne et al. 2021).
 */
function hugginsNoise(pitched: boolean, random: Random): Channels {
  const [lowest, highest, from, to] = [100, 4000, 564, 636]
  const phases = Array.from({ length: highest - lowest + 1 }, () => 2 * Math.PI * random())
  const side = (turn: (hertz: number) => number) =>
    // One bin is one hertz, since an interval is one second.
    inverseFourier(intervalSamples, (bin) =>
      bin < lowest || bin > highest
        ? undefined
        : { magnitude: 1, phase: (phases[bin - lowest] ?? 0) + turn(bin) },
    )
  const turned = (hertz: number) => 2 * Math.PI * Math.min(1, Math.max(0, (hertz - from) / (to - from)))
  const left = side(() => 0)
  const right = pitched ? side(turned) : Float64Array.from(left)
  return { left: shaped(atLevel(left, noiseLevel)), right: shaped(atLevel(right, noiseLevel)) }
}

/** A tone of 200 Hz; with `reversed` it cancels itself out in a room, and does not in headphones (Woods et al. 2017). */
function tone(level: number, reversed: boolean): Channels {
  const left = Float64Array.from({ length: intervalSamples }, (_, sample) =>
    Math.sin((2 * Math.PI * 200 * sample) / sampleRate),
  )
  atLevel(left, level)
  const right = reversed ? left.map((value) => -value) : Float64Array.from(left)
  return { left: shaped(left), right: shaped(right) }
}

function atLevel(samples: Float64Array, level: number): Float64Array {
  const power = samples.reduce((sum, value) => sum + value * value, 0) / samples.length
  const gain = level / Math.sqrt(power)
  for (let sample = 0; sample < samples.length; sample++) samples[sample] = (samples[sample] ?? 0) * gain
  return samples
}

/** Fades in and out by a raised cosine, so that nothing clicks. */
function shaped(samples: Float64Array): Float64Array {
  for (let sample = 0; sample < rampSamples; sample++) {
    const gain = 0.5 - 0.5 * Math.cos((Math.PI * sample) / rampSamples)
    for (const place of [sample, samples.length - 1 - sample]) samples[place] = (samples[place] ?? 0) * gain
  }
  return samples
}

/** 16 bits, two channels, the intervals with silence between. */
function wav(intervals: Channels[]): Uint8Array<ArrayBuffer> {
  const frames = intervals.length * intervalSamples + (intervals.length - 1) * gapSamples
  const bytes = new Uint8Array(44 + frames * 4)
  const view = new DataView(bytes.buffer)
  const text = (place: number, letters: string) => {
    bytes.set(new TextEncoder().encode(letters), place)
  }
  text(0, 'RIFF')
  view.setUint32(4, bytes.length - 8, true)
  text(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 2, true)
  view.setUint32(24, sampleRate, true)
  view.setUint32(28, sampleRate * 4, true)
  view.setUint16(32, 4, true)
  view.setUint16(34, 16, true)
  text(36, 'data')
  view.setUint32(40, frames * 4, true)
  for (const [index, { left, right }] of intervals.entries()) {
    const first = 44 + index * (intervalSamples + gapSamples) * 4
    for (let sample = 0; sample < intervalSamples; sample++) {
      view.setInt16(first + sample * 4, Math.round((left[sample] ?? 0) * 32_767), true)
      view.setInt16(first + sample * 4 + 2, Math.round((right[sample] ?? 0) * 32_767), true)
    }
  }
  return bytes
}
