/** The published numbers of note events. A model keeps its layout's name; a change of a number is a new layout. */

/** The music or the tokens have no counterpart in the layout. */
export class EventError extends Error {
  override name = 'EventError'
}

/**
 * `shift`: lines until what follows. `duration`: lines that notes last from here on. `velocity`: of notes from here
 * on. `note`: a MIDI pitch that begins here. `tempo`: quarter notes a minute. `meter`: beats of a 1/unit note a bar.
 */
export type MusicEvent =
  | { kind: 'end' }
  | { kind: 'shift' | 'duration' | 'velocity' | 'note' | 'tempo'; value: number }
  | { kind: 'meter'; beats: number; unit: number }

interface EventRange {
  kind: MusicEvent['kind']
  /** token of `lowest` */
  first: number
  lowest: number
  highest: number
}

const meterUnits = [1, 2, 4, 8, 16, 32]
const mostBeats = 32

/**
 * Token = first + value - lowest. Shifts and durations up to a bar of 4/4; a meter's value is
 * 32 x log2(unit) + beats - 1.
 */
export const eventLayout: readonly EventRange[] = [
  { kind: 'end', first: 0, lowest: 0, highest: 0 },
  { kind: 'shift', first: 1, lowest: 1, highest: 96 },
  { kind: 'duration', first: 97, lowest: 1, highest: 96 },
  { kind: 'velocity', first: 193, lowest: 1, highest: 127 },
  { kind: 'note', first: 320, lowest: 0, highest: 127 },
  { kind: 'tempo', first: 448, lowest: 10, highest: 500 },
  { kind: 'meter', first: 939, lowest: 0, highest: 191 },
]

/** How many tokens there are. */
export const eventVocabulary = 1131

const ranges = new Map(eventLayout.map((range) => [range.kind, range]))

/** The part of the layout that says events of a kind. */
export function eventRange(kind: MusicEvent['kind']): EventRange {
  const range = ranges.get(kind)
  if (!range) throw new EventError(`there is no event called ${kind}`)
  return range
}

/** The token of an event. Throws EventError where the layout has none. */
export function tokenOf(event: MusicEvent): number {
  const { first, lowest, highest } = eventRange(event.kind)
  const value = event.kind === 'end' ? 0 : event.kind === 'meter' ? meterValue(event) : event.value
  if (!(Number.isInteger(value) && value >= lowest && value <= highest)) {
    throw new EventError(`${event.kind} ${value} is outside ${lowest}..${highest}`)
  }
  return first + value - lowest
}

function meterValue({ beats, unit }: { beats: number; unit: number }): number {
  const power = meterUnits.indexOf(unit)
  if (power < 0 || !(Number.isInteger(beats) && beats >= 1 && beats <= mostBeats)) {
    throw new EventError(`meter ${beats}/${unit} is outside 1..${mostBeats} beats of 1/1 to 1/32`)
  }
  return power * mostBeats + beats - 1
}

/** The event of a token. Throws EventError for a number outside 0 .. eventVocabulary-1. */
export function eventOf(token: number): MusicEvent {
  const range = eventLayout.findLast(({ first }) => token >= first)
  if (!range || !Number.isInteger(token) || token >= eventVocabulary) {
    throw new EventError(`${token} is no event: tokens are 0..${eventVocabulary - 1}`)
  }
  const { kind, first, lowest } = range
  const value = token - first + lowest
  if (kind === 'end') return { kind }
  if (kind !== 'meter') return { kind, value }
  return { kind, beats: (value % mostBeats) + 1, unit: meterUnits[Math.floor(value / mostBeats)] }
}
