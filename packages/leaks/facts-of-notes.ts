/** What can be measured in the notes of a clip: a difference of these between sources is one of the music. */
import { pitchFeatures } from '@earshot/features/pitch-features'
import { rhythmFeatures } from '@earshot/features/rhythm-features'
import { perform, type Performance, type Score } from '@earshot/music/notes'
import type { Fact, FactValues } from './fact.ts'
import { onsetGrid } from './onset-grid.ts'

/** Milliseconds within which durations and gaps are one. */
const step = 5

export const factsOfNotes = [
  { name: 'density', label: 'Density', unit: 'notes/s', meaning: 'Notes a second.' },
  { name: 'velocityMean', label: 'Mean velocity', unit: '1..127', meaning: 'How hard keys are struck.' },
  {
    name: 'velocitySd',
    label: 'Spread of velocity',
    unit: '1..127',
    meaning: 'The standard deviation of the velocities; 0 where all are one.',
  },
  { name: 'velocities', label: 'Distinct velocities', unit: 'count', meaning: 'How many velocities occur.' },
  {
    name: 'offGrid',
    label: 'Onsets off the grid',
    unit: 'share of onsets',
    meaning: 'Onsets off the grid that most of them keep to, whatever its speed.',
  },
  {
    name: 'gridPeriod',
    label: 'Grid',
    unit: 'ms',
    meaning: 'The time between the lines of the grid that most onsets keep to.',
  },
  {
    name: 'gaps',
    label: 'Distinct gaps',
    unit: 'count',
    meaning: `How many different times from one onset to the next occur, to ${step} ms.`,
  },
  {
    name: 'durations',
    label: 'Distinct durations',
    unit: 'count',
    meaning: `How many different lengths notes have, to ${step} ms.`,
  },
  {
    name: 'pitchRange',
    label: 'Pitch range',
    unit: 'semitones',
    meaning: 'From the lowest to the highest note.',
  },
  {
    name: 'polyphony',
    label: 'Polyphony',
    unit: 'notes',
    meaning: 'How many notes sound at a time, on average, while any does.',
  },
  {
    name: 'rests',
    label: 'Rests',
    unit: 'share of time',
    meaning: 'The share of the time from the first onset to the last end in which no key is down.',
  },
  {
    name: 'pedalDown',
    label: 'Pedal down',
    unit: 'share of time',
    meaning: 'The share of the clip in which the sustain pedal is half down or more.',
  },
  {
    name: 'pedalChanges',
    label: 'Pedal changes',
    unit: '1/s',
    meaning: 'How often a second the sustain pedal is moved.',
  },
] as const satisfies readonly Fact[]

export type NoteFact = (typeof factsOfNotes)[number]['name']

function spread(values: readonly number[]): { mean: number | null; sd: number | null } {
  if (values.length === 0) return { mean: null, sd: null }
  const mean = values.reduce((total, value) => total + value, 0) / values.length
  const squares = values.reduce((total, value) => total + (value - mean) ** 2, 0)
  return { mean, sd: Math.sqrt(squares / values.length) }
}

const distinct = (seconds: readonly number[]): number =>
  new Set(seconds.map((time) => Math.round((time * 1000) / step))).size

/** The share of time without a key down; null without notes. Notes ascend by start. */
function rests(notes: Performance['notes']): number | null {
  if (notes.length === 0) return null
  let [silent, until] = [0, notes[0].start]
  for (const { start, end } of notes) {
    silent += Math.max(0, start - until)
    until = Math.max(until, end)
  }
  return until > notes[0].start ? silent / (until - notes[0].start) : null
}

function pedalUse({ pedal, duration }: Performance): { down: number | null; changes: number | null } {
  if (!(duration > 0)) return { down: null, changes: null }
  const within = pedal.filter(({ at }) => at < duration)
  const down = within.reduce((total, { at, value }, i) => {
    const until = within[i + 1]?.at ?? duration
    return value >= 64 ? total + until - Math.max(0, at) : total
  }, 0)
  const moves = within.filter(({ value }, i) => value !== (within[i - 1]?.value ?? 0))
  return { down: down / duration, changes: moves.length / duration }
}

/** Measures the notes of a clip as they are played; null where there is no such number. */
export function measureNotes(score: Score): FactValues<NoteFact> {
  const performance = perform(score)
  const { notes } = performance
  const struck = notes.map(({ velocity }) => velocity)
  const velocities = spread(struck)
  const onsets = [...new Set(notes.map(({ start }) => start))].sort((a, b) => a - b)
  const grid = onsetGrid(onsets)
  const pedal = pedalUse(performance)
  return {
    density: performance.duration > 0 ? notes.length / performance.duration : 0,
    velocityMean: velocities.mean,
    velocitySd: velocities.sd,
    velocities: new Set(struck).size,
    offGrid: grid?.off ?? null,
    gridPeriod: grid?.period ?? null,
    gaps: distinct(onsets.slice(1).map((onset, i) => onset - onsets[i])),
    durations: distinct(notes.map(({ start, end }) => end - start)),
    pitchRange: pitchFeatures(score).pitchRange,
    polyphony: rhythmFeatures(score).polyphony,
    rests: rests(notes),
    pedalDown: pedal.down,
    pedalChanges: pedal.changes,
  }
}
