import { fromDecibels, toDecibels } from './decibels.ts'
import { limit } from './limiter.ts'
import { integratedLoudness } from './loudness.ts'
import { sampleRate, scale, type Stereo } from './stereo.ts'
import { truePeak } from './true-peak.ts'

export interface MasterSettings {
  /** seconds */
  fadeIn: number
  /** seconds */
  fadeOut: number
  /** LUFS */
  loudness: number
  /** dBTP */
  ceiling: number
}

export interface MasterReport {
  /** LUFS as rendered, after the fades. */
  rendered: number
  /** Decibels that were added, apart from the limiter. */
  gain: number
  limited: boolean
  /** LUFS of the result. */
  loudness: number
  /** dBTP of the result. */
  peak: number
}

/** The limiter works on samples; this leaves room for what lies between them. */
const limiterMargin = 0.98
const limiterPasses = 4
/** The limiter takes loudness away; less than this (LU) is not worth putting back. */
const loudnessTolerance = 0.05

const loudnessOf = ({ left, right }: Stereo): number => integratedLoudness([left, right], sampleRate)
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

/** Lowers the peaks to the ceiling and puts the lost loudness back until both hold; returns the decibels put back. */
function guardPeaks(sound: Stereo, { loudness, ceiling }: MasterSettings): number {
  let added = 0
  const add = (decibels: number): void => {
    scale(sound, fromDecibels(decibels))
    added += decibels
  }
  for (let pass = 0; pass < limiterPasses && peakOf(sound) > ceiling; pass++) {
    limit(sound, fromDecibels(ceiling) * limiterMargin)
    const lost = loudness - loudnessOf(sound)
    if (lost > loudnessTolerance) add(lost)
  }
  const excess = peakOf(sound) - ceiling
  if (excess > 0) add(-excess) // quieter rather than clipped
  return added
}

/**
 * Fades a sound and sets its loudness, in place. The ceiling wins: where both cannot be had the result is quieter, and
 * the report says by how much. Throws 'clip is silent' where nothing reaches -70 LUFS.
 */
export function master(sound: Stereo, settings: MasterSettings): MasterReport {
  fade(sound, settings.fadeIn, settings.fadeOut)
  const rendered = loudnessOf(sound)
  if (!Number.isFinite(rendered)) throw new Error('clip is silent: nothing in it reaches -70 LUFS')
  const gain = settings.loudness - rendered
  scale(sound, fromDecibels(gain))
  const limited = peakOf(sound) > settings.ceiling
  const added = limited ? guardPeaks(sound, settings) : 0
  return { rendered, gain: gain + added, limited, loudness: loudnessOf(sound), peak: peakOf(sound) }
}
