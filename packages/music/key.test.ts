import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { estimateKey, pitchClassDurations, toCommonKey } from './key.ts'
import { readMidi } from './midi.ts'
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
