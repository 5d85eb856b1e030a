/** Where the sound of a clip begins, and how it was faded, whatever the music. */

/** Decoded sound. */
export interface Sound {
  left: Float32Array
  right: Float32Array
  /** Frames a second. */
  sampleRate: number
}

/** The amplitude at which a sound is there: -80 dBFS, below any attack and above what decoders round. */
const audible = 1e-4

/** Seconds until the first sample that is not silence; null where there is none. */
export function firstSound({ left, right, sampleRate }: Sound): number | null {
  const at = left.findIndex((sample, i) => Math.abs(sample) > audible || Math.abs(right[i]) > audible)
  return at < 0 ? null : at / sampleRate
}

/** Seconds over which the level is taken: long against a period of the lowest note, short against a fade. */
const step = 0.05
/** Decibels below its loudest step at which a reference is too quiet to be compared with. */
const quiet = 50
/** Decibels to which a gain is limited: below them what the encoder rounds is as loud. */
const floor = -40
/** Seconds; a fade is looked for up to this length. */
const longestFade = 10
const fadeStep = 0.05

interface GainAt {
  /** Seconds before the end of the clip. */
  before: number
  /** Decibels. */
  gain: number
}

function power({ left, right }: Sound, from: number, to: number): number {
  let sum = 0
  for (let i = from; i < to; i++) sum += left[i] * left[i] + right[i] * right[i]
  return sum
}

const decibels = (ratio: number): number => 10 * Math.log10(ratio)

/** The gain by which a sound differs from its reference, step by step from the end, where the reference sounds. */
function gains(sound: Sound, unfaded: Sound): GainAt[] {
  const { sampleRate } = sound
  const shift = Math.round(((firstSound(unfaded) ?? 0) - (firstSound(sound) ?? 0)) * sampleRate)
  const size = Math.round(step * sampleRate)
  const end = Math.min(sound.left.length, unfaded.left.length - shift)
  const steps = Array.from({ length: Math.floor(end / size) }, (_, i) => {
    const from = end - (i + 1) * size
    const reference = power(unfaded, from + shift, from + shift + size)
    return { before: (i + 0.5) * step, reference, ratio: power(sound, from, from + size) / reference }
  })
  const loudest = Math.max(...steps.map(({ reference }) => reference))
  return steps
    .filter(({ reference }) => reference > loudest * 10 ** (-quiet / 10))
    .map(({ before, ratio }) => ({ before, gain: ratio > 0 ? decibels(ratio) : -Infinity }))
}

/** Decibels of a raised cosine that falls for `seconds`, at a time before its end. */
const raisedCosine = (seconds: number, before: number): number =>
  before >= seconds ? 0 : Math.max(floor, 2 * decibels(Math.sin((Math.PI * before) / (2 * seconds)) ** 2))

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}

export interface Fade {
  /** Of the raised cosine that fits best, to 0.05 s. */
  seconds: number
  /** Decibels by which the gain differs from it, on average. */
  error: number
}

function fit(gains: readonly GainAt[], seconds: number): Fade {
  const offset = median(
    gains.map(({ before, gain }) => Math.max(floor, gain) - raisedCosine(seconds, before)),
  )
  const errors = gains.map(({ before, gain }) =>
    Math.abs(Math.max(floor, gain - offset) - raisedCosine(seconds, before)),
  )
  return { seconds, error: errors.reduce((sum, error) => sum + error, 0) / errors.length }
}

/** Fewer steps than this in the last seconds do not show a fade. */
const fewestSteps = 10

/**
 * The fade of a clip, measured against the same notes rendered without: their ratio is the gain, and music, which both
 * have, drops out of it. The gain is compared with raised cosines that end where the clip ends (least absolute
 * deviations, decibels). Null where there is too little sound at the end for a fade to be heard.
 */
export function measureFade(sound: Sound, unfaded: Sound): Fade | null {
  const all = gains(sound, unfaded)
  if (all.filter(({ before }) => before < 1).length < fewestSteps) return null
  const longest = Math.min(longestFade, (sound.left.length / sound.sampleRate) * 0.9)
  const candidates = Array.from({ length: Math.floor(longest / fadeStep) + 1 }, (_, i) => i * fadeStep)
  return candidates
    .map((seconds) => fit(all, Math.max(1e-6, seconds)))
    .reduce((best, one) => (one.error < best.error ? one : best))
}
