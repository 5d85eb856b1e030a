import type { Score } from '@earshot/music/notes'
import { describe, expect, test } from 'vitest'
import { treatmentOf } from './treatments.ts'

const score: Score = {
  notes: [
    { start: 0.1, end: 0.45, pitch: 60, velocity: 70 },
    { start: 1, end: 3, pitch: 64, velocity: 70 },
  ],
  tempos: [{ at: 0, bpm: 100 }],
  meters: [],
  pedal: [],
  length: 3,
}

describe('treatmentOf', () => {
  test('tokens strike every chord anew at each step', () => {
    const { name, apply } = treatmentOf({ kind: 'tokens', timeStep: 'quarter', vocabulary: 'own chords' })
    expect(name).toBe('tokens quarter')
    expect(apply(score).notes.map(({ start, end, pitch }) => [start, end, pitch])).toEqual([
      [0, 1, 60],
      [1, 2, 64],
      [2, 3, 64],
    ])
  })

  test('rolls move times to sixths of a quarter note', () => {
    const { name, apply } = treatmentOf({ kind: 'bar-rolls', cells: 'held' })
    expect(name).toBe('bar-rolls')
    expect(apply(score).notes[0]).toMatchObject({ start: 1 / 6, end: 0.5 })
  })

  test('music of no known encoding is compared as it is', () => {
    expect(treatmentOf(null).apply(score)).toBe(score)
    expect(treatmentOf({}).name).toBe('notes')
    expect(treatmentOf({ kind: 'as written' }).apply(score)).toBe(score)
  })
})
