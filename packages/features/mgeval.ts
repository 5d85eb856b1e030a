/**
 * The features by which Yang and Lerch ("On the evaluation of generative models in music", Neural Computing and
 * Applications 32, 2020) compare sets of music, by the definitions of the article; docs/features.md says where their
 * program MGEval differs from it.
 */
import { pitchClassDurations } from '@earshot/music/key'
import { perform, type Score } from '@earshot/music/notes'
import { noteCountPerBar, pitchClassHistogramPerBar, pitchCountPerBar } from './bar-features.ts'
import { countNoteLengths } from './note-lengths.ts'
import { shares, sum } from './numbers.ts'
import { pitchCounts } from './pitch-features.ts'
import { noteLengthTransitions, pitchClassTransitions } from './transitions.ts'

interface Definition {
  name: string
  label: string
  unit: string
  /** Of `bars` bars where the feature is one of bars. Null where the score has no such number. */
  of: (score: Score, bars: number) => readonly number[] | null
}

/** Of the whole piece. The shares of transitions are ours: counts grow with the length of the music. */
const ofPieces = [
  { name: 'pitchCount', label: 'Pitch count', unit: 'pitches', of: pitchCount },
  {
    name: 'pitchClassHistogram',
    label: 'Pitch class histogram',
    unit: 'share of sounding time',
    of: (score) => shares(pitchClassDurations(score)),
  },
  {
    name: 'pitchClassTransitionMatrix',
    label: 'Pitch class transition matrix',
    unit: 'transitions',
    of: pitchClassTransitions,
  },
  {
    name: 'pitchClassTransitionShares',
    label: 'Pitch class transition matrix, normalised',
    unit: 'share of transitions',
    of: (score) => shares(pitchClassTransitions(score)),
  },
  { name: 'pitchRange', label: 'Pitch range', unit: 'semitones', of: pitchRange },
  {
    name: 'averagePitchInterval',
    label: 'Average pitch interval',
    unit: 'semitones',
    of: averagePitchInterval,
  },
  { name: 'noteCount', label: 'Note count', unit: 'notes', of: ({ notes }) => [notes.length] },
  {
    name: 'averageInterOnsetInterval',
    label: 'Average inter-onset interval',
    unit: 'seconds',
    of: averageInterOnsetInterval,
  },
  {
    name: 'noteLengthHistogram',
    label: 'Note length histogram',
    unit: 'share of notes',
    of: ({ notes }) => shares(countNoteLengths(notes.map(({ start, end }) => end - start))),
  },
  {
    name: 'noteLengthTransitionMatrix',
    label: 'Note length transition matrix',
    unit: 'transitions',
    of: noteLengthTransitions,
  },
  {
    name: 'noteLengthTransitionShares',
    label: 'Note length transition matrix, normalised',
    unit: 'share of transitions',
    of: (score) => shares(noteLengthTransitions(score)),
  },
] as const satisfies readonly Definition[]

/** Of each of the first so many bars, so that pieces have equally many numbers; a shorter piece has silent bars. */
const ofBars = [
  { name: 'pitchCountPerBar', label: 'Pitch count per bar', unit: 'pitches', of: pitchCountPerBar },
  { name: 'noteCountPerBar', label: 'Note count per bar', unit: 'notes', of: noteCountPerBar },
  {
    name: 'pitchClassHistogramPerBar',
    label: 'Pitch class histogram per bar',
    unit: 'share of sounding time',
    of: pitchClassHistogramPerBar,
  },
] as const satisfies readonly Definition[]

export type MgevalFeature = (typeof ofPieces)[number]['name'] | (typeof ofBars)[number]['name']

/** The features of a piece by name: one number, 12, 144, or one or 12 a bar; null where they do not exist. */
export type MgevalFeatures = Partial<Record<MgevalFeature, readonly number[] | null>>

export interface FeatureDescription {
  name: MgevalFeature
  label: string
  unit: string
}

/** The features in the article's order, then those of `bars` bars where it is not 0. */
const definitions = (bars: number): readonly (Definition & FeatureDescription)[] =>
  bars > 0 ? [...ofPieces, ...ofBars] : ofPieces

/** What `mgevalFeatures` measures, in its order. */
export const describeFeatures = (bars = 0): FeatureDescription[] =>
  definitions(bars).map(({ name, label, unit }) => ({ name, label, unit }))

/** Measures a piece; the features of bars only for a number of bars, 0. */
export function mgevalFeatures(score: Score, { bars = 0 }: { bars?: number } = {}): MgevalFeatures {
  return Object.fromEntries(definitions(bars).map(({ name, of }) => [name, of(score, bars)]))
}

function pitchCount(score: Score): number[] {
  return [pitchCounts(score).filter(Boolean).length]
}

function pitchRange(score: Score): number[] | null {
  const counts = pitchCounts(score)
  return score.notes.length > 0 ? [counts.findLastIndex(Boolean) - counts.findIndex(Boolean)] : null
}

/** Mean distance of a note from the one before, in the order of the score; null for fewer than two notes. */
function averagePitchInterval({ notes }: Score): number[] | null {
  if (notes.length < 2) return null
  const intervals = notes.slice(1).map(({ pitch }, i) => Math.abs(pitch - notes[i].pitch))
  return [sum(intervals) / intervals.length]
}

/** Mean time from a note's onset to the next note's, which is 0 within a chord; null for fewer than two notes. */
function averageInterOnsetInterval(score: Score): number[] | null {
  const { notes } = perform(score)
  if (notes.length < 2) return null
  return [(notes[notes.length - 1].start - notes[0].start) / (notes.length - 1)]
}
