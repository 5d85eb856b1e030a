/** What was measured in a song, in words: names and definitions are those of docs/features.md. */
import type { Features } from '@earshot/features/features'
import { keyName } from '@earshot/data-sets/summary'
import { decimals, missing, perCent, pitchName, whole } from '../data/numbers.ts'

export interface FeatureRow {
  /** As docs/features.md names it. */
  term: string
  name: string
  value: string
  meaning: string
}

export const featureRows = (features: Features): FeatureRow[] => [
  ...timeRows(features),
  ...pitchRows(features),
  ...rhythmRows(features),
  ...structureRows(features),
]

function timeRows({ tempo, meters, velocity, notesPerQuarter, notesPerSecond }: Features): FeatureRow[] {
  const { first, lowest, highest, changes } = tempo
  return [
    {
      term: 'tempo',
      name: 'Tempo',
      value: decimals(tempo.median),
      meaning:
        changes === 0
          ? 'Quarter notes a minute, the same throughout.'
          : `Quarter notes a minute, the median; ${decimals(first)} at the beginning, from ${decimals(lowest)} to ${decimals(highest)}, ${whole(changes)} changes.`,
    },
    { term: 'meters', name: 'Meters', value: meters.join(', '), meaning: 'In the order in which they come.' },
    {
      term: 'notesPerQuarter',
      name: 'Density',
      value: decimals(notesPerQuarter, 2),
      meaning: `Notes a quarter note; ${decimals(notesPerSecond, 2)} a second.`,
    },
    {
      term: 'velocity',
      name: 'Velocity',
      value: decimals(velocity.median, 0),
      meaning: `Median; ${velocity.distinct === 1 ? 'one value' : `${whole(velocity.distinct)} different values`}. Clips are played with one velocity in any case.`,
    },
  ]
}

function pitchRows(features: Features): FeatureRow[] {
  const { key, pitch, pitchRange } = features
  return [
    {
      term: 'key',
      name: 'Key',
      value: key ? keyName(key) : missing,
      meaning: key
        ? `Estimated from how long each pitch class sounds; correlation with the key’s profile ${decimals(key.correlation, 2)}.`
        : 'Without notes there is none.',
    },
    {
      term: 'pitchRange',
      name: 'Range',
      value: whole(pitchRange),
      meaning:
        pitch.lowest === null || pitch.highest === null
          ? 'Semitones.'
          : `Semitones, from ${pitchName(pitch.lowest)} to ${pitchName(pitch.highest)}.`,
    },
    {
      term: 'nPitchesUsed',
      name: 'Pitches used',
      value: whole(features.nPitchesUsed),
      meaning: `Different keys of the piano; ${whole(features.nPitchClassesUsed)} of the 12 pitch classes.`,
    },
    {
      term: 'pitchEntropy',
      name: 'Pitch entropy',
      value: decimals(features.pitchEntropy, 2),
      meaning: `Bits: how evenly the pitches are used. Of pitch classes ${decimals(features.pitchClassEntropy, 2)}, at most 3.58.`,
    },
    {
      term: 'scaleConsistency',
      name: 'Scale consistency',
      value: perCent(features.scaleConsistency),
      meaning: `% of notes in the major or minor scale that holds most; in the scale of the estimated key ${perCent(features.pitchInScaleRate)}.`,
    },
  ]
}

const rhythmRows = (features: Features): FeatureRow[] => [
  {
    term: 'polyphony',
    name: 'Polyphony',
    value: decimals(features.polyphony, 2),
    meaning: `Pitches at once, while any sounds; more than two for ${perCent(features.polyphonyRate)} % of the time.`,
  },
  {
    term: 'emptyBeatRate',
    name: 'Empty beats',
    value: perCent(features.emptyBeatRate),
    meaning: `% of quarter notes in which nothing sounds; of measures ${perCent(features.emptyMeasureRate)} %.`,
  },
  {
    term: 'grooveConsistency',
    name: 'Groove consistency',
    value: decimals(features.grooveConsistency, 3),
    meaning: '1 where every measure has the rhythm of the one before.',
  },
]

function structureRows({ structure }: Features): FeatureRow[] {
  const { loop, longestRepeat, effectivePitches } = structure
  return [
    {
      term: 'structure.class',
      name: 'Structure',
      value: structure.class ?? 'not classed',
      meaning: `Few repeated notes, varied, or an endless snippet, by stated rules; as varied as ${decimals(effectivePitches)} pitches used equally.`,
    },
    {
      term: 'structure.repetitionRate',
      name: 'Repetition',
      value: perCent(structure.repetitionRate),
      meaning: `% of bars that an earlier bar equals; the longest repeat has ${whole(longestRepeat)} bars.`,
    },
    {
      term: 'structure.loop',
      name: 'Loop',
      value: loop ? perCent(loop.share) : missing,
      meaning: loop
        ? `% of the music that one snippet takes which is heard ${decimals(loop.times, loop.times % 1 === 0 ? 0 : 1)} times in a row, ${whole(loop.period)} quarter notes long.`
        : 'No snippet is heard three times in a row.',
    },
    {
      term: 'structure.selfSimilarity',
      name: 'Self-similarity',
      value: decimals(structure.selfSimilarity, 2),
      meaning: `Mean similarity of two bars, 0 to 1; novelty at bar lines ${decimals(structure.novelty.mean, 2)} in the mean.`,
    },
  ]
}
