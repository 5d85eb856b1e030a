/** One file of music, in any format that is read, to its notes. */
import { createHash } from 'node:crypto'
import { basename, extname } from 'node:path'
import { Lpd5Error, readLpd5, type Lpd5Song } from '@earshot/music/lpd5'
import { MidiError, readMidi } from '@earshot/music/midi'
import { durationInSeconds, type Score } from '@earshot/music/notes'
import { ZipError } from '@earshot/music/zip'
import { MusicXmlError, readMusicXml } from './musicxml.ts'
import { baseName, shownText } from './names.ts'
import { formatOf, type SongFormat } from './song-format.ts'
import { XmlError } from './xml.ts'

/** The file holds no song that can be read. `reason` is a sentence without the file's name; the message has both. */
export class SongError extends Error {
  override name = 'SongError'
  readonly file: string
  readonly reason: string
  constructor(file: string, reason: string, options?: ErrorOptions) {
    super(`${file}: ${reason}`, options)
    this.file = file
    this.reason = reason
  }
}

export interface ReadOptions {
  /** Of piano rolls in .npz: the Piano track alone, or all tracks but drums on one piano; piano. */
  track?: 'piano' | 'all'
  /** As the file has them, or one for every note, 1..127; file. */
  velocity?: 'file' | number
  /** 32 MiB, and 4 MiB of MIDI */
  maxBytes?: number
  /** 100,000 (the busiest piano track of LPD-5 has 8,677) */
  maxNotes?: number
  /** 60,000 quarter notes from the beginning to the end of the last note */
  maxQuarters?: number
  /** 3,600 from the beginning to the end of the last note */
  maxSeconds?: number
}

export interface ReadSong {
  /** The file's stem where it is 32 hexadecimal digits, as LPD-5 and Lakh name songs, in lower case; else `content`. */
  identity: string
  /** SHA-256 of the bytes, in hexadecimal */
  content: string
  title: string
  format: SongFormat
  /** Ends with its last note or pedal event: rolls of LPD-5 may go on in silence for hours. */
  score: Score
  /** What was left out or mended, a sentence each. */
  warnings: string[]
}

const defaults = {
  track: 'piano',
  velocity: 'file',
  maxBytes: 32 * 2 ** 20,
  maxNotes: 100_000,
  maxQuarters: 60_000,
  maxSeconds: 3600,
} as const satisfies ReadOptions

type Settings = Required<ReadOptions>

/**
 * Reads a song, by what the bytes are first and by the extension of `file` second. Throws SongError for what is
 * damaged, beyond a limit, or without a piano note.
 */
export async function readSong(
  file: string,
  bytes: Uint8Array,
  options: ReadOptions = {},
): Promise<ReadSong> {
  const settings: Settings = { ...defaults, ...options }
  const refuse = (reason: string, cause?: unknown) => new SongError(file, shownText(reason), { cause })
  if (bytes.length > settings.maxBytes)
    throw refuse(`the file has ${bytes.length} bytes, more than ${settings.maxBytes}`)
  const format = formatOf(file, bytes)
  if (format === null) throw refuse('this is neither a piano roll (.npz) nor MIDI, MusicXML or MEI')
  const stem = stemOf(file)
  const content = createHash('sha256').update(bytes).digest('hex')
  try {
    const { score, title, warnings } = await readers[format](bytes, settings)
    return {
      identity: songIdentity(file, content),
      content,
      title: shownText(title === '' ? stem : title),
      format,
      score: within(settings, playedAt(settings.velocity, score)),
      warnings,
    }
  } catch (error) {
    if (!isExpected(error)) throw error
    throw refuse(error.message, error)
  }
}

const stemOf = (file: string): string => basename(baseName(file), extname(baseName(file)))

/** By what a song is known, from its file's name and the SHA-256 of its bytes: see ReadSong. */
export function songIdentity(file: string, content: string): string {
  const stem = stemOf(file)
  return /^[0-9a-f]{32}$/i.test(stem) ? stem.toLowerCase() : content
}

/** The kinds of error that readers throw for files; anything else is a fault of ours. */
const isExpected = (error: unknown): error is Error =>
  [Unreadable, Lpd5Error, MidiError, MusicXmlError, XmlError, ZipError].some((kind) => error instanceof kind)

class Unreadable extends Error {}

interface Contents {
  score: Score
  title: string
  warnings: string[]
}

const readers: Record<SongFormat, (bytes: Uint8Array, settings: Settings) => Contents | Promise<Contents>> = {
  lpd5: (bytes, { track, velocity }) => {
    const song = readLpd5(bytes, { track, velocity })
    if (song.score.notes.length === 0) throw new Unreadable(withoutNote(song, track))
    // The name is the MD5 of a file once more.
    return { score: withoutSilentEnd(song.score), title: '', warnings: [] }
  },
  midi: (bytes, { maxQuarters, maxSeconds }) => {
    const { title = '', ...song } = readMidi(bytes, { maxQuarters, maxSeconds })
    if (song.score.notes.length === 0)
      throw new Unreadable(['there is no note in it', ...song.warnings].join('; '))
    return { ...song, title }
  },
  musicxml: async (bytes, { maxQuarters, maxSeconds }) => {
    const { title = '', ...song } = await readMusicXml(bytes, { maxQuarters, maxSeconds })
    if (song.score.notes.length === 0) throw new Unreadable('there is no note in the score')
    return { ...song, title }
  },
}

function withoutNote({ tracks }: Lpd5Song, track: 'piano' | 'all'): string {
  const playing = tracks.filter(({ empty }) => !empty).map(({ name }) => name || 'without a name')
  const others = playing.length === 0 ? 'so are all others' : `notes are in ${playing.join(', ')}`
  return track === 'piano' ? `track Piano is empty (${others})` : `all tracks but drums are empty (${others})`
}

function withoutSilentEnd(score: Score): Score {
  const length = score.notes.reduce((latest, { end }) => Math.max(latest, end), 0)
  return { ...score, length, tempos: score.tempos.filter(({ at }) => at === 0 || at < length) }
}

const playedAt = (velocity: 'file' | number, score: Score): Score =>
  velocity === 'file' ? score : { ...score, notes: score.notes.map((note) => ({ ...note, velocity })) }

function within({ maxNotes, maxQuarters, maxSeconds }: Settings, score: Score): Score {
  const found: [number, number, string][] = [
    [score.notes.length, maxNotes, 'notes'],
    [Math.ceil(score.length), maxQuarters, 'quarter notes'],
    [Math.ceil(durationInSeconds(score)), maxSeconds, 'seconds'],
  ]
  const beyond = found.find(([amount, most]) => amount > most)
  if (beyond) throw new Unreadable(`the song has ${beyond[0]} ${beyond[2]}, more than ${beyond[1]}`)
  return score
}
