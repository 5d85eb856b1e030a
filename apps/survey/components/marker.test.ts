import { describe, expect, test } from 'vitest'
import { markersOf } from './marker.ts'

const source = (name: string, human = false) => ({ name, label: name.toUpperCase(), human })
const inShort = (...names: string[]) =>
  markersOf(names.map((name) => source(name, name.startsWith('human')))).map(
    ({ shape, color, filled }) => `${shape} ${color} ${filled ? 'filled' : 'open'}`,
  )

describe('The markers of sources', () => {
  test('tell the five sources of the paper apart by family and place', () => {
    const labels = ['LSTM small', 'LSTM large', 'AE small', 'AE large']
    const sources = [
      source('training-data', true),
      ...labels.map((label) => ({ name: 'x', label, human: false })),
    ]
    expect(markersOf(sources)).toEqual([
      { shape: 'notehead', color: '--src-0', filled: true },
      { shape: 'circle', color: '--src-a1', filled: false },
      { shape: 'circle', color: '--src-a2', filled: true },
      { shape: 'square', color: '--src-b1', filled: false },
      { shape: 'square', color: '--src-b2', filled: true },
    ])
  })

  test('take the architecture from the name as well as from the label', () => {
    expect(inShort('human', 'autoencoder-10', 'lstm_128', 'ae_2')).toEqual([
      'notehead --src-0 filled',
      'square --src-b1 open',
      'circle --src-a1 open',
      'square --src-b2 filled',
    ])
  })

  test('do not find an autoencoder inside a word', () => {
    expect(inShort('maestro', 'aeolian', 'michael')).toEqual([
      'triangle --src-c1 open',
      'triangle --src-c2 filled',
      'diamond --src-d1 open',
    ])
  })

  test('send a third of a family to where there is room, and keep the notehead for people', () => {
    expect(inShort('lstm-1', 'lstm-2', 'lstm-3', 'human-1', 'human-2')).toEqual([
      'circle --src-a1 open',
      'circle --src-a2 filled',
      'triangle --src-c1 open',
      'notehead --src-0 filled',
      'notehead --src-0 open',
    ])
  })

  test('differ for nine sources, and do not run out after that', () => {
    const nine = inShort('human', 'lstm 1', 'lstm 2', 'ae 1', 'ae 2', 'x', 'y', 'z', 'w')
    expect(new Set(nine).size).toBe(9)
    expect(inShort(...Array.from({ length: 10 }, (_, index) => `model ${index}`))).toHaveLength(10)
  })
})
