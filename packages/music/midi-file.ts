import { ByteReader, MidiError } from './midi-bytes.ts'
import { readTrack, type MidiTrack } from './midi-track.ts'

/** Bounds for files from anywhere. */
export interface MidiLimits {
  /** 4 MiB */
  maxBytes?: number
  /** 256 */
  maxTracks?: number
  /** 500,000, over all tracks */
  maxEvents?: number
  /** 3,600 */
  maxSeconds?: number
  /** 60,000 quarter notes, an hour at 1,000 a minute: rolls and tokens grow with these, not with seconds */
  maxQuarters?: number
}

export interface MidiFile {
  /** What a tick lasts: a part of a quarter note by the tempo, or (SMPTE) a part of a second whatever the tempo. */
  ticksPerQuarter: number
  ticksPerSecond: number | null
  tracks: MidiTrack[]
  warnings: string[]
}

interface Header {
  end: number
  tracks: number
  division: number
}

const chunkHeader = 8

/** The chunks of a Standard MIDI File of format 0 or 1. Throws MidiError. */
export function readMidiFile(bytes: Uint8Array, limits: Required<MidiLimits>): MidiFile {
  if (bytes.length > limits.maxBytes) {
    throw new MidiError(`the file has ${bytes.length} bytes, more than ${limits.maxBytes}`)
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const header = readHeader(view, limits)
  const warnings: string[] = []
  const tracks = readTracks(bytes, view, header, eventCounter(limits.maxEvents))
  if (tracks.length === 0) throw new MidiError('the file has no track')
  if (tracks.length < header.tracks) {
    warnings.push(`the header promises ${header.tracks} tracks, the file has ${tracks.length}`)
  }
  return { ...readDivision(header.division), tracks, warnings }
}

const chunkName = (view: DataView, at: number): string =>
  String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)))

function readHeader(view: DataView, { maxTracks }: Required<MidiLimits>): Header {
  if (view.byteLength < 14 || chunkName(view, 0) !== 'MThd') throw new MidiError('this is no MIDI file')
  const end = chunkHeader + view.getUint32(4)
  if (end < 14 || end > view.byteLength) throw new MidiError('the header has a wrong length')
  const format = view.getUint16(8)
  const tracks = view.getUint16(10)
  if (format > 1) throw new MidiError(`MIDI files of format ${format} are not read, only 0 and 1`)
  if (tracks > maxTracks) throw new MidiError(`the file has ${tracks} tracks, more than ${maxTracks}`)
  return { end, tracks, division: view.getUint16(12) }
}

function readDivision(division: number): Pick<MidiFile, 'ticksPerQuarter' | 'ticksPerSecond'> {
  if (division === 0) throw new MidiError('the division is 0, so the notes have no times')
  if (division < 0x8000) return { ticksPerQuarter: division, ticksPerSecond: null }
  const frames = 256 - (division >> 8)
  const ticks = division & 255
  if (![24, 25, 29, 30].includes(frames) || ticks === 0) throw new MidiError('the SMPTE division is wrong')
  // 29 stands for 30 drop frame, which counts 29.97 frames a second.
  const ticksPerSecond = (frames === 29 ? 30000 / 1001 : frames) * ticks
  return { ticksPerQuarter: ticksPerSecond / 2, ticksPerSecond }
}

/** Chunks with other names than MTrk are skipped, as the standard asks. */
function readTracks(bytes: Uint8Array, view: DataView, header: Header, countEvent: () => void): MidiTrack[] {
  const tracks: MidiTrack[] = []
  let at = header.end
  while (at + chunkHeader <= bytes.length && tracks.length < header.tracks) {
    const start = at + chunkHeader
    const end = start + view.getUint32(at + 4)
    const truncated = end > bytes.length
    if (chunkName(view, at) === 'MTrk') {
      const reader = new ByteReader(bytes, start, Math.min(end, bytes.length))
      tracks.push(readTrack(reader, countEvent, truncated))
    }
    at = end
  }
  return tracks
}

function eventCounter(maxEvents: number): () => void {
  let events = 0
  return () => {
    if (++events > maxEvents) throw new MidiError(`the file has more than ${maxEvents} events`)
  }
}
