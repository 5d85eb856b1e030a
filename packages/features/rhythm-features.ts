import { longestMeter } from './tempo-and-meter.ts'
import type { Score } from '@earshot/music/notes'
import { countNoteLengths } from './note-lengths.ts'
import { shares } from './numbers.ts'
import { stepsPerQuarter, toSteps, type StepNotes } from './steps.ts'

export interface RhythmFeatures {
  polyphony: number | null
  polyphonyRate: number | null
  emptyBeatRate: number | null
  emptyMeasureRate: number | null
  grooveConsistency: number | null
  noteLengthHistogram: number[] | null
  interOnsetHistogram: number[] | null
}

/**
 * Features of the times of a score, on a grid of 24 steps a quarter note, by MusPy's names and definitions (Dong et
 * al. 2020). A measure is one of the meter that holds longest, counted from the beginning. Both histograms are shares
 * of the twelve classes of `noteLengths`: of the notes' lengths, and of the times between onsets that differ.
 */
export function rhythmFeatures(score: Score): RhythmFeatures {
  const steps = toSteps(score)
  const onsets = distinctOnsets(steps)
  const { beats, unit } = longestMeter(score)
  const measure = Math.max(1, Math.round((beats * 4 * stepsPerQuarter) / unit))
  const gaps = onsets.slice(1).map((step, i) => (step - onsets[i]) / stepsPerQuarter)
  return {
    ...polyphony(steps),
    emptyBeatRate: emptyRate(steps, stepsPerQuarter),
    emptyMeasureRate: emptyRate(steps, measure),
    grooveConsistency: grooveConsistency(onsets, steps.length, measure),
    noteLengthHistogram: shares(countNoteLengths(score.notes.map(({ start, end }) => end - start))),
    interOnsetHistogram: shares(countNoteLengths(gaps)),
  }
}

/** Steps at which a note begins, ascending. */
const distinctOnsets = ({ start }: StepNotes): number[] =>
  Array.from(start).filter((step, i) => i === 0 || step !== start[i - 1])

/**
 * The mean number of pitches where any sounds, and the share of all steps where more than two sound (MusPy's
 * threshold, though "multiple" is its word). Null without notes.
 */
function polyphony(steps: StepNotes): Pick<RhythmFeatures, 'polyphony' | 'polyphonyRate'> {
  if (steps.length === 0) return { polyphony: null, polyphonyRate: null }
  let sounding = 0
  let steadily = 0
  let several = 0
  for (const pitches of pitchesAtOnce(steps)) {
    sounding += pitches
    if (pitches > 0) steadily++
    if (pitches > 2) several++
  }
  return { polyphony: sounding / steadily, polyphonyRate: several / steps.length }
}

/** For each step how many different pitches sound: two notes of one pitch are one. */
function pitchesAtOnce({ start, end, pitch, length }: StepNotes): Int16Array {
  const pitches = new Int16Array(length + 1)
  const heldUntil = new Int32Array(128)
  for (let i = 0; i < start.length; i++) {
    const from = Math.max(start[i], heldUntil[pitch[i]])
    if (end[i] <= from) continue
    pitches[from]++
    pitches[end[i]]--
    heldUntil[pitch[i]] = end[i]
  }
  for (let step = 1; step < length; step++) pitches[step] += pitches[step - 1]
  return pitches.subarray(0, length)
}

/**
 * Share of the stretches of `size` steps in which no note sounds, up to the stretch of the last end. As in MusPy a
 * note also reaches the stretch that begins when it ends. Null without notes.
 */
function emptyRate({ start, end, length }: StepNotes, size: number): number | null {
  if (length === 0) return null
  const stretches = Math.floor(length / size) + 1
  const reached = new Uint8Array(stretches)
  for (let i = 0; i < start.length; i++) {
    reached.fill(1, Math.floor(start[i] / size), Math.floor(end[i] / size) + 1)
  }
  return reached.filter((sounds) => sounds === 0).length / stretches
}

/**
 * 1 less the mean share of steps in which the onsets of neighbouring measures differ (Wu and Yang 2020). Null where
 * the music is shorter than a measure.
 */
function grooveConsistency(onsets: readonly number[], length: number, measure: number): number | null {
  const neighbours = Math.floor(length / measure)
  if (neighbours < 1) return null
  const begins = new Set(onsets)
  const last = neighbours * measure
  let different = 0
  for (const step of onsets) {
    if (step >= measure && !begins.has(step - measure)) different++
    if (step < last && !begins.has(step + measure)) different++
  }
  return 1 - different / (measure * neighbours)
}
