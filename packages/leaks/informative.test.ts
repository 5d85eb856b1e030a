import { normal, seeded } from '@earshot/random/random'
import type { Score } from '@earshot/music/notes'
import { expect, test } from 'vitest'
import { measureNotes } from './facts-of-notes.ts'
import { facts, informative, informativeFindings, type MeasuredClip } from './informative.ts'

const random = seeded(12)

/** Thirty seconds of a random walk with two notes a second or more, all alike but for what `velocity` gives. */
function music(velocity: () => number): Score {
  let at = 0
  const notes = Array.from({ length: 90 }, () => {
    at += Math.round(1 + 4 * random()) / 8
    return { start: at, end: at + 0.5, pitch: Math.round(60 + 8 * normal(random)), velocity: velocity() }
  })
  return { notes, tempos: [{ at: 0, bpm: 120 }], meters: [], pedal: [], length: 60 }
}
const played = () => Math.round(Math.min(120, Math.max(20, 64 + 15 * normal(random))))

const clips = (source: string, count: number, velocity: () => number): MeasuredClip[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `${source}-${i}`,
    source,
    piece: `${source} piece ${i}`,
    human: source === 'human',
    facts: measureNotes(music(velocity)),
  }))

const human = clips('human', 40, played)
const machine = clips('lstm', 40, () => 64)

test('velocity 64 in all generated clips is found, named, and does not block', () => {
  const [finding, ...others] = informativeFindings([...human.slice(0, 20), ...machine.slice(0, 20)], random)
  expect(others).toEqual([])
  expect(finding).toMatchObject({ check: 'informative', rule: 'facts-tell', blocks: false })
  expect(finding.message).toMatch(/tell human from "lstm": cross-validated AUC (1\.00|\.9\d) \(95 % interval/)
  expect(finding.message).toMatch(
    /(spread of velocity|distinct velocities), higher in human, tells most alone/,
  )
  expect(finding.evidence).toContain('Spread of velocity 1.00')
})

test('sources that are alike are rarely said to be told apart, and never that nothing leaks', () => {
  const alike = ['human', 'a', 'b', 'c', 'd'].flatMap((source) => clips(source, 20, played))
  const findings = informativeFindings(alike, random)
  expect(findings).toHaveLength(5)
  expect(findings.filter(({ rule }) => rule === 'facts-tell').length).toBeLessThanOrEqual(1)
  for (const { message, blocks } of findings) {
    expect(blocks).toBe(false)
    expect(message).not.toMatch(/no leak/i)
  }
})

test('fewer than twenty clips, or clips of too few pieces, are too few to tell', () => {
  const small = [...human.slice(0, 19), ...machine]
  const [finding] = informativeFindings(small, random)
  expect(finding).toMatchObject({ rule: 'too-few-to-tell', blocks: false })
  expect(finding.message).toContain('19 clips of 19 pieces of human')
  const ofOnePiece = machine.map((clip) => ({ ...clip, piece: 'one' }))
  expect(informative([...human, ...ofOnePiece], random)[0].together).toBeNull()
})

test('without human clips each source is compared with the others, of two the one', () => {
  const three = ['a', 'b', 'c'].flatMap((source) => clips(source, 20, played))
  const names = informative(three, random).map(({ sides: [first] }) => first.name)
  expect(names).toEqual(['"a"', '"b"', '"c"'])
  expect(informative(three.slice(0, 40), random)).toHaveLength(1)
  expect(informative(three.slice(0, 20), random)).toEqual([])
  expect(informative([], random)).toEqual([])
})

test('facts have different names, and those that do not vary are left out', () => {
  expect(new Set(facts.map(({ name }) => name)).size).toBe(facts.length)
  const [{ alone }] = informative([...clips('human', 20, () => 80), ...clips('lstm', 20, () => 80)], random)
  expect(alone.map(({ fact }) => fact.name)).not.toContain('velocitySd')
  expect(alone.map(({ fact }) => fact.name)).toContain('polyphony')
})
