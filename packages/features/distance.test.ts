import { readFileSync, readdirSync } from 'node:fs'
import { readMidi } from '@earshot/music/midi'
import type { Score } from '@earshot/music/notes'
import { fromChords } from '@earshot/music/tokens'
import { below, seeded } from '@earshot/random/random'
import { expect, test } from 'vitest'
import { compareSets, type FeatureComparison, type SetComparison } from './distance.ts'

const folder = new URL('../../content/starter/', import.meta.url)
const starter = readdirSync(folder)
  .filter((file) => file.endsWith('.mid'))
  .map((file) => readMidi(readFileSync(new URL(file, folder))).score)

function feature({ features }: SetComparison, name: string): FeatureComparison {
  const found = features.find((one) => one.name === name)
  if (!found) throw new Error(`no ${name}`)
  return found
}

/** `count` pieces of `length` notes, which are as many pitches as `pitches` says. */
function pieces(count: number, seed: number, pitches: number): Score[] {
  const random = seeded(seed)
  const note = () => [48 + below(pitches, random)]
  return Array.from({ length: count }, () => fromChords(Array.from({ length: 40 }, note)))
}
/** One piece for each number: so many different notes. */
const ofCounts = (...counts: number[]): Score[] =>
  counts.map((count) => fromChords(Array.from({ length: count }, (_, i) => [40 + i])))

test('distances by hand: pieces of 1, 2 and 4 notes against pieces of 3 and 8', () => {
  const found = feature(compareSets(ofCounts(1, 2, 4), ofCounts(3, 8)), 'noteCount')
  expect(found).toMatchObject({ size: 1, label: 'Note count', unit: 'notes' })
  expect(found.a).toMatchObject({ pieces: 3, mean: [7 / 3] })
  expect(found.a.sd?.[0]).toBeCloseTo(Math.sqrt(7 / 3), 12)
  expect(found.a.intra).toMatchObject({ n: 3, mean: 2, sd: 1, median: 2, lowest: 1, highest: 3 })
  expect(found.b.intra).toEqual({ n: 1, mean: 5, sd: null, median: 5, lowest: 5, highest: 5 })
  expect(found.inter).toMatchObject({ n: 6, mean: (2 + 7 + 1 + 6 + 1 + 4) / 6, lowest: 1, highest: 7 })
  expect(found.a.overlap.value).toBeGreaterThan(0.3)
  expect(found.b.overlap).toEqual({
    value: null,
    reason: 'there are fewer than two distances within the set',
  })
})

test('vectors are as far apart as Euclid says', () => {
  const found = feature(compareSets(ofCounts(1, 2), ofCounts(1)), 'pitchClassHistogram')
  expect(found.size).toBe(12)
  expect(found.inter).toMatchObject({ lowest: 0, highest: Math.SQRT1_2 })
})

test('sets of one kind overlap, sets of two kinds do not', () => {
  const alike = compareSets(pieces(30, 1, 12), pieces(30, 2, 12))
  const unlike = compareSets(pieces(30, 1, 12), pieces(30, 2, 40))
  for (const name of ['pitchCount', 'averagePitchInterval', 'pitchClassTransitionShares']) {
    expect(feature(alike, name).a.overlap.value).toBeGreaterThan(0.8)
    expect(feature(alike, name).a.divergence.value).toBeLessThan(0.1)
  }
  expect(feature(unlike, 'pitchCount').a.overlap.value).toBeLessThan(0.1)
  expect(feature(unlike, 'pitchCount').a.divergence.value ?? Infinity).toBeGreaterThan(2)
})

test('to swap the sets swaps the results', () => {
  const [rags, others] = [starter.slice(0, 5), starter.slice(5)]
  const one = compareSets(rags, others)
  const other = compareSets(others, rags)
  for (const { name } of one.features) {
    const [there, back] = [feature(one, name), feature(other, name)]
    expect(back.a.intra).toEqual(there.b.intra)
    expect(back.a.overlap.value ?? -1).toBeCloseTo(there.b.overlap.value ?? -1, 9)
    expect(back.inter?.mean).toBeCloseTo(there.inter?.mean ?? NaN, 9)
  }
})

test('real pieces have all numbers, and curves to plot', () => {
  const found = compareSets(starter.slice(0, 5), starter.slice(5), { bars: 16 })
  expect(found.a).toEqual({ compared: 5, of: 5 })
  expect(found.features).toHaveLength(14)
  for (const { name, a, b, curves } of found.features) {
    for (const measured of [a.overlap, a.divergence, b.overlap, b.divergence])
      expect(measured.value ?? measured.reason, name).toBeTruthy()
    const { x, y } = curves ?? { x: [], y: { intraA: null, intraB: null, inter: null } }
    for (const curve of [y.intraA, y.intraB, y.inter]) expect(curve).toHaveLength(x.length)
  }
  expect(JSON.stringify(found)).not.toMatch(/NaN|Infinity/)
})

test('what does not vary has no density, and says so', () => {
  const same = pieces(1, 3, 12)
  const found = feature(compareSets([...same, ...same, ...same], starter), 'noteCount')
  expect(found.a.overlap).toEqual({
    value: null,
    reason: 'all distances within the set are the same, so they have no density',
  })
  expect(found.curves?.y.intraA).toBeNull()
  const silent = compareSets([fromChords([])], [fromChords([])])
  expect(feature(silent, 'pitchRange')).toMatchObject({
    size: 0,
    a: { pieces: 0, mean: null },
    inter: null,
    curves: null,
  })
  expect(compareSets([], []).features).toHaveLength(11)
})

test('large sets are drawn from by the seed', () => {
  const many = pieces(30, 4, 20)
  const compare = (seed: number) => compareSets(many, starter, { most: 12, random: seeded(seed) })
  expect(compare(1)).toEqual(compare(1))
  expect(compare(1)).not.toEqual(compare(2))
  expect(compare(1).a).toEqual({ compared: 12, of: 30 })
  expect(() => compareSets(many, starter, { most: 12 })).toThrow('needs a random stream')
})
