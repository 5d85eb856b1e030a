import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { estimateKey, pitchClassDurations, rankKeys, toCommonKey } from './key.ts'
import { readMidi } from './midi.ts'
import type { Score } from './notes.ts'
import { fromChords } from './tokens.ts'

const starter = (name: string) =>
  readMidi(readFileSync(new URL(`../../content/starter/${name}.mid`, import.meta.url))).score
const names = ['C', 'C#', 'D', 'Eb', 'E', 'F', 'F#', 'G', 'Ab', 'A', 'Bb', 'B']

test.each([
  ['bethena', 'G'],
  ['debussy-arabesque-no1', 'E'],
  ['elite-syncopations', 'F'],
  ['maple-leaf-rag', 'Ab'],
  ['peacherine-rag', 'Eb'],
  ['pineapple-rag', 'Bb'],
  ['satie-gymnopedie-no1', 'D'],
  ['the-easy-winners', 'Ab'],
  ['the-entertainer', 'C'],
])('%s is in %s major, as printed', (piece, tonic) => {
  const key = estimateKey(starter(piece))
  expect([names[key.tonic], key.mode]).toEqual([tonic, 'major'])
  expect(key.correlation).toBeGreaterThan(0.8)
})

test('a cadence in A minor is in A minor, and longer notes count for more', () => {
  const minor = [
    [57, 60, 64],
    [62, 65, 69],
    [64, 68, 71],
    [57, 60, 64],
  ]
  expect(estimateKey(fromChords(minor))).toMatchObject({ tonic: 9, mode: 'minor' })
  const score = fromChords([[60], [62]])
  score.notes[0].end = 0.25
  expect(pitchClassDurations(score)).toEqual([0.25, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0])
})

test('the correlation is Pearson: a tonic alone against the profile of Krumhansl and Kessler', () => {
  const major = [6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88]
  const mean = major.reduce((a, b) => a + b) / 12
  const deviation = Math.sqrt(major.reduce((sum, value) => sum + (value - mean) ** 2, 0))
  const expected = (6.35 - mean) / (deviation * Math.sqrt(11 / 12))
  const { tonic, correlation } = estimateKey(fromChords([[60]]))
  expect(tonic).toBe(0)
  expect(correlation).toBeGreaterThanOrEqual(expected)
})

/** Krumhansl and Kessler 1982, as printed: ratings of the twelve probe tones from the tonic up. */
const published = {
  major: [6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88],
  minor: [6.33, 2.68, 3.52, 5.38, 2.6, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17],
}
/** Every pitch class sounding as long as the profile of a key on `tonic` says. */
function profileOf(mode: 'major' | 'minor', tonic: number): Score {
  const score = fromChords([Array.from({ length: 12 }, (_, degree) => 60 + ((tonic + degree) % 12))])
  score.notes.forEach((note, degree) => (note.end = published[mode][degree]))
  return score
}

test.each(['major', 'minor'] as const)(
  'the published %s profile fits its own key perfectly, on every tonic',
  (mode) => {
    for (let tonic = 0; tonic < 12; tonic++) {
      const best = estimateKey(profileOf(mode, tonic))
      expect(best).toMatchObject({ tonic, mode })
      expect(best.correlation).toBeCloseTo(1, 12)
    }
  },
)

/** Pearson's r of the printed profiles by numpy, to three digits: C major with keys on C, C sharp, ... */
test.each([
  ['major', [1, -0.501, 0.041, -0.104, -0.186, 0.591, -0.683, 0.591, -0.186, -0.104, 0.041, -0.501]],
  ['minor', [0.512, -0.3, 0.237, -0.653, 0.536, 0.214, -0.371, 0.243, -0.51, 0.65, -0.402, -0.156]],
] as const)('C major is as far from every %s key as the published profiles are', (mode, known) => {
  const ranked = rankKeys(profileOf('major', 0))
  expect(ranked).toHaveLength(24)
  known.forEach((wanted, tonic) => {
    const found = ranked.find((key) => key.tonic === tonic && key.mode === mode)
    expect(Math.abs((found?.correlation ?? NaN) - wanted)).toBeLessThan(0.0005001)
  })
})

test('after C major come its relative A minor, and its neighbours on the circle of fifths', () => {
  const [best, second, ...others] = rankKeys(profileOf('major', 0))
  expect([best, second]).toMatchObject([
    { tonic: 0, mode: 'major' },
    { tonic: 9, mode: 'minor' },
  ])
  const neighbours = others.slice(0, 2)
  expect(neighbours.map(({ mode }) => mode)).toEqual(['major', 'major'])
  expect(neighbours.map(({ tonic }) => tonic).sort((a, b) => a - b)).toEqual([5, 7])
})

const cadence = (tonic: number) => [0, 5, 7, 0].map((root) => [0, 4, 7].map((third) => tonic + root + third))
const firstAfter = (tonic: number) => toCommonKey(fromChords(cadence(tonic))).notes[0].pitch - tonic

test('every major key comes to C by the smallest shift', () => {
  expect(Array.from({ length: 12 }, (_, tonic) => firstAfter(60 + tonic))).toEqual([
    0, -1, -2, -3, -4, -5, 6, 5, 4, 3, 2, 1,
  ])
})

test('minor comes to A minor', () => {
  const inC = [
    [48, 51, 55],
    [53, 56, 60],
    [55, 59, 62],
    [48, 51, 55],
  ]
  expect(toCommonKey(fromChords(inC)).notes[0].pitch).toBe(45)
})

test('at the edge the larger shift keeps every note, and silence has no key', () => {
  const low = fromChords([...cadence(60 + 2), [2, 62], [1, 62]])
  const moved = toCommonKey(low)
  expect(estimateKey(low).tonic).toBe(2)
  expect(moved.notes[0].pitch - low.notes[0].pitch).toBe(10)
  expect(() => estimateKey(fromChords([[]]))).toThrow('a score without notes has no key')
  expect(toCommonKey(fromChords([[]])).notes).toEqual([])
})
