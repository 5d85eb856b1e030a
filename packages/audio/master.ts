import { fromDecibels, toDecibels } from './decibels.ts'
import { limit } from './limiter.ts'
import { blockPowers, gatedLoudness } from './loudness.ts'
import { sampleRate, scale, type Stereo } from './stereo.ts'
import { truePeak } from './true-peak.ts'

export interface MasterSettings {
  /** LUFS */
  loudness: number
  /** dBTP */
  ceiling: number
  /**
   * Frames of silence that a decoder will put in front. The blocks of the loudness measure shift with it, and where a
   * block is near the gate that can change the result by 0.1 LU.
   */
  delay: number
}

export interface MasterReport {
  /** Decibels that were added, apart from the limiter. */
  gain: number
  limited: boolean
  /** LUFS of the result. */
  loudness: number
  /** dBTP of the result. */
  peak: number
}

const passes = 8
/** Decibels of limiting after which a clip is rather left too quiet than flattened further. */
const mostLimiting = 12
/** Closer to the target than this (LU) is close enough. */
const loudnessTolerance = 0.01

const powersOf = ({ left, right }: Stereo, delay: number): number[] =>
  blockPowers([left, right], sampleRate, delay)
const peakOf = ({ left, right }: Stereo): number => toDecibels(truePeak([left, right]))

/** Fades the first and the last seconds of a sound along a raised cosine, in place. */
export function fade({ left, right }: Stereo, fadeIn: number, fadeOut: number): void {
  const last = left.length - 1
  const [rise, fall] = [Math.round(fadeIn * sampleRate), Math.round(fadeOut * sampleRate)]
  for (const channel of [left, right]) {
    for (let i = 0; i < rise; i++) channel[i] *= 0.5 - 0.5 * Math.cos((Math.PI * i) / rise)
    for (let i = 0; i < fall; i++) channel[last - i] *= 0.5 - 0.5 * Math.cos((Math.PI * i) / fall)
  }
}

/**
 * Scales a sound to the target, in place. A change of level moves quiet blocks past the absolute gate, so one step may
 * not be enough.
 */
function setLoudness(
  sound: Stereo,
  { loudness: target, delay }: MasterSettings,
): Pick<MasterReport, 'gain' | 'loudness'> {
  const powers = powersOf(sound, delay)
  let gain = 0
  let loudness = gatedLoudness(powers)
  for (let pass = 0; pass < passes && Math.abs(target - loudness) > loudnessTolerance; pass++) {
    if (!Number.isFinite(loudness)) throw new Error('clip is silent: nothing in it reaches -70 LUFS')
    gain += target - loudness
    loudness = gatedLoudness(powers, fromDecibels(gain))
  }
  scale(sound, fromDecibels(gain))
  return { gain, loudness }
}

/**
 * Limits a sound that is at its target already, each time from the beginning, until what is left has both the loudness
 * and the true peak: what it lost in loudness is added before, and as the limiter works on samples, its own ceiling is
 * lowered by what lies between them. At last the ceiling wins.
 */
function guardPeaks(sound: Stereo, settings: MasterSettings): MasterReport {
  const original = { left: sound.left.slice(), right: sound.right.slice() }
  let [gain, ceiling, loudness, peak] = [0, settings.ceiling, settings.loudness, settings.ceiling]
  for (let pass = 0; pass < passes; pass++) {
    gain = Math.min(gain + Math.max(0, settings.loudness - loudness), mostLimiting)
    ceiling -= Math.max(0, peak - settings.ceiling)
    sound.left.set(original.left)
    sound.right.set(original.right)
    scale(sound, fromDecibels(gain))
    limit(sound, fromDecibels(ceiling))
    loudness = gatedLoudness(powersOf(sound, settings.delay))
    peak = peakOf(sound)
    if (settings.loudness - loudness < loudnessTolerance && peak <= settings.ceiling) break
  }
  const excess = Math.max(0, peak - settings.ceiling)
  scale(sound, fromDecibels(-excess)) // quieter rather than clipped
  return { gain: gain - excess, limited: true, loudness: loudness - excess, peak: peak - excess }
}

/**
 * Sets the loudness of a sound, in place. The ceiling wins: where both cannot be had the result is quieter, and
 * the report says how loud it is. Throws 'clip is silent' where nothing reaches -70 LUFS.
 */
export function master(sound: Stereo, settings: MasterSettings): MasterReport {
  const { gain, loudness } = setLoudness(sound, settings)
  const peak = peakOf(sound)
  if (peak <= settings.ceiling) return { gain, limited: false, loudness, peak }
  const guarded = guardPeaks(sound, settings)
  return { ...guarded, gain: gain + guarded.gain }
}
