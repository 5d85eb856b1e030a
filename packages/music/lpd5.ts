import { Lpd5Error, openLpd5Archive, type Lpd5Archive, type TrackHeader } from './lpd5-archive.ts'
import { byStart, mergeTracks } from './lpd5-merge.ts'
import { openRoll, type Roll, type Run } from './lpd5-roll.ts'
import { type Score, type ScoreNote, type Tempo } from './notes.ts'
import { defaultTempo } from './tempo.ts'

export { Lpd5Error } from './lpd5-archive.ts'

export interface Lpd5Options {
  /** The piano track alone, or all tracks but drums on one piano; piano. */
  track?: 'piano' | 'all'
  /** One velocity for every note, or the file's (of the cell where the note begins); 80. */
  velocity?: number | 'file'
  /** Longer songs are refused; 1,000,000 (the longest of LPD-5 has 959,040). */
  maxSteps?: number
}

export interface Lpd5Track extends TrackHeader {
  /** The track has no notes. */
  empty: boolean
}

export interface Lpd5Song {
  /** as the file says; in LPD-5 the md5 of the MIDI file that it was made from */
  name: string
  score: Score
  tracks: Lpd5Track[]
  /** time steps a quarter note */
  resolution: number
  /** length in time steps */
  steps: number
  /** pypianoroll before 1.0, as in LPD-5, or since */
  dialect: '2018' | 'pypianoroll'
}

const defaultVelocity = 80

/** As for MIDI files; the longest song of LPD-5 has 39,960. */
const maxQuarters = 60_000

/**
 * A song of LPD-5, or another multitrack piano roll saved by pypianoroll. Cells that follow one another in a pitch
 * are one note. Bars are taken as 4/4: the files do not say. The default is one velocity, as 6 % of the piano tracks
 * have velocity 1 throughout. Throws Lpd5Error, which names the member of the archive that is wrong.
 */
export function readLpd5(bytes: Uint8Array, options: Lpd5Options = {}): Lpd5Song {
  const { track = 'piano', velocity = defaultVelocity, maxSteps = 1_000_000 } = options
  const archive = openLpd5Archive(bytes)
  const { name, dialect, resolution } = archive
  const rolls = archive.tracks.map((_, index) => openRoll(archive, index))
  const tempo = new Float64Array(archive.array('tempo')?.data ?? [])
  const steps = countSteps(archive, rolls, tempo)
  if (steps > maxSteps) throw new Lpd5Error(null, `the song has ${steps} time steps, more than ${maxSteps}`)
  if (steps / resolution > maxQuarters)
    throw new Lpd5Error(null, `the song has more than ${maxQuarters} quarter notes`)
  const chosen = track === 'piano' ? [pianoTrack(archive.tracks)] : melodicTracks(archive.tracks)
  const runs = byStart(runsOf(chosen.map((index) => rolls[index])), steps)
  const score: Score = {
    notes: runs.map((run) => toNote(run, resolution, velocity)),
    tempos: readTempos(tempo, resolution),
    meters: [{ at: 0, beats: 4, unit: 4 }],
    pedal: [],
    length: steps / resolution,
  }
  const tracks = archive.tracks.map((header, index) => ({ ...header, empty: rolls[index].empty }))
  return { name, score, tracks, resolution, steps, dialect }
}

/** The tempo says how long a song is only where nothing else does: it may have another number of steps a beat. */
function countSteps(archive: Lpd5Archive, rolls: readonly Roll[], tempo: Float64Array): number {
  const inRolls = Math.max(...rolls.map((roll) => roll.steps))
  return inRolls || (archive.array('downbeat')?.data.length ?? tempo.length)
}

/** The track called Piano, or else the first that is played on one (General MIDI programs 0..7). */
function pianoTrack(tracks: readonly TrackHeader[]): number {
  const named = tracks.findIndex(({ name, isDrum }) => !isDrum && name.toLowerCase() === 'piano')
  const index = named >= 0 ? named : tracks.findIndex(({ program, isDrum }) => !isDrum && program < 8)
  if (index < 0) throw new Lpd5Error('info.json', 'names no piano track')
  return index
}

const melodicTracks = (tracks: readonly TrackHeader[]): number[] =>
  tracks.flatMap(({ isDrum }, index) => (isDrum ? [] : [index]))

const runsOf = (rolls: readonly Roll[]): Run[] =>
  rolls.length === 1 ? rolls[0].runs() : mergeTracks(rolls.map((roll) => roll.runs()))

function toNote(run: Run, resolution: number, velocity: number | 'file'): ScoreNote {
  return {
    start: run.start / resolution,
    end: run.end / resolution,
    pitch: run.pitch,
    velocity: velocity === 'file' ? (run.velocity ?? defaultVelocity) : velocity,
  }
}

/** pypianoroll writes so many tempos for a beat, whatever the resolution. */
const tempoCopies = 24

/**
 * The tempo is meant to have one value a time step, but pypianoroll writes the tempos of all beats one after another,
 * 24 times over (np.tile for np.repeat): where the array is such a tiling, value b is the tempo of beat b. Tempos are
 * in whole microseconds a quarter note, as in the MIDI files they come from; the arrays hold them with noise.
 */
function readTempos(values: Float64Array, resolution: number): Tempo[] {
  const beats = values.length / tempoCopies
  const tiled = Number.isInteger(beats) && isTiled(values, beats)
  const tempos: Tempo[] = []
  let last = 0
  for (let i = 0; i < (tiled ? beats : values.length); i++) {
    if (i > 0 && values[i] === values[i - 1]) continue
    const microseconds = Math.round(6e7 / values[i])
    if (!(microseconds > 0 && microseconds < 2 ** 32)) {
      throw new Lpd5Error('tempo.npy', `a tempo of ${values[i]} is not possible`)
    }
    if (microseconds !== last) tempos.push({ at: tiled ? i : i / resolution, bpm: 6e7 / microseconds })
    last = microseconds
  }
  return tempos.length > 0 ? tempos : [{ at: 0, bpm: defaultTempo }]
}

function isTiled(values: Float64Array, period: number): boolean {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength)
  const shift = period * values.BYTES_PER_ELEMENT
  return bytes.subarray(shift).equals(bytes.subarray(0, bytes.length - shift))
}
