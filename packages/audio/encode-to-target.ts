import { decodeMp3 } from './decode.ts'
import { toDecibels } from './decibels.ts'
import { integratedLoudness } from './loudness.ts'
import { master, type MasterReport } from './master.ts'
import { attenuation, codecDelay, type Bitrate, type EncodeMp3 } from './mp3.ts'
import type { Stereo } from './stereo.ts'
import { truePeak } from './true-peak.ts'

export interface TargetSettings {
  /** LUFS of the decoded file. */
  loudness: number
  /** dBTP of the decoded file. */
  ceiling: number
  bitrate: Bitrate
}

/** `loudness` (LUFS) and `peak` (dBTP) are those of the decoded file, `encodings` how often it was encoded. */
export interface EncodedReport extends MasterReport {
  encodings: number
}

export interface Encoded {
  audio: Uint8Array
  report: EncodedReport
}

const mostEncodings = 4
/** A decoded file this near to its target (LU) is left as it is; 0.1 LU is what clips may differ by. */
const tolerance = 0.05
/** What is taken off the ceiling, besides the excess, before a file that passed it is encoded again (dB). */
const margin = 0.05

/** Levels that mastering aims at, before encoding. */
type Aim = Pick<TargetSettings, 'loudness' | 'ceiling'>
type Heard = Pick<EncodedReport, 'loudness' | 'peak'>

/** Loudness (LUFS) and true peak (dBTP) of a file, as a listener gets it. */
export async function measureMp3(audio: Uint8Array): Promise<Heard> {
  const { left, right, sampleRate } = await decodeMp3(audio)
  const channels = [left, right]
  return { loudness: integratedLoudness(channels, sampleRate), peak: toDecibels(truePeak(channels)) }
}

/** What to aim at next; null where the file is right, or too quiet because the ceiling lets it be no louder. */
function nextAim(aim: Aim, mastered: MasterReport, heard: Heard, target: Aim): Aim | null {
  const excess = heard.peak - target.ceiling
  const reached = mastered.loudness > aim.loudness - tolerance
  const error = reached ? target.loudness - heard.loudness : 0
  if (excess <= 0 && Math.abs(error) <= tolerance) return null
  return { loudness: aim.loudness + error, ceiling: aim.ceiling - (excess > 0 ? excess + margin : 0) }
}

/**
 * Masters and encodes a sound so that the decoded file has the loudness and keeps the ceiling. It is decoded and
 * measured, and where it is off, mastered anew from `sound` (which is left alone) and encoded again, four times at most. Where
 * the loudness cannot be had under the ceiling the file is quieter, and the report says how loud it is. Throws 'clip is
 * silent' where nothing reaches -70 LUFS.
 */
export async function encodeToTarget(
  sound: Stereo,
  target: TargetSettings,
  encode: EncodeMp3,
): Promise<Encoded> {
  let aim: Aim | null = { loudness: target.loudness + attenuation(target.bitrate), ceiling: target.ceiling }
  for (let encodings = 1; ; encodings++) {
    const copy = { left: sound.left.slice(), right: sound.right.slice() }
    const mastered = master(copy, { ...aim, delay: codecDelay })
    const audio = encode(copy, target.bitrate)
    const heard = await measureMp3(audio)
    const encoded = { audio, report: { ...mastered, ...heard, encodings } }
    aim = nextAim(aim, mastered, heard, target)
    if (aim === null || encodings === mostEncodings) return encoded
  }
}
