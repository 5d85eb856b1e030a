import { askedSchema, choiceSchema } from '@earshot/contract/choice'
import type { Chosen, SourceResult } from '@earshot/contract/results'
import { describe, expect, test } from 'vitest'
import {
  balanceRows,
  encodingsInWords,
  gatesInWords,
  handInWords,
  matchingInWords,
  seenInWords,
  treatmentInWords,
  weightedInWords,
} from './chosen-words.ts'

type Source = Pick<SourceResult, 'name' | 'label' | 'human' | 'chosen' | 'weighted'>

const asked = askedSchema.parse({ treatment: {}, gates: ['empty', 'too-short'] })
const drawn = { drawn: 9, kept: 5, refused: [], notMatched: 0, byHand: 0 }
const random = choiceSchema.parse({ ...drawn, matching: { kind: 'random' } })

const source = (label: string, changes: Partial<Chosen> = {}): Source => ({
  name: label.toLowerCase(),
  label,
  human: label === 'Human',
  chosen: { treatment: asked.treatment ?? null, gates: asked.gates ?? null, choice: random, ...changes },
})
const lstm = source('LSTM')

describe('Treatment', () => {
  test('is told once where all sources have the same', () => {
    expect(treatmentInWords([source('Human'), lstm])).toEqual([
      'The music of every source was played with every note at velocity 80, no pedal, 120 quarter notes a minute and notes on the grid of the encoding.',
    ])
  })

  test('as written is told as its own; what an older pool does not say is told', () => {
    const written = askedSchema.parse({
      treatment: {
        velocity: 'as written',
        pedal: 'as written',
        tempo: 'as written',
        timing: 'as written',
      },
    })
    expect(
      treatmentInWords([
        source('Human', { treatment: written.treatment ?? null }),
        source('Old', { treatment: null }),
      ]),
    ).toEqual([
      'The music of every source was played with its own velocities, its own pedal, its own tempo and its own timing.',
      'Of Old, treatment and gates are not recorded: the pool was built before they were.',
    ])
  })
})

describe('Encodings of human excerpts', () => {
  test.each([
    [[{ kind: 'tokens', as: 'lstm-128@1' }], 'one encoding: that of lstm-128@1.'],
    [[{ kind: 'tokens', timeStep: 'eighth' }], 'one encoding: chords of eighth notes.'],
    [
      [
        { kind: 'tokens', as: 'lstm-128@1' },
        { kind: 'bar-rolls', as: 'autoencoder-256@2' },
      ],
      'these encodings, each clip through the next: that of lstm-128@1 and that of autoencoder-256@2.',
    ],
  ])('%j', (encodings, text) => {
    const human = source('Human', { encodings: askedSchema.parse({ encodings }).encodings })
    expect(encodingsInWords([lstm, human])).toEqual([`The excerpts of Human passed through ${text}`])
  })

  test('are none as written, and unknown of older pools', () => {
    const { encodings } = askedSchema.parse({ encodings: [{ kind: 'as written' }] })
    expect(encodingsInWords([source('Human', { encodings }), source('Human'), lstm])).toEqual([])
  })
})

describe('Gates', () => {
  test('are the same for all, or not', () => {
    expect(gatesInWords([source('Human'), lstm])[0]).toContain('The same gates were used for every source')
    expect(gatesInWords([source('Human', { gates: ['empty'] }), lstm])[0]).toContain('different gates')
    expect(gatesInWords([source('Human', { gates: null })])).toEqual([])
  })
})

describe('Choice', () => {
  const balance = [
    { feature: 'density', before: 0.6, after: 0.2 },
    { feature: 'tempo', before: null, after: null },
  ]
  const matched = choiceSchema.parse({ ...drawn, matching: { kind: 'matched', to: 'lstm', balance } })

  test('of human excerpts is at random or matched, to a source by its label', () => {
    expect(matchingInWords([source('Human'), lstm])).toEqual([
      'The excerpts of Human were drawn at random, by a seed.',
    ])
    expect(matchingInWords([source('Human', { choice: matched }), lstm])).toEqual([
      'The excerpts of Human were drawn by a seed and matched to the clips of LSTM on density and tempo.',
    ])
  })

  test('has a row a source and feature of its balance', () => {
    expect(
      balanceRows([source('Human', { choice: matched }), lstm]).map(({ label, feature, before, after }) => [
        label,
        feature,
        before,
        after,
      ]),
    ).toEqual([
      ['Human', 'density', 0.6, 0.2],
      ['Human', 'tempo', null, null],
    ])
  })

  test('by hand is told instead', () => {
    const byHand = [source('Human', { choice: { ...random, byHand: 2 } })]
    expect(handInWords(byHand)).toEqual(['2 excerpts of Human were chosen by hand.'])
    expect(matchingInWords(byHand)).toEqual([])
  })
})

describe('Songs that models know', () => {
  const seen = { clips: 0, models: [] as string[], declared: false }
  test('are left out, and counted', () => {
    const unseen = { ...random, unseen: { songsLeftOut: 18, models: ['lstm-128@1'] } }
    expect(seenInWords([source('Human', { choice: unseen, seen }), lstm])).toEqual([
      'No model of this study was trained on a song of Human; 18 songs that a model knows were left out.',
    ])
  })

  test('are told where clips are of them, declared or not', () => {
    const known = { clips: 1, models: ['lstm-128@1'], declared: true }
    expect(seenInWords([source('Human', { seen: known })])).toEqual([
      '1 clip in the pool of Human is of a song that lstm-128@1 was trained on, as was declared.',
    ])
    expect(seenInWords([source('Human', { seen: { ...known, clips: 3, declared: false } })])[0]).toBe(
      '3 clips in the pool of Human are of songs that lstm-128@1 was trained on.',
    )
  })
})

test('weighted numbers are told where there are any', () => {
  const weighted = { mean: 3.456, pNatural: { all: 0.25, decided: 1 / 3 } }
  const sentences = weightedInWords([{ ...source('AE small'), weighted }, source('Human')])
  expect(sentences).toHaveLength(2)
  expect(sentences[1]).toBe(
    'AE small: mean 3.46, perceived as natural 25.00\u00a0% of all ratings, 33.33\u00a0% of those that are not 3.',
  )
  expect(weightedInWords([source('Human')])).toEqual([])
})
