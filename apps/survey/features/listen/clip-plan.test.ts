import { readFileSync } from 'node:fs'
import { readMidi } from '@earshot/music/midi'
import { perform } from '@earshot/music/notes'
import { describe, expect, test } from 'vitest'
import { audible, clipSeconds, lead, planClip, songTime } from './clip-plan.ts'

/** Plans a song from a place to its end. */
function planAll(onsets: readonly number[], duration: number, position = 0) {
  const clips = []
  for (let clip = planClip(onsets, position, duration); clip; clip = planClip(onsets, clip.until, duration)) {
    clips.push(clip)
    if (clip.until >= duration) return clips
    if (clips.length > 100) throw new Error('it does not end')
  }
  return clips
}

describe('A plan', () => {
  const { notes, duration } = perform(
    readMidi(readFileSync(new URL('../../../../content/starter/the-entertainer.mid', import.meta.url))).score,
  )
  const onsets = audible(notes).map(({ start }) => start)

  test('of a real song is whole: each piece goes on at an onset where the last one stopped', () => {
    const clips = planAll(onsets, duration)
    expect(clips.length).toBeGreaterThanOrEqual(Math.ceil(duration / clipSeconds))
    for (const [index, clip] of clips.entries()) {
      expect(clip.until - clip.from).toBeLessThanOrEqual(clipSeconds - lead)
      if (index > 0) expect(clip.from).toBe(clips[index - 1].until)
      if (index > 0) expect(songTime(clip, clip.offset)).toBeCloseTo(clip.from, 9)
    }
    expect(clips.at(-1)?.until).toBe(duration)
  })

  test('from any place begins with the first note that is not before it', () => {
    for (let at = 0; at < (onsets.at(-1) ?? 0); at += 7.3) {
      const clip = planClip(onsets, at, duration)
      expect(clip?.from).toBe(onsets.find((onset) => onset >= at - 0.01))
      expect(clip && songTime(clip, clip.offset)).toBeGreaterThanOrEqual(at - 0.01 - 1e-9)
    }
  })
})

describe('Where it is silent', () => {
  test('a plan goes on with the next note, however late', () => {
    const clips = planAll([0, 200, 400], 402)
    expect(clips.map(({ from }) => from)).toEqual([0, 200, 400])
  })

  test('there is none after the last note, nor in a song without notes', () => {
    expect(planClip([0, 1], 2, 100)).toBeUndefined()
    expect(planClip([], 0, 0)).toBeUndefined()
  })

  test('notes that a piano has no keys for are not waited for', () => {
    expect(audible([{ pitch: 20 }, { pitch: 21 }, { pitch: 108 }, { pitch: 109 }])).toEqual([
      { pitch: 21 },
      { pitch: 108 },
    ])
  })
})
