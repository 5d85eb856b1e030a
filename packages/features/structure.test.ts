import { readFileSync } from 'node:fs'
import { readMidi } from '@earshot/music/midi'
import { transpose, type Score } from '@earshot/music/notes'
import { fromChords, toChords, type Chord } from '@earshot/music/tokens'
import { below, seeded, type Random } from '@earshot/random/random'
import { expect, test } from 'vitest'
import { barVectors, meanSimilarity, novelty, selfSimilarity } from './bar-similarity.ts'
import { barIds, longestRepeat, loops, quarterIds, repetitionRate } from './repeats.ts'
import { structure } from './structure.ts'

const starter = (name: string) =>
  readMidi(readFileSync(new URL(`../../content/starter/${name}.mid`, import.meta.url))).score
const joplin = toChords(starter('maple-leaf-rag'), 'eighth')
/** As an LSTM's tokens are played: each half a second long. */
const tokens = (length: number, chord: (i: number) => Chord): Score =>
  fromChords(Array.from({ length }, (_, i) => chord(i)))
const varied = (random: Random) => () => [36 + below(48, random), 36 + below(48, random)]

test('figure 9: "a couple of notes only, where the same notes are pressed throughout the entire song"', () => {
  const random = seeded(9)
  const pressed = tokens(64, () => [[60], [60, 63], [63]][below(3, random)])
  expect(structure(pressed).class).toBe('few repeated notes')
  expect(structure(tokens(64, () => [60, 64, 67])).class).toBe('few repeated notes')
})

test('figure 10: "a wider range of notes throughout the songs in a more randomized fashion"', () => {
  const found = structure(tokens(64, varied(seeded(10))))
  expect(found).toMatchObject({ class: 'varied', loop: null, endingLoop: 0, longestRepeat: 0 })
  expect(found.effectivePitches).toBeGreaterThan(25)
})

test('figure 10: "they copy a snippet of a song which is repeated throughout the rest of the song"', () => {
  const random = varied(seeded(11))
  const song = tokens(128, (i) => (i < 80 ? random() : joplin[i % 7]))
  expect(structure(song)).toMatchObject({
    class: 'varied',
    loop: { period: 7, times: 48 / 7 },
    endingLoop: 48 / 128,
  })
})

test('figure 11: "taking snippets from the training set and repeating them endlessly"', () => {
  for (const length of [3, 8, 16, 20]) {
    const found = structure(tokens(64, (i) => joplin[i % length]))
    expect(found).toMatchObject({ class: 'endless snippet', loop: { share: 1 }, endingLoop: 1 })
    expect(length % (found.loop?.period ?? 0)).toBe(0)
  }
})

test.each(['bethena', 'debussy-arabesque-no1', 'maple-leaf-rag', 'satie-gymnopedie-no1', 'the-entertainer'])(
  '%s is varied',
  (name) => {
    expect(structure(starter(name)).class).toBe('varied')
  },
)

test('the rag repeats its strains', () => {
  const { repetitionRate, longestRepeat, selfSimilarity } = structure(starter('maple-leaf-rag'))
  expect(repetitionRate).toBeGreaterThan(0.5)
  expect(longestRepeat).toBeGreaterThanOrEqual(15)
  expect(selfSimilarity).toBeGreaterThan(0.5)
})

test('less than sixteen quarter notes have no class, nor has silence', () => {
  expect(structure(tokens(15, varied(seeded(1)))).class).toBeNull()
  expect(structure(tokens(40, () => []))).toEqual({
    class: null,
    effectivePitches: null,
    selfSimilarity: null,
    repetitionRate: null,
    longestRepeat: 0,
    novelty: { mean: 0, highest: 0 },
    loop: null,
    endingLoop: 0,
  })
})

/** Bars of four quarter notes, a letter each; "." is silent. */
const barsOf = (letters: string): Score =>
  fromChords(
    Array.from(letters).flatMap((letter) =>
      letter === '.' ? [[], [], [], []] : [0, 2, 4, letter.charCodeAt(0) - 65].map((step) => [50 + step]),
    ),
  )

