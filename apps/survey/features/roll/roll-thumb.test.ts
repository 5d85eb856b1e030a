import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { RollThumb } from './roll-thumb.tsx'

/** Twenty bars of 4/4 with a note on each beat. */
const score = {
  notes: Array.from({ length: 80 }, (_, beat) => ({
    start: beat,
    end: beat + 1,
    pitch: 60 + (beat % 12),
    velocity: 80,
  })),
  tempos: [],
  meters: [],
  pedal: [],
  length: 80,
}
const drawn = (markup: string, kind: string): number =>
  (new RegExp(`class="${kind}" d="([^"]*)"`).exec(markup)?.[1] ?? '').split('M').length - 1

test('a thumb shows the first bars, and a shorter piece whole', () => {
  expect(drawn(renderToStaticMarkup(createElement(RollThumb, { score, bars: 4 })), 'n')).toBe(16)
  expect(drawn(renderToStaticMarkup(createElement(RollThumb, { score, bars: 100 })), 'n')).toBe(80)
})

test('marked notes are drawn apart from the others, and underlined', () => {
  const markup = renderToStaticMarkup(createElement(RollThumb, { score, view: { marked: [0, 1, 2] } }))
  expect(drawn(markup, 'n')).toBe(77)
  expect(drawn(markup, 'hit')).toBe(6)
})

test('a thumb has a name, or is left to the text beside it', () => {
  const named = renderToStaticMarkup(createElement(RollThumb, { score, label: 'Piano roll of A & B' }))
  expect(named).toContain('role="img" aria-label="Piano roll of A &amp; B"')
  expect(renderToStaticMarkup(createElement(RollThumb, { score }))).toContain('aria-hidden="true"')
})
