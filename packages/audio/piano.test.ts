import type { PerformedPedal } from '@earshot/music/notes'
import { beforeAll, expect, test } from 'vitest'
import { toDecibels } from './decibels.ts'
import { play, type PianoSettings } from './piano.ts'
import { openRecordings, type Recordings } from './recordings.ts'
import { sampleRate, type Stereo } from './stereo.ts'
import { strikes } from './strikes.ts'

let recordings: Recordings
beforeAll(async () => {
  recordings = await openRecordings()
})

const note = (start: number, end: number, pitch: number, velocity = 80) => ({ start, end, pitch, velocity })
type Note = ReturnType<typeof note>

const strings: PianoSettings = { releaseNoise: 0, resonance: 0 }
const render = (notes: Note[], seconds: number, pedal: PerformedPedal[] = [], settings = strings) =>
  play(strikes(notes), pedal, seconds, recordings, settings)

/** Root mean square in dBFS of both channels from..to seconds. */
function level({ left, right }: Stereo, from: number, to: number): number {
  let sum = 0
  const [first, last] = [Math.round(from * sampleRate), Math.round(to * sampleRate)]
  for (let i = first; i < last; i++) sum += (left[i] ** 2 + right[i] ** 2) / 2
  return toDecibels(Math.sqrt(sum / (last - first)))
}

/** Amplitude of one frequency in the left channel from..to seconds, through a Hann window. */
function tone({ left }: Stereo, frequency: number, from: number, to: number): number {
  let [re, im] = [0, 0]
  const [first, last] = [Math.round(from * sampleRate), Math.round(to * sampleRate)]
  for (let i = first; i < last; i++) {
    const weight = left[i] * (0.5 - 0.5 * Math.cos((2 * Math.PI * (i - first)) / (last - first)))
    re += weight * Math.cos((2 * Math.PI * frequency * i) / sampleRate)
    im += weight * Math.sin((2 * Math.PI * frequency * i) / sampleRate)
  }
  return Math.hypot(re, im) / (last - first)
}

test('there is nothing before a note, and it sounds within 3 ms', () => {
  const sound = render([note(0.5, 1, 60)], 1.5)
  expect(sound.left).toHaveLength(1.5 * sampleRate)
  expect(sound.left.findIndex((sample) => sample !== 0)).toBeGreaterThanOrEqual(24_000)
  expect(level(sound, 0.503, 0.51)).toBeGreaterThan(-60)
})

test.each([68, 69, 70])('pitch %i sounds at its own frequency, not that of the recording', (pitch) => {
  const sound = render([note(0, 2, pitch)], 2)
  const frequency = 440 * 2 ** ((pitch - 69) / 12)
  const own = tone(sound, frequency, 0.2, 1.7)
  for (const other of [2 ** (1 / 12), 2 ** (-1 / 12), 2 ** (1 / 24)]) {
    expect(own / tone(sound, frequency * other, 0.2, 1.7)).toBeGreaterThan(20)
  }
})

test.each([24, 43, 60, 77, 89, 103])('pitch %i grows louder with velocity, over at least 20 dB', (pitch) => {
  const velocities = [8, 24, 40, 56, 72, 88, 104, 120]
  const levels = velocities.map((velocity) => level(render([note(0, 0.6, pitch, velocity)], 0.6), 0, 0.5))
  for (let i = 1; i < levels.length; i++) expect(levels[i]).toBeGreaterThan(levels[i - 1] + 0.5)
  expect(levels[7] - levels[0]).toBeGreaterThan(20)
})

test('a released note dies away; the pedal holds it; treble strings ring on', () => {
  const after = (notes: Note[], pedal: PerformedPedal[] = []) => level(render(notes, 3, pedal), 1.5, 2)
  const down = [{ at: 0, value: 127 }]
  expect(after([note(0, 0.5, 48)])).toBeLessThan(-90)
  expect(after([note(0, 0.5, 48)], down)).toBeGreaterThan(-50)
  expect(after([note(0, 0.5, 48)], [...down, { at: 0.8, value: 0 }])).toBeLessThan(
    after([note(0, 0.5, 48)], down) - 25,
  )
  expect(after([note(0, 0.5, 48)], down)).toBeCloseTo(after([note(0, 3, 48)]), 6)
  expect(after([note(0, 0.1, 94)])).toBeCloseTo(after([note(0, 3, 94)]), 6)
})

