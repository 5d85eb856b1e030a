import { readFileSync } from 'node:fs'
import { treatmentSchema } from '@earshot/contract/choice'
import { readMidi } from '@earshot/music/midi'
import { perform } from '@earshot/music/notes'
import { fromBarRoll, toBarRolls } from '@earshot/music/roll'
import { fromChords, toChords, toPitchClasses } from '@earshot/music/tokens'
import { toCommonKey } from '@earshot/music/key'
import { expect, test } from 'vitest'
import { clipMusic } from './human-origin.ts'
import { encodeSong, songEncodingSchema, windowOf } from './song-encoding.ts'
import { treat } from './treatment.ts'
import { stuckShare } from './stuck.ts'

const file = new URL('../../../content/starter/solace.mid', import.meta.url)
const { score: song } = readMidi(readFileSync(file))
const paper = treatmentSchema.parse({})
const asWritten = 'as written' as const

test.each(['quarter', 'eighth', 'sixteenth'] as const)(
  '%s tokens are the LSTM’s, with own chords',
  (step) => {
    const music = treat(encodeSong(song, songEncodingSchema.parse({ kind: 'tokens', timeStep: step })), paper)
    const seconds = { quarter: 0.5, eighth: 0.25, sixteenth: 0.125 }
    expect(music).toEqual(fromChords(toChords(song, step), { step, secondsPerToken: seconds[step] }))
  },
)

test('pitch classes and the common key are part of a model’s encoding', () => {
  const encoding = songEncodingSchema.parse({ kind: 'tokens', chords: 'pitch-classes', commonKey: true })
  const chords = toPitchClasses(toChords(toCommonKey(song), 'quarter'))
  expect(treat(encodeSong(song, encoding), paper)).toEqual(fromChords(chords))
})

test('an excerpt in the autoencoder’s encoding is one of its windows', () => {
  const encoding = songEncodingSchema.parse({ kind: 'bar-rolls', commonKey: false, cutLeadingSilence: false })
  const [roll] = toBarRolls(song, { startBar: 9 })
  if (!roll) throw new Error('the song is too short')
  const music = clipMusic(song, encoding, paper, { bar: 10, from: 18 })
  expect(music).toEqual({ score: fromBarRoll(roll), from: 0 })
  // The whole song has the same music at that bar, but for what the window cuts off.
  const whole = encodeSong(song, encoding).notes.filter(({ start }) => start >= 36 && start < 100)
  expect(music.score.notes.filter(({ start }) => start > 0)).toHaveLength(
    whole.filter(({ start }) => start > 36).length,
  )
})

test('what is as written is what the song has, on the grid too', () => {
  const free = treatmentSchema.parse({ velocity: asWritten, pedal: asWritten, tempo: asWritten })
  for (const encoding of [
    { kind: 'tokens', timeStep: 'sixteenth' },
    { kind: 'bar-rolls', commonKey: false },
  ]) {
    const music = treat(encodeSong(song, songEncodingSchema.parse(encoding)), free)
    expect(music.tempos).toEqual(song.tempos)
    expect(new Set(music.notes.map(({ velocity }) => velocity))).toEqual(
      new Set(song.notes.map(({ velocity }) => velocity)),
    )
    expect(treat(music, paper).pedal).toEqual([])
  }
  expect(encodeSong(song, { kind: asWritten })).toBe(song)
  const slow = treat(song, treatmentSchema.parse({ tempo: 60 }))
  expect(perform(slow).duration).toBeCloseTo(2 * perform(treat(song, paper)).duration)
})

test('a window keeps the tempo that is in force where it begins', () => {
  const changing = { ...song, tempos: [{ at: 0, bpm: 100 }, { at: 20, bpm: 80 }, { at: 50, bpm: 90 }] } // prettier-ignore
  const encoding = songEncodingSchema.parse({ kind: 'bar-rolls', commonKey: false, cutLeadingSilence: false })
  const { score } = windowOf(changing, encoding, { bar: 10, from: 0 })
  expect(score.tempos).toEqual([
    { at: 0, bpm: 80 },
    { at: 14, bpm: 90 },
  ])
})

test('music is stuck as long as one chord is all that is heard', () => {
  const at = (start: number, pitch: number, end = start + 1) => ({ start, end, pitch, velocity: 80 })
  const of = (...notes: ReturnType<typeof at>[]) => ({ ...song, notes })
  expect(stuckShare(of())).toBe(0)
  expect(stuckShare(of(at(0, 60), at(1, 60), at(2, 60), at(3, 62)))).toBe(0.75)
  expect(stuckShare(of(at(0, 60), at(0, 64), at(1, 60), at(1, 64), at(2, 64), at(3, 62)))).toBe(0.5)
  expect(stuckShare(of(at(0, 60, 10)))).toBe(1)
  expect(stuckShare(song)).toBeLessThan(0.1)
})
