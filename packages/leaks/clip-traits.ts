import { createHash } from 'node:crypto'
import { integratedLoudness } from '@earshot/audio/loudness'
import { firstSound, measureFade, type Fade, type Sound } from './fade.ts'
import { readMp3, type Mp3File } from './mp3-file.ts'

/** A clip as it comes to a respondent. */
export interface DeliveredClip {
  id: string
  source: string
  /** MP3, as it was sent. */
  audio: Uint8Array
  /** The same decoded, with all that a decoder puts in front. */
  sound: Sound
  /** The same notes, rendered with `fadeOut: 0` and decoded; null where the notes are not known. */
  unfaded: Sound | null
  status: number
  /** Of the response, in its order. */
  headers: readonly (readonly [name: string, value: string])[]
  /** Names by which respondents' browsers ask for it: another for each respondent. */
  keys: readonly string[]
  /** Addresses without their origin, in which the keys stand. */
  paths: readonly string[]
}

/** What is compared between clips: some kilobytes, so that the sound of only one clip at a time is held. */
export interface ClipTraits extends Omit<DeliveredClip, 'audio' | 'sound' | 'unfaded'> {
  bytes: number
  file: Mp3File
  /** Hashes of the first frames. */
  opening: string[]
  /** Decoded, frames a second and in all. */
  sampleRate: number
  samples: number
  /** Seconds; null for silence. */
  firstSound: number | null
  /** Seconds from the first sound of the same notes as the pipeline renders them, which music has no part in; null without notes. */
  lead: number | null
  /** LUFS */
  loudness: number
  fade: Fade | null
}

const openingFrames = 64

/** Measures a clip. Its sound is decoded as `decodeMp3` does: every frame of it, none left out. */
export function clipTraits({ audio, sound, unfaded, ...delivered }: DeliveredClip): ClipTraits {
  const file = readMp3(audio)
  const { left, right, sampleRate } = sound
  const first = firstSound(sound)
  const expected = unfaded && firstSound(unfaded)
  return {
    ...delivered,
    bytes: audio.length,
    file,
    opening: file.frames
      .slice(0, openingFrames)
      .map(({ offset, bytes }) => hash(audio.subarray(offset, offset + bytes))),
    sampleRate,
    samples: left.length,
    firstSound: first,
    lead: first !== null && expected !== null ? first - expected : null,
    loudness: integratedLoudness([left, right], sampleRate),
    fade: unfaded && measureFade(sound, unfaded),
  }
}

const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex').slice(0, 12)