test('bars are repeated where an earlier bar has their onsets; silent bars do not count', () => {
  expect(repetitionRate(barIds(barsOf('ABACAB')))).toBe(0.5)
  expect(repetitionRate(barIds(barsOf('A..B.')))).toBe(0)
  expect(repetitionRate(barIds(barsOf('...')))).toBeNull()
})

test.each([
  ['ABCDABCE', 3],
  ['AAAA', 2],
  ['ABAB', 2],
  ['A..BA..C', 1],
  ['ABCDE', 0],
  ['', 0],
])('the longest repeat of %s has %i bars', (letters, length) => {
  expect(longestRepeat(barIds(barsOf(letters)))).toBe(length)
})

test('an onset that is a twenty-fourth early is still on its sixteenth', () => {
  const score = barsOf('ABAB')
  const early = score.notes.map((note, i) => ({ ...note, start: Math.max(0, note.start - (i % 2) / 24) }))
  expect([...barIds({ ...score, notes: early })]).toEqual([...barIds(score)])
  expect([...barIds(score)]).toEqual([1, 2, 1, 2])
})

test('a loop is heard three times in a row; silence is none', () => {
  const ids = (...values: number[]) => Int32Array.from(values)
  expect(loops(ids(1, 2, 1, 2)).longest).toBeNull()
  expect(loops(ids(9, 1, 2, 1, 2, 1, 8)).longest).toBeNull()
  expect(loops(ids(9, 1, 2, 1, 2, 1, 2, 8, 7)).longest).toEqual({ period: 2, times: 3, share: 6 / 9 })
  expect(loops(ids(9, 1, 2, 1, 2, 1, 2, 8, 7)).last).toBeNull()
  expect(loops(ids(9, 8, 1, 1, 1, 1, 7)).last).toEqual({ period: 1, times: 4, share: 4 / 7 })
  expect(loops(ids(1, 0, 0, 0, 0, 2)).longest).toBeNull()
  expect([...quarterIds(barsOf('..A.'))]).toHaveLength(4)
})

test('the self-similarity matrix is symmetric, 1 on its diagonal, and cut to so many bars', () => {
  const { bars, values } = selfSimilarity(starter('maple-leaf-rag'))
  expect(bars).toBe(144)
  const at = (row: number, column: number) => values[row * bars + column]
  for (let row = 0; row < bars; row += 5) {
    expect(at(row, row)).toBeCloseTo(1, 6)
    for (let column = 0; column < row; column += 3) {
      expect(at(row, column)).toBe(at(column, row))
      expect(at(row, column)).toBeGreaterThanOrEqual(0)
    }
  }
  expect(selfSimilarity(starter('maple-leaf-rag'), 10)).toEqual({
    bars: 10,
    values: Float32Array.from({ length: 100 }, (_, i) => at(Math.floor(i / 10), i % 10)),
  })
})

test('the mean similarity is that of the matrix without its diagonal, and sees no difference between keys', () => {
  const score = starter('satie-gymnopedie-no1')
  const { bars, values } = selfSimilarity(score)
  const wanted = (values.reduce((a, b) => a + b) - bars) / (bars * (bars - 1))
  expect(meanSimilarity(barVectors(score))).toBeCloseTo(wanted, 5)
  expect(meanSimilarity(barVectors(transpose(score, 5)))).toBeCloseTo(wanted, 5)
  expect(meanSimilarity(barVectors(barsOf('A..')))).toBeNull()
})

test('novelty is highest where the music changes', () => {
  const lines = novelty(barVectors(barsOf('AAAAAAAAKKKKKKKK')))
  expect(lines).toHaveLength(9)
  expect(lines.indexOf(Math.max(...lines))).toBe(4)
  expect(lines[0]).toBeCloseTo(0, 12)
  // From music to silence nothing is alike.
  expect(Math.max(...novelty(barVectors(barsOf('AAAA....'))))).toBeCloseTo(1, 12)
  expect(novelty(barVectors(barsOf('ABCDEFG')))).toEqual([])
})
