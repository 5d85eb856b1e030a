import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { PassageRoll, step } from './passage-roll.tsx'

const note = (start: number, pitch: number, shared: boolean) => ({
  start,
  end: start + 1,
  pitch,
  velocity: 80,
  shared,
})
const view = { length: 8, pitches: { lowest: 60, highest: 66 } }

describe('PassageRoll', () => {
  test('marks shared notes by a line of their own, not by colour alone', () => {
    const cut = {
      notes: [note(0, 60, false), note(1, 66, true)],
      marks: [
        { at: 0, number: 12 },
        { at: 7.9, number: 14 },
      ],
    }
    const drawn = renderToStaticMarkup(
      createElement(PassageRoll, { cut, view, label: 'A passage', mark: (bar) => `bar ${String(bar)}` }),
    )
    expect(drawn).toContain('role="img" aria-label="A passage"')
    // Its outline, and a stroke under it.
    expect(/class="hit" d="([^"]*)"/.exec(drawn)?.[1]?.match(/M1 /g)).toHaveLength(2)
    expect(/class="n" d="([^"]*)"/.exec(drawn)?.[1]?.match(/M/g)).toHaveLength(1)
    expect(drawn).toContain('bar 12')
    // There is no room for a number at the right edge.
    expect(drawn).not.toContain('bar 14')
  })

  test('rolls of one view have one scale', () => {
    const box = (notes: ReturnType<typeof note>[]) =>
      /viewBox="([^"]*)"/.exec(
        renderToStaticMarkup(
          createElement(PassageRoll, { cut: { notes, marks: [] }, view, label: 'x', mark: String }),
        ),
      )?.[1]
    expect(box([note(0, 60, true)])).toBe(box([note(3, 66, false), note(4, 61, true)]))
  })
})

test('step leaves few enough marks, at round numbers', () => {
  expect([1, 9, 10, 40, 200, 5000].map((marks) => step(marks, 9))).toEqual([1, 1, 2, 5, 50, 1000])
})