test('a note of no length is heard', () => {
  expect(level(render([note(0.1, 0.1, 60)], 0.5), 0.1, 0.3)).toBeGreaterThan(-55)
})

test('a struck string is taken over, not doubled', () => {
  const twice = render([note(0, 0.2, 48), note(1, 1.2, 48)], 3, [{ at: 0, value: 127 }])
  const once = render([note(1, 1.2, 48)], 3, [{ at: 0, value: 127 }])
  expect(level(twice, 1.5, 3)).toBeCloseTo(level(once, 1.5, 3), 1)
})

test('notes add up', () => {
  const low = render([note(0, 1, 40)], 1)
  const high = render([note(0, 1, 67)], 1)
  const both = render([note(0, 1, 40), note(0, 1, 67)], 1)
  const worst = both.left.reduce(
    (most, sample, i) => Math.max(most, Math.abs(sample - low.left[i] - high.left[i])),
    0,
  )
  expect(worst).toBeLessThan(1e-6)
})

test('a note may outlast its recording, and ends without a click', () => {
  const sound = render([note(0, 12, 108)], 12)
  expect(level(sound, 0, 1)).toBeGreaterThan(-60)
  expect(level(sound, 11, 12)).toBeLessThan(-100)
  const steps = sound.left.subarray(sampleRate).map((sample, i, all) => (i === 0 ? 0 : sample - all[i - 1]))
  expect(steps.reduce((most, step) => Math.max(most, Math.abs(step)), 0)).toBeLessThan(0.002)
})

test('notes that begin before 0 or after the end, and no notes, are silence', () => {
  for (const notes of [[note(-1, 1, 60)], [note(1, 2, 60)], [note(5, 6, 60)], []]) {
    expect(render(notes, 1).left.every((sample) => sample === 0)).toBe(true)
  }
})

test('half a pedal lets a note ring on, less than a whole one', () => {
  const after = (value: number) => level(render([note(0, 0.5, 48)], 2.5, [{ at: 0, value }]), 1.5, 2)
  const levels = [0, 50, 64, 80, 127].map(after)
  for (let i = 1; i < levels.length; i++) expect(levels[i]).toBeGreaterThan(levels[i - 1] + 3)
})

test('a key makes a noise as it comes up: more for a harder touch, less the longer it was held', () => {
  const noise = (notes: Note[], from: number) => {
    const [without, loud] = [strings, { ...strings, releaseNoise: 1 }].map((set) => render(notes, 5, [], set))
    const left = loud.left.map((sample, i) => sample - without.left[i])
    const right = loud.right.map((sample, i) => sample - without.right[i])
    expect(left.findIndex((sample) => sample !== 0)).toBeGreaterThanOrEqual(from * sampleRate - 1)
    return level({ left, right }, from, from + 0.45)
  }
  const soft = noise([note(0, 1, 60, 40)], 1)
  expect(noise([note(0, 1, 60, 120)], 1)).toBeGreaterThan(soft + 6)
  expect(noise([note(0, 4, 60, 40)], 4)).toBeCloseTo(soft - 6, 1)
  expect(soft).toBeGreaterThan(-80)
  expect(soft).toBeLessThan(-50)
})

test('free strings ring along where they share a partial with what is played, and only there', () => {
  /** What C3, struck at 2 s, adds of C4 because of a string that a held key or the pedal leaves free. */
  const rung = (held: number, pedal: PerformedPedal[] = []) => {
    const notes = [note(0, 4, held, 20), note(2, 2.3, 48, 110)]
    const [without, ringing] = [strings, { ...strings, resonance: 1 }].map((set) =>
      render(notes, 4, pedal, set),
    )
    const left = ringing.left.map((sample, i) => sample - without.left[i])
    return tone({ left, right: left }, 440 * 2 ** ((60 - 69) / 12), 3, 4)
  }
  expect(rung(60)).toBeGreaterThan(1e-5)
  expect(rung(61)).toBe(0)
  expect(rung(61, [{ at: 0, value: 127 }])).toBeGreaterThan(1e-5)
})

test('the same notes and settings give the same samples, whatever is in the cache', async () => {
  const notes = [note(0, 1, 60), note(0.5, 1, 61), note(0.7, 0.9, 60, 60)]
  const all = { releaseNoise: 1, resonance: 1 }
  const pedal = [{ at: 0.2, value: 60 }]
  const cold = play(strikes(notes), pedal, 2, await openRecordings({ cacheBytes: 0 }), all)
  expect(render(notes, 2, pedal, all)).toEqual(cold)
})
