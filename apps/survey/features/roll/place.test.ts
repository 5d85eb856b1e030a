import { readFileSync } from 'node:fs'
import { readMidi } from '@earshot/music/midi'
import { describe, expect, test } from 'vitest'
import { barsOn, beatsOn, countedBars, minutes, placeInWords, placeOf } from './place.ts'

const song = (name: string) =>
  readMidi(readFileSync(new URL(`../../../../content/starter/${name}.mid`, import.meta.url))).score

/** Two bars of 3/4, then bars of 6/8. */
const bars = countedBars({
  notes: [],
  tempos: [],
  meters: [
    { at: 0, beats: 3, unit: 4 },
    { at: 6, beats: 6, unit: 8 },
  ],
  pedal: [],
  length: 12,
})

describe('The place of the playhead', () => {
  test('is counted in bars and in the beats of their meter', () => {
    expect(bars).toHaveLength(4)
    expect(placeOf(bars, 0)).toEqual({ bar: 1, beat: 1 })
    expect(placeOf(bars, 5.5)).toEqual({ bar: 2, beat: 3 })
    expect(placeOf(bars, 6.5)).toEqual({ bar: 3, beat: 2 })
  })

  test('stays within the song', () => {
    expect(placeOf(bars, -1)).toEqual({ bar: 1, beat: 1 })
    expect(placeOf(bars, 100)).toEqual({ bar: 4, beat: 6 })
  })

  test('of silence is its one bar', () => {
    const silence = { notes: [], tempos: [], meters: [], pedal: [], length: 0 }
    expect(placeOf(countedBars(silence), 0)).toEqual({ bar: 1, beat: 1 })
  })

  test('is said in words', () => {
    expect(placeInWords({ bar: 2, beat: 3 }, { bars: 96, time: 64.9, duration: 130 })).toBe(
      'Bar 2 of 96, beat 3, 1:04 of 2:10',
    )
    expect(minutes(3725)).toBe('1:02:05')
  })
})

describe('Keys', () => {
  test('go by bars, back first to the beginning of the bar', () => {
    expect(barsOn(bars, 0, 1)).toBe(3)
    expect(barsOn(bars, 4, 1)).toBe(6)
    expect(barsOn(bars, 4, -1)).toBe(3)
    expect(barsOn(bars, 3, -1)).toBe(0)
    expect(barsOn(bars, 0, -1)).toBe(0)
    expect(barsOn(bars, 0, 8)).toBe(9)
  })

  test('go by beats over bar lines and not beyond the ends', () => {
    expect(beatsOn(bars, 5, 1)).toBe(6)
    expect(beatsOn(bars, 6, -1)).toBe(5)
    expect(beatsOn(bars, 0, -1)).toBe(0)
    expect(beatsOn(bars, 11.5, 1)).toBe(12)
  })

  test('lead through every bar of a real song', () => {
    const all = countedBars(song('the-entertainer'))
    let at = 0
    for (let step = 1; step < all.length; step++) at = barsOn(all, at, 1)
    expect(at).toBe(all.at(-1)?.start)
  })
})
