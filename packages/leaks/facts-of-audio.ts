/** What can be measured in the sound of a clip, and that its notes move. */
import { toDecibels } from '@earshot/audio/decibels'
import { truePeak } from '@earshot/audio/true-peak'
import type { Fact, FactValues } from './fact.ts'
import { averageSpectrum, centroid, flatness, rolloff } from './spectrum.ts'

/** Seconds. */
const tail = 3
const block = 0.05
/** Decibels below the clip's own level. */
const silent = 40

export const factsOfAudio = [
  { name: 'peak', label: 'Peak', unit: 'dBTP', meaning: 'The true peak of the decoded clip.' },
  {
    name: 'crest',
    label: 'Crest',
    unit: 'dB',
    meaning: 'How far the peak is above the root mean square of the clip.',
  },
  {
    name: 'centroid',
    label: 'Spectral centroid',
    unit: 'Hz',
    meaning: 'The mean frequency of the average spectrum, weighted by power.',
  },
  {
    name: 'rolloff',
    label: 'Spectral rolloff',
    unit: 'Hz',
    meaning: 'The frequency below which 85 % of the power lies.',
  },
  {
    name: 'flatness',
    label: 'Spectral flatness',
    unit: 'dB',
    meaning:
      'The geometric over the arithmetic mean of the average spectrum from 50 to 16,000 Hz; 0 is noise.',
  },
  {
    name: 'tailLevel',
    label: 'Tail level',
    unit: 'dB',
    meaning: `The level of the last ${tail} seconds over that of the clip.`,
  },
  {
    name: 'silence',
    label: 'Silence',
    unit: 'share of time',
    meaning: `The share of stretches of ${block * 1000} ms that are more than ${silent} dB below the level of the clip.`,
  },
] as const satisfies readonly Fact[]

export type AudioFact = (typeof factsOfAudio)[number]['name']

/** The mean square of frames from .. to-1, channels averaged; 0 for none. */
function power(channels: readonly Float32Array[], from: number, to: number): number {
  let sum = 0
  for (const channel of channels) for (let i = from; i < to; i++) sum += channel[i] ** 2
  return to > from ? sum / (channels.length * (to - from)) : 0
}

/** The share of blocks below a power; null where there is no whole block. */
function shareBelow(channels: readonly Float32Array[], frames: number, limit: number): number | null {
  const blocks = Math.floor(channels[0].length / frames)
  const quiet = Array.from(
    { length: blocks },
    (_, i) => power(channels, i * frames, (i + 1) * frames) < limit,
  )
  return blocks > 0 ? quiet.filter(Boolean).length / blocks : null
}

const difference = (decibels: number): number | null => (Number.isFinite(decibels) ? decibels : null)

/** Measures a decoded clip: one or two channels of equal length. All but the share of silence are null for silence. */
export function measureAudio(channels: readonly Float32Array[], sampleRate: number): FactValues<AudioFact> {
  const frames = channels[0].length
  const mean = power(channels, 0, frames)
  const level = toDecibels(Math.sqrt(mean))
  const last = power(channels, Math.max(0, frames - Math.round(tail * sampleRate)), frames)
  const peak = toDecibels(truePeak(channels))
  const spectrum = averageSpectrum(channels, sampleRate)
  return {
    peak: difference(peak),
    crest: difference(peak - level),
    centroid: centroid(spectrum),
    rolloff: rolloff(spectrum, 0.85),
    flatness: flatness(spectrum, 50, 16_000),
    tailLevel: difference(toDecibels(Math.sqrt(last)) - level),
    silence: mean > 0 ? shareBelow(channels, Math.round(block * sampleRate), mean / 10 ** (silent / 10)) : 1,
  }
}
