/**
 * Music as note events, for models of held notes, dynamics and tempo: a note is one token, and what it shares with
 * the note before it (its duration and velocity) is said only when it changes, as Music Transformer says velocity.
 * Kept: onset, duration, pitch and velocity of every note, tempos, meters and the length, on a grid of 24 lines a
 * quarter note. Lost: what lies between two lines, the pedal, and the fraction of a tempo (see `eventLayout`).
 */
import { EventError, eventOf, eventRange, type MusicEvent, tokenOf } from './events-layout.ts'
import { nearestLine } from './grid.ts'
import { sortNotes, type Meter, type Score, type ScoreNote, type Tempo } from './notes.ts'

export {
  EventError,
  eventLayout,
  eventOf,
  eventVocabulary,
  tokenOf,
  type MusicEvent,
} from './events-layout.ts'

/** Lines a quarter note, as in LPD-5. */
export const eventGrid = 24

/** What holds before a sequence says otherwise. */
const initial = { duration: eventGrid, velocity: 80 } as const

/** Longer scores are refused: ten times LPD-5's longest song. */
const mostLines = 10_000_000

/** All that happens at one line of the grid. */
interface Moment {
  meter?: Meter
  tempo?: Tempo
  notes: ScoreNote[]
}

/**
 * The score as tokens 0 .. eventVocabulary-1, the end token last. Times go to the nearest line (halves up) and a note
 * lasts at least one; tempos to the nearest whole number of the layout; changes after the
 * end are left out; of two tempos or meters on one line the later
 * holds. Throws EventError for what no token can say: a pitch, velocity or meter outside the layout, or a time that
 * is not one.
 */
export function toEvents(score: Score): Int32Array {
  const events: MusicEvent[] = []
  let now = 0
  const running = { ...initial }
  const end = lineOf(score.length)
  for (const [line, { meter, tempo, notes }] of [...moments(score)].sort(([a], [b]) => a - b)) {
    // Files change tempo after their last note; it has no effect, and no length here.
    if (line > end && notes.length === 0) continue
    events.push(...lengths('shift', line - now))
    now = line
    if (meter) events.push({ kind: 'meter', beats: meter.beats, unit: meter.unit })
    if (tempo) events.push({ kind: 'tempo', value: wholeTempo(tempo.bpm) })
    for (const note of notes) events.push(...noteEvents(note, running))
  }
  events.push(...lengths('shift', Math.max(0, end - now)), { kind: 'end' })
  return Int32Array.from(events, tokenOf)
}

/** Lines and what happens there; the times of notes are already lines. */
function moments({ notes, tempos, meters }: Score): Map<number, Moment> {
  const found = new Map<number, Moment>()
  const at = (line: number): Moment => {
    const moment = found.get(line) ?? { notes: [] }
    found.set(line, moment)
    return moment
  }
  for (const meter of meters) at(lineOf(meter.at)).meter = meter
  for (const tempo of tempos) at(lineOf(tempo.at)).tempo = tempo
  for (const note of sortNotes(notes.map(onGrid))) at(note.start).notes.push(note)
  return found
}

function onGrid(note: ScoreNote): ScoreNote {
  const start = lineOf(note.start)
  return { ...note, start, end: Math.max(start + 1, lineOf(note.end)) }
}

function lineOf(quarters: number): number {
  const line = nearestLine(quarters, eventGrid)
  if (!(line >= 0 && line <= mostLines)) throw new EventError(`there is no line at quarter note ${quarters}`)
  return line
}

/** The note, after its duration and its velocity where they are not those of the note before, which `running` holds. */
function noteEvents(note: ScoreNote, running: { duration: number; velocity: number }): MusicEvent[] {
  const duration = note.end - note.start
  const events: MusicEvent[] = duration === running.duration ? [] : lengths('duration', duration)
  if (note.velocity !== running.velocity) events.push({ kind: 'velocity', value: note.velocity })
  Object.assign(running, { duration, velocity: note.velocity })
  return [...events, { kind: 'note', value: note.pitch }]
}

/** As many of the longest as fit, then the rest: successive ones add up. */
function lengths(kind: 'shift' | 'duration', lines: number): MusicEvent[] {
  const { highest } = eventRange(kind)
  const whole = Array.from({ length: Math.floor(lines / highest) }, () => ({ kind, value: highest }))
  return lines % highest === 0 ? whole : [...whole, { kind, value: lines % highest }]
}

function wholeTempo(bpm: number): number {
  const { lowest, highest } = eventRange('tempo')
  return Math.min(highest, Math.max(lowest, Math.round(bpm)))
}

/**
 * The score that the tokens say, up to the first end token. Every sequence of tokens is music: a note takes the
 * duration and velocity last said (a quarter note and 80 before), successive durations add up, and the score is as
 * long as its shifts, or as its longest note. Throws EventError for a number that is no token, or too long a score.
 */
export function fromEvents(tokens: Iterable<number>): Score {
  const reader = createReader()
  for (const token of tokens) {
    const event = eventOf(token)
    if (event.kind === 'end') break
    reader.read(event)
  }
  return reader.score()
}

function createReader() {
  const notes: ScoreNote[] = []
  const tempos = new Map<number, Tempo>()
  const meters = new Map<number, Meter>()
  const running = { ...initial } as { duration: number; velocity: number }
  let line = 0
  let before: MusicEvent['kind'] = 'end'
  const apply = (event: MusicEvent) => {
    const at = line / eventGrid
    if (event.kind === 'shift') line = bounded(line + event.value)
    else if (event.kind === 'duration')
      running.duration = bounded(event.value + (before === 'duration' ? running.duration : 0))
    else if (event.kind === 'velocity') running.velocity = event.value
    else if (event.kind === 'tempo') tempos.set(line, { at, bpm: event.value })
    else if (event.kind === 'meter') meters.set(line, { at, beats: event.beats, unit: event.unit })
    else if (event.kind === 'note')
      notes.push({
        start: at,
        end: (line + running.duration) / eventGrid,
        pitch: event.value,
        velocity: running.velocity,
      })
  }
  return {
    read(event: MusicEvent) {
      apply(event)
      before = event.kind
    },
    score: (): Score => ({
      notes: sortNotes(notes),
      tempos: [...tempos.values()],
      meters: [...meters.values()],
      pedal: [],
      length: notes.reduce((most, { end }) => Math.max(most, end), line / eventGrid),
    }),
  }
}

function bounded(lines: number): number {
  if (lines > mostLines) throw new EventError(`a score of more than ${mostLines} lines is too long`)
  return lines
}
