import type { Score } from '@earshot/music/notes'
import { fromChords } from '@earshot/music/tokens'
import { expect, test } from 'vitest'
import { pitchClassCounts, pitchFeatures, pitchInScaleRate } from './pitch-features.ts'

const melody = (...pitches: number[]): Score => fromChords(pitches.map((pitch) => [pitch]))
const cMajor = melody(60, 62, 64, 65, 67, 69, 71, 72)

test('a major scale is in its key, and only its upper tonic repeats a pitch class', () => {
  expect(pitchFeatures(cMajor)).toMatchObject({
    key: { tonic: 0, mode: 'major' },
    pitch: { lowest: 60, highest: 72 },
    pitchRange: 12,
    nPitchesUsed: 8,
    nPitchClassesUsed: 7,
    pitchEntropy: 3,
    pitchInScaleRate: 1,
    scaleConsistency: 1,
    pitchClassHistogram: [2, 0, 1, 0, 1, 1, 0, 1, 0, 1, 0, 1].map((notes) => notes / 8),
  })
})

test('entropy is in bits: of four equal pitches 2, of one 0', () => {
  expect(pitchFeatures(melody(60, 61, 62, 63)).pitchEntropy).toBe(2)
  expect(pitchFeatures(melody(60, 72)).pitchClassEntropy).toBe(0)
})

test('a chromatic scale has seven of twelve notes in any scale', () => {
  const chromatic = melody(...Array.from({ length: 12 }, (_, i) => 60 + i))
  expect(pitchFeatures(chromatic).scaleConsistency).toBe(7 / 12)
})

test('A minor has the notes of C major, C minor five of them', () => {
  const classes = pitchClassCounts(cMajor)
  expect(pitchInScaleRate(classes, 9, 'minor')).toBe(1)
  expect(pitchInScaleRate(classes, 0, 'minor')).toBe(5 / 8)
})

test('silence has counts of 0, and no key, range of pitches, entropy or scale', () => {
  expect(pitchFeatures(melody())).toEqual({
    key: null,
    pitch: { lowest: null, highest: null },
    pitchRange: 0,
    nPitchesUsed: 0,
    nPitchClassesUsed: 0,
    pitchEntropy: null,
    pitchClassEntropy: null,
    pitchInScaleRate: null,
    scaleConsistency: null,
    pitchClassHistogram: null,
  })
})
