import { MidiError, PastEndError, type ByteReader } from './midi-bytes.ts'

/** Times in ticks from the beginning. */
export interface TickNote {
  start: number
  end: number
  pitch: number
  velocity: number
}

export interface PedalEvent {
  tick: number
  channel: number
  value: number
}

/** What a piano needs of one track, and counts of what was left out or mended. */
export interface MidiTrack {
  name: string
  notes: TickNote[]
  pedal: PedalEvent[]
  tempos: { tick: number; microseconds: number }[]
  meters: { tick: number; beats: number; unit: number }[]
  cut: boolean
  unended: number
  momentary: number
  percussion: number
  badTempos: number
  badMeters: number
}

const percussionChannel = 9
const controllers = { sustain: 64, soundOff: 120, reset: 121, notesOff: 123 }
const meta = { trackName: 0x03, endOfTrack: 0x2f, tempo: 0x51, meter: 0x58 }

/**
 * Reads one track chunk. `countEvent` is called for every event and may throw. Notes of one pitch and channel end in
 * the order in which they began. A chunk that is known to be `truncated` may end within an event. Throws MidiError.
 */
export function readTrack(reader: ByteReader, countEvent: () => void, truncated: boolean): MidiTrack {
  const parser = new TrackParser(reader)
  try {
    while (!reader.done && !parser.ended) {
      countEvent()
      parser.readEvent()
    }
  } catch (error) {
    if (!(truncated && error instanceof PastEndError)) throw error
  }
  return parser.finish(truncated)
}

/** Notes of one pitch and channel; those before `next` have ended. */
interface Queue {
  notes: TickNote[]
  next: number
}

class TrackParser {
  ended = false
  private readonly reader: ByteReader
  private tick = 0
  private runningStatus = 0
  private readonly sounding = new Map<number, Queue>()
  private readonly track: MidiTrack = {
    name: '',
    notes: [],
    pedal: [],
    tempos: [],
    meters: [],
    cut: false,
    unended: 0,
    momentary: 0,
    percussion: 0,
    badTempos: 0,
    badMeters: 0,
  }

  constructor(reader: ByteReader) {
    this.reader = reader
  }

  readEvent() {
    this.tick += this.reader.variable()
    const status = this.reader.peek() < 128 ? this.runningStatus : this.reader.byte()
    if (status === 0) throw new MidiError('a data byte stands where no running status is in force')
    // The standard ends running status at every meta or system event; a file that goes on regardless is ambiguous.
    this.runningStatus = status < 0xf0 ? status : 0
    if (status < 0xf0) this.channelEvent(status >> 4, status & 15)
    else if (status === 0xff) this.metaEvent(this.reader.data())
    else if (status === 0xf0 || status === 0xf7) this.reader.take(this.reader.variable())
    else throw new MidiError(`status 0x${status.toString(16)} does not belong in a file`)
  }

  private channelEvent(kind: number, channel: number) {
    const first = this.reader.data()
    const hasSecond = kind !== 0xc && kind !== 0xd
    const second = hasSecond ? this.reader.data() : 0
    if (channel === percussionChannel) this.track.percussion += kind === 9 && second > 0 ? 1 : 0
    else if (kind === 9 && second > 0) this.noteOn(channel, first, second)
    else if (kind === 8 || kind === 9) this.noteOff(channel, first)
    else if (kind === 0xb) this.control(channel, first, second)
  }

  private noteOn(channel: number, pitch: number, velocity: number) {
    const note = { start: this.tick, end: -1, pitch, velocity }
    const key = channel * 128 + pitch
    const queue = this.sounding.get(key)
    if (queue) queue.notes.push(note)
    else this.sounding.set(key, { notes: [note], next: 0 })
    this.track.notes.push(note)
  }

  private noteOff(channel: number, pitch: number) {
    const key = channel * 128 + pitch
    const queue = this.sounding.get(key)
    if (!queue) return
    queue.notes[queue.next++].end = this.tick
    if (queue.next === queue.notes.length) this.sounding.delete(key)
  }

  private control(channel: number, controller: number, value: number) {
    const { tick } = this
    if (controller === controllers.sustain) this.track.pedal.push({ tick, channel, value })
    if (controller === controllers.reset) this.track.pedal.push({ tick, channel, value: 0 })
    if (controller === controllers.soundOff || controller === controllers.notesOff) this.endNotesOf(channel)
  }

  private endNotesOf(channel: number) {
    for (const [key, { notes, next }] of this.sounding) {
      if (key >> 7 !== channel) continue
      for (const note of notes.slice(next)) note.end = this.tick
      this.sounding.delete(key)
    }
  }

  private metaEvent(type: number) {
    const bytes = this.reader.take(this.reader.variable())
    if (type === meta.endOfTrack) this.ended = true
    else if (type === meta.trackName && this.track.name === '') this.track.name = readText(bytes)
    else if (type === meta.tempo) this.tempo(bytes)
    else if (type === meta.meter) this.meter(bytes)
  }

  private tempo(bytes: Uint8Array) {
    const microseconds = bytes.length === 3 ? (bytes[0] << 16) | (bytes[1] << 8) | bytes[2] : 0
    if (microseconds > 0) this.track.tempos.push({ tick: this.tick, microseconds })
    else this.track.badTempos++
  }

  private meter(bytes: Uint8Array) {
    const [beats, power] = bytes
    if (bytes.length >= 2 && beats > 0 && power <= 6) {
      this.track.meters.push({ tick: this.tick, beats, unit: 2 ** power })
    } else this.track.badMeters++
  }

  /** Notes that still sound end with the track; notes that then have no length are left out. */
  finish(cut: boolean): MidiTrack {
    const { track, tick } = this
    const open = track.notes.filter((note) => note.end < 0)
    for (const note of open) note.end = tick
    const notes = track.notes.filter((note) => note.end > note.start)
    return { ...track, notes, cut, unended: open.length, momentary: track.notes.length - notes.length }
  }
}

const longestName = 200

/** UTF-8, or else Latin-1, without control characters. */
function readText(bytes: Uint8Array): string {
  const decode = (encoding: string) => new TextDecoder(encoding, { fatal: true }).decode(bytes)
  let text: string
  try {
    text = decode('utf-8')
  } catch {
    text = decode('latin1')
  }
  return text
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, longestName)
    .replace(/\p{Cs}$/u, '')
}
