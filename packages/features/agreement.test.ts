import { readFileSync } from 'node:fs'
import path from 'node:path'
import { readLpd5 } from '@earshot/music/lpd5'
import { readMidi } from '@earshot/music/midi'
import { perform, type Score } from '@earshot/music/notes'
import { describe, expect, test } from 'vitest'
import { mgevalFeatures, type MgevalFeature } from './mgeval.ts'
import { countNoteLengths } from './note-lengths.ts'
import { pitchClassCounts, pitchFeatures, pitchInScaleRate } from './pitch-features.ts'
import { rhythmFeatures } from './rhythm-features.ts'

type Numbers = Record<string, number | null>
interface ExpectedSong {
  set: 'starter' | 'lpd5'
  id: string
  notes: number
  muspy: Numbers & { pitchInScaleRates: Record<string, number> }
  prettyMidi: Record<string, number[]> & { averageInterOnsetInterval: number; seconds: number }
  article: { noteLengthCounts: number[]; noteLengthTransitionMatrix: number[]; averagePitchInterval: number }
}
const expected = JSON.parse(
  readFileSync(new URL('fixtures/expected.json', import.meta.url), 'utf8'),
) as unknown as { songs: ExpectedSong[] }

/** Relative to values of at least 1: sums of thousands of terms in another order. */
function expectClose(found: readonly number[] | null | undefined, wanted: readonly number[], name: string) {
  expect(found?.length, name).toBe(wanted.length)
  wanted.forEach((value, i) => {
    const error = Math.abs((found?.[i] ?? NaN) - value) / Math.max(1, Math.abs(value))
    expect(error, `${name}[${i}]: ${found?.[i] ?? 'none'}, not ${value}`).toBeLessThan(1e-9)
  })
}

function agrees(score: Score, song: ExpectedSong) {
  expect(score.notes).toHaveLength(song.notes)
  agreesWithMuspy(score, song.muspy)
  agreesWithPrettyMidi(score, song.prettyMidi)
  const { article } = song
  const lengths = countNoteLengths(score.notes.map(({ start, end }) => end - start))
  expect(lengths).toEqual(article.noteLengthCounts)
  expect(mgeval(score, 'noteLengthTransitionMatrix')).toEqual(article.noteLengthTransitionMatrix)
  expectClose(mgeval(score, 'averagePitchInterval'), [article.averagePitchInterval], 'averagePitchInterval')
}

function agreesWithMuspy(score: Score, { pitchInScaleRates, ...muspy }: ExpectedSong['muspy']) {
  const found = { ...pitchFeatures(score), ...rhythmFeatures(score) } as unknown as Numbers
  for (const [name, value] of Object.entries(muspy) as [string, number][])
    expectClose([found[name] ?? NaN], [value], name)
  for (const [scale, rate] of Object.entries(pitchInScaleRates)) {
    const [mode, tonic] = scale.split(' ') as ['major' | 'minor', string]
    expectClose([pitchInScaleRate(pitchClassCounts(score), Number(tonic), mode) ?? NaN], [rate], scale)
  }
}

function agreesWithPrettyMidi(score: Score, prettyMidi: ExpectedSong['prettyMidi']) {
  const { pitchClassHistogram, pitchClassTransitionMatrix, averageInterOnsetInterval, seconds } = prettyMidi
  expectClose(pitchFeatures(score).pitchClassHistogram, pitchClassHistogram, 'pitchClassHistogram')
  expect(mgeval(score, 'pitchClassTransitionMatrix')).toEqual(pitchClassTransitionMatrix)
  expectClose(mgeval(score, 'averageInterOnsetInterval'), [averageInterOnsetInterval], 'interval')
  // pretty_midi weighs by seconds, which are as quarter notes where the tempo is one.
  const steady = { ...score, tempos: [{ at: 0, bpm: 100 }] }
  if (score.tempos.length === 1) {
    const { pitchClassHistogramByDuration } = prettyMidi
    expectClose(mgeval(steady, 'pitchClassHistogram'), pitchClassHistogramByDuration, 'by duration')
  }
  expect(Math.max(...perform(score).notes.map(({ end }) => end))).toBeCloseTo(seconds, 6)
}

const mgeval = (score: Score, name: MgevalFeature) => mgevalFeatures(score)[name]

const ofSet = (set: ExpectedSong['set']) => expected.songs.filter((song) => song.set === set)
test('the fixture has the 10 starter pieces and 40 songs of LPD-5', () => {
  expect([ofSet('starter').length, ofSet('lpd5').length]).toEqual([10, 40])
})

test.each(ofSet('starter').map((song) => [song.id, song] as const))(
  'features of %s agree with MusPy, pretty_midi and the article of Yang and Lerch',
  (id, song) => {
    const file = new URL(`../../content/starter/${id}.mid`, import.meta.url)
    agrees(readMidi(readFileSync(file)).score, song)
  },
)

const folder = process.env.EARSHOT_LPD5
describe.skipIf(folder === undefined)('LPD-5 (needs EARSHOT_LPD5)', () => {
  test('features of 40 songs agree with MusPy, pretty_midi and the article of Yang and Lerch', () => {
    const root = folder ?? ''
    const index = JSON.parse(readFileSync(path.join(root, 'index.json'), 'utf8')) as {
      md5: string
      path: string
    }[]
    const files = new Map(index.map((entry) => [entry.md5, entry.path]))
    for (const song of ofSet('lpd5')) {
      const file = path.join(root, 'lpd_5/lpd_5_cleansed', files.get(song.id) ?? song.id)
      agrees(readLpd5(readFileSync(file)).score, song)
    }
  })
})
