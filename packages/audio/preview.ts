/** A clip that is heard while it is still being made. */
import { setImmediate } from 'node:timers/promises'
import type { Performance } from '@earshot/music/notes'
import { placed } from './clip.ts'
import { fromDecibels } from './decibels.ts'
import { limit } from './limiter.ts'
import { integratedLoudness } from './loudness.ts'
import { fade } from './master.ts'
import { attenuation, mp3Bytes, openMp3Stream, type Mp3Stream } from './mp3.ts'
import { openRecordings, type Recordings, type RecordingsOptions } from './recordings.ts'
import { clipSettingsSchema, type ClipSettings, type ClipSettingsInput } from './settings.ts'
import { soundOf } from './sound.ts'
import { sampleRate, scale, type Stereo } from './stereo.ts'

/** Seconds that are made first: they are sent before the rest is begun, and the level is set by them. */
const firstSeconds = 4

/** Sound is encoded and sent in parts of so many frames (half a second). */
const partFrames = sampleRate / 2

export interface Preview {
  /** Bytes of the whole MP3, known before any of it is made. */
  bytes: number
  parts: AsyncGenerator<Uint8Array>
}

export type Previewer = (performance: Performance, settings?: ClipSettingsInput) => Promise<Preview>

/**
 * Previews on the piano of clips: the same notes, fades, length and encoding. The level is that of the first seconds
 * alone, so a preview may be louder or quieter than its clip; its peaks are below the same ceiling. Throws as a clip
 * maker does, before the first part.
 */
export function createPreviewer(options: RecordingsOptions = {}): Previewer {
  let recordings: Promise<Recordings> | undefined
  return async (performance, input = {}) => {
    const settings = clipSettingsSchema.parse(input)
    const { notes, pedal } = placed(performance, settings)
    recordings ??= openRecordings(options)
    const [piano, encoder] = await Promise.all([recordings, openMp3Stream(settings.bitrate)])
    const render = (seconds: number): Stereo => soundOf(notes, pedal, seconds, piano, settings)
    const bytes = mp3Bytes(Math.round(settings.seconds * sampleRate), settings.bitrate)
    return { bytes, parts: parts(render, settings, encoder) }
  }
}

/** The opening is made twice, alone and as part of the whole: it costs a tenth of the whole, and nothing is kept between. */
async function* parts(
  render: (seconds: number) => Stereo,
  settings: ClipSettings,
  encoder: Mp3Stream,
): AsyncGenerator<Uint8Array> {
  const opening = render(Math.min(firstSeconds, settings.seconds))
  const frames = opening.left.length
  const whole = settings.seconds <= firstSeconds
  const gain = levelOf(opening, settings)
  yield* encoded(levelled(opening, gain, { ...settings, fadeOut: whole ? settings.fadeOut : 0 }), 0, encoder)
  if (!whole) yield* encoded(levelled(render(settings.seconds), gain, settings), frames, encoder)
  yield encoder.finish()
}

function levelled(sound: Stereo, gain: number, { fadeIn, fadeOut, ceiling }: ClipSettings): Stereo {
  fade(sound, fadeIn, fadeOut)
  scale(sound, gain)
  limit(sound, fromDecibels(ceiling))
  return sound
}

/** A sound from a frame on, as MP3; between two parts other work goes on. */
async function* encoded(
  { left, right }: Stereo,
  from: number,
  encoder: Mp3Stream,
): AsyncGenerator<Uint8Array> {
  for (let i = from; i < left.length; i += partFrames) {
    const end = i + partFrames
    yield encoder.encode({ left: left.subarray(i, end), right: right.subarray(i, end) })
    await setImmediate()
  }
}

/** The amplitude that brings the opening to the loudness of clips; 1 where nothing of it is loud enough to measure. */
function levelOf({ left, right }: Stereo, { loudness, bitrate }: ClipSettings): number {
  const measured = integratedLoudness([left, right], sampleRate)
  return Number.isFinite(measured) ? fromDecibels(loudness + attenuation(bitrate) - measured) : 1
}
