import tonejs from '@tonejs/midi'
import { MidiError } from './midi-bytes.ts'
import { readMidiFile, type MidiFile, type MidiLimits } from './midi-file.ts'
import type { MidiTrack, TickNote } from './midi-track.ts'
import { durationInSeconds, sortNotes, type Meter, type Score, type Tempo } from './notes.ts'
import { defaultTempo } from './tempo.ts'

export { MidiError } from './midi-bytes.ts'
export type { MidiLimits } from './midi-file.ts'

export interface MidiSong {
  score: Score
  /** what was left out or mended, a sentence each */
  warnings: string[]
  /** the name of the first track, where it has one */
  title?: string
}

/** LilyPond gives this name to the first track of every piece. */
const lilyPondName = 'control track'

const defaultLimits: Required<MidiLimits> = {
  maxBytes: 4 * 2 ** 20,
  maxTracks: 256,
  maxEvents: 500_000,
  maxSeconds: 3600,
  maxQuarters: 60_000,
}

/**
 * A Standard MIDI File as one piano part: all tracks and channels but percussion, with tempo, meter and pedal, which
 * is down while any channel holds it down. Times by SMPTE become quarter notes at 120. The length reaches to the end
 * of the last note or pedal event. Throws MidiError for what is damaged, ambiguous or beyond the limits.
 */
export function readMidi(bytes: Uint8Array, limits: MidiLimits = {}): MidiSong {
  const bounds = { ...defaultLimits, ...limits }
  const file = readMidiFile(bytes, bounds)
  const score = toScore(file)
  if (!(score.length <= bounds.maxQuarters)) {
    throw new MidiError(`the piece has ${score.length} quarter notes, more than ${bounds.maxQuarters}`)
  }
  const seconds = durationInSeconds(score)
  if (!(seconds <= bounds.maxSeconds)) {
    throw new MidiError(`the piece lasts ${Math.round(seconds)} s, more than ${bounds.maxSeconds}`)
  }
  const title = file.tracks[0].name
  const named = title !== '' && title !== lilyPondName
  return { score, warnings: [...file.warnings, ...warningsOf(file)], ...(named ? { title } : {}) }
}

function toScore(file: MidiFile): Score {
  const quarters = (tick: number) => tick / file.ticksPerQuarter
  const notes = file.tracks.flatMap((track) =>
    track.notes.map(({ start, end, pitch, velocity }) => ({
      start: quarters(start),
      end: quarters(end),
      pitch,
      velocity,
    })),
  )
  const pedal = mergePedals(file.tracks).map(({ tick, value }) => ({ at: quarters(tick), value }))
  const noteEnd = notes.reduce((latest, { end }) => Math.max(latest, end), 0)
  return {
    notes: sortNotes(notes),
    tempos: file.ticksPerSecond === null ? readTempos(file.tracks, quarters) : [{ at: 0, bpm: defaultTempo }],
    meters: readMeters(file.tracks, quarters),
    pedal,
    length: Math.max(noteEnd, pedal.at(-1)?.at ?? 0),
  }
}

/** Files often hold the pedal of both hands in the track of one, or the same pedal in both. */
function mergePedals(tracks: readonly MidiTrack[]): { tick: number; value: number }[] {
  const events = tracks.flatMap((track) => track.pedal).sort((a, b) => a.tick - b.tick)
  const depths = new Map<number, number>()
  const merged: { tick: number; value: number }[] = []
  for (const { tick, channel, value } of events) {
    depths.set(channel, value)
    const deepest = Math.max(...depths.values())
    if (deepest !== (merged.at(-1)?.value ?? 0)) merged.push({ tick, value: deepest })
  }
  return merged
}

function readTempos(tracks: readonly MidiTrack[], quarters: (tick: number) => number): Tempo[] {
  const tempos = tracks.flatMap((track) =>
    track.tempos.map(({ tick, microseconds }) => ({ at: quarters(tick), bpm: 6e7 / microseconds })),
  )
  return changes({ at: 0, bpm: defaultTempo }, tempos, (a, b) => a.bpm === b.bpm)
}

function readMeters(tracks: readonly MidiTrack[], quarters: (tick: number) => number): Meter[] {
  const meters = tracks.flatMap((track) =>
    track.meters.map(({ tick, beats, unit }) => ({ at: quarters(tick), beats, unit })),
  )
  const same = (a: Meter, b: Meter) => a.beats === b.beats && a.unit === b.unit
  return changes({ at: 0, beats: 4, unit: 4 }, meters, same)
}

