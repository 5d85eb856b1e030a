import { setImmediate } from 'node:timers/promises'
import type { PerformedNote, PerformedPedal, Performance } from '@earshot/music/notes'
import { encodeToTarget, type EncodedReport } from './encode-to-target.ts'
import { instrumentHash } from './instrument.ts'
import { fade } from './master.ts'
import { assertPlain, openMp3Encoder } from './mp3.ts'
import { checkPedal } from './pedal.ts'
import { openRecordings, type RecordingsOptions } from './recordings.ts'
import { clipSettingsSchema, settingsHash, type ClipSettings, type ClipSettingsInput } from './settings.ts'
import { soundOf } from './sound.ts'
import { strikes } from './strikes.ts'

/** Rises whenever the same performance and settings would give other bytes. */
export const rendererVersion = 2

/**
 * Loudness and peak are those of the decoded clip. Where `loudness` is more than 0.1 LU from what was asked for, the clip
 * cannot be louder under the ceiling.
 */
export interface ClipReport extends EncodedReport {
  seconds: number
  bytes: number
  /** MP3 frames. */
  frames: number
  /** Strikes that sound. */
  notes: number
  /** Notes that do not: outside 21..108, joined to another on their key, or after the end. */
  leftOut: number
  provenance: { renderer: number; settings: string; instrument: string }
}

export interface Clip {
  /** MP3 */
  audio: Uint8Array
  report: ClipReport
}

export interface ClipMaker {
  make: (performance: Performance, settings?: ClipSettingsInput) => Promise<Clip>
}

interface Part {
  notes: PerformedNote[]
  pedal: PerformedPedal[]
}

/** The notes that begin within the clip once its first note is moved to the lead, with the pedal moved alike. */
export function placed({ notes, pedal }: Performance, { lead, seconds }: ClipSettings): Part {
  checkPedal(pedal)
  const struck = strikes(notes)
  if (struck.length === 0) throw new Error('clip is silent: it has no note between pitch 21 and 108')
  const shift = lead - struck[0].start
  return {
    notes: struck
      .map((note) => ({ ...note, start: note.start + shift, end: note.end + shift }))
      .filter(({ start }) => start < seconds),
    pedal: pedal.map(({ at, value }) => ({ at: at + shift, value })),
  }
}

async function openStudio(options: RecordingsOptions) {
  const [recordings, encode] = await Promise.all([openRecordings(options), openMp3Encoder()])
  return { recordings, encode, instrument: instrumentHash() }
}

/**
 * A maker of clips: piano, loudness, MP3. Whatever silence a performance begins with, its first note sounds at `lead`;
 * nothing sounds before. All clips of one duration and bitrate have one length, and the same notes and settings give
 * the same bytes. The sampled piano and the encoder are loaded by the first clip and kept by the maker. `make` throws
 * 'clip is silent', a RangeError for a note that makes no sense, a ZodError for settings, or an Error that names the
 * file and package of a recording that is missing or damaged.
 *
 * A clip of 30 s takes about 0.8 s of one core, more than half of it in the encoder, and up to 0.5 s more while new
 * recordings are decoded; the process stays near 300 MB.
 */
export function createClipMaker(options: RecordingsOptions = {}): ClipMaker {
  let studio: ReturnType<typeof openStudio> | undefined
  const make = async (performance: Performance, settings: ClipSettingsInput = {}): Promise<Clip> => {
    const set = clipSettingsSchema.parse(settings)
    const { notes, pedal } = placed(performance, set)
    studio ??= openStudio(options)
    const { recordings, encode, instrument } = await studio
    const sound = soundOf(notes, pedal, set.seconds, recordings, set)
    fade(sound, set.fadeIn, set.fadeOut)
    await setImmediate() // each step holds the thread for some tenths of a second: let others in between
    const { audio, report: encoded } = await encodeToTarget(sound, set, encode)
    const report: ClipReport = {
      ...encoded,
      seconds: set.seconds,
      bytes: audio.length,
      frames: assertPlain(audio, set.bitrate),
      notes: notes.length,
      leftOut: performance.notes.length - notes.length,
      provenance: { renderer: rendererVersion, settings: settingsHash(set), instrument },
    }
    return { audio, report }
  }
  return { make }
}