/** In time order, from `initial` on, without what changes nothing; of two at one time the later in the file holds. */
function changes<T extends { at: number }>(
  initial: T,
  events: readonly T[],
  same: (a: T, b: T) => boolean,
): T[] {
  const result: T[] = []
  for (const event of [initial, ...events].sort((a, b) => a.at - b.at)) {
    if (result.at(-1)?.at === event.at) result.pop()
    const last = result.at(-1)
    if (!(last && same(last, event))) result.push(event)
  }
  return result
}

function warningsOf({ tracks, ticksPerSecond }: MidiFile): string[] {
  const count = (of: (track: MidiTrack) => number) => tracks.reduce((sum, track) => sum + of(track), 0)
  const tempos = count((track) => track.tempos.length)
  const findings: [number, string][] = [
    [count((track) => Number(track.cut)), 'tracks cut short by the end of the file'],
    [count((track) => track.unended), 'notes without an end, ended with their track'],
    [count((track) => track.momentary), 'notes of no length left out'],
    [count((track) => track.percussion), 'notes of percussion left out'],
    [count((track) => track.badTempos), 'impossible tempos left out'],
    [count((track) => track.badMeters), 'impossible meters left out'],
    [ticksPerSecond === null ? 0 : tempos, 'tempos without effect, as times are in seconds'],
  ]
  return findings.filter(([times]) => times > 0).map(([times, what]) => `${times} ${what}`)
}

const ticksPerQuarter = 480
const { Midi } = tonejs
type Midi = InstanceType<typeof Midi>
const toTick = (quarters: number): number => Math.round(quarters * ticksPerQuarter)

/**
 * The score as a Standard MIDI File of format 1 at 480 ticks a quarter note. Times go to the nearest tick and a note
 * lasts at least one; `readMidi` gives the same notes, velocities, pedal, tempos and meters back.
 */
export function writeMidi(score: Score, { title = '' }: { title?: string } = {}): Uint8Array {
  const midi = new Midi()
  // The library writes characters as bytes.
  midi.name = Buffer.from(title, 'utf8').toString('latin1')
  midi.header.tempos = score.tempos.map(({ at, bpm }) => ({ ticks: toTick(at), bpm: exactTempo(bpm) }))
  midi.header.timeSignatures = score.meters.map(({ at, beats, unit }) => ({
    ticks: toTick(at),
    timeSignature: [beats, unit],
  }))
  const [first, ...others] = splitOverlaps(score.notes)
  addTrack(midi, first, 0)
  others.forEach((notes, i) => {
    addTrack(midi, notes, pianoChannels[(i + 1) % pianoChannels.length])
  })
  for (const { at, value } of score.pedal) {
    midi.tracks[0].addCC({ number: 64, ticks: toTick(at), value: inHundredTwentySevenths(value) })
  }
  return midi.toArray()
}

/** All but the tenth, which is percussion. */
const pianoChannels = [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15]

function addTrack(midi: Midi, notes: readonly TickNote[], channel: number) {
  const track = midi.addTrack()
  track.channel = channel
  for (const { start, end, pitch, velocity } of notes) {
    const times = { ticks: start, durationTicks: end - start }
    track.addNote({ ...times, midi: pitch, velocity: inHundredTwentySevenths(velocity) })
  }
}

/** The library rounds down `60e6 / bpm` and `127 x value`; the halves make sure that the right integer is left. */
const exactTempo = (bpm: number): number => 6e7 / (Math.round(6e7 / bpm) + 0.5)
const inHundredTwentySevenths = (value: number): number => (value + 0.5) / 127

/** One list at least. In each, no note of a pitch begins before the last one ended: MIDI could not say which ends. */
function splitOverlaps(notes: Score['notes']): TickNote[][] {
  const lists: TickNote[][] = [[]]
  const ends: number[][] = [[]]
  for (const { start, end, pitch, velocity } of sortNotes(notes)) {
    const from = toTick(start)
    let list = ends.findIndex((endOf) => (endOf[pitch] ?? 0) <= from)
    if (list < 0) list = lists.push([]) - 1
    const note = { start: from, end: Math.max(from + 1, toTick(end)), pitch, velocity }
    lists[list].push(note)
    ends[list] ??= []
    ends[list][pitch] = note.end
  }
  return lists
}
