import { normal, seeded, shuffled, type Random } from '@earshot/random/random'
import { expect, test } from 'vitest'
import { responseTimeFindings, type ClipFetch } from './response-time.ts'

/** Thirty fetches of each of twenty clips of each source, in random order, in about 8 ms with a long tail. */
function fetches(sources: Record<string, number>, random: Random, clips = 20): ClipFetch[] {
  const all = Object.entries(sources).flatMap(([source, slower]) =>
    Array.from({ length: clips * 30 }, (_, i) => {
      const usual = 6 + 2 * Math.exp(0.5 * normal(random))
      const stall = random() < 0.02 ? 200 * random() : 0
      return { clip: `${source}-${i % clips}`, source, milliseconds: usual + stall + slower }
    }),
  )
  return shuffled(all, random)
}

test('five sources served alike pass, and what was measured is said', () => {
  const findings = responseTimeFindings(fetches({ human: 0, a: 0, b: 0, c: 0, d: 0 }, seeded(1)), seeded(2))
  expect(findings).toMatchObject([{ rule: 'timing-measured', blocks: false }])
  expect(findings[0].message).toContain('3000 fetches')
})

test.each([
  ['slower', 8, 'later'],
  ['faster', -6, 'sooner'],
])('one source that is %s blocks and is named, with its clips', (_, milliseconds, way) => {
  const findings = responseTimeFindings(fetches({ human: milliseconds, a: 0, b: 0 }, seeded(3)), seeded(4))
  const named = findings.find(({ message }) => message.startsWith('Clips of "human"'))
  expect(named).toMatchObject({ check: 'response-time', rule: 'source-timing', blocks: true })
  expect(named?.message).toContain(way)
  expect(named?.clips).toHaveLength(20)
})

test('of two sources the one comparison finds a slow one with two clips a source', () => {
  const findings = responseTimeFindings(fetches({ human: 0, ai: 7 }, seeded(5), 2), seeded(6))
  expect(findings).toMatchObject([{ blocks: true }])
})

test('a difference that is certain but below 5 ms does not block', () => {
  const findings = responseTimeFindings(fetches({ human: 0, a: 3, b: 0 }, seeded(7)), seeded(8))
  expect(findings.every(({ blocks }) => !blocks)).toBe(true)
  expect(findings[0].evidence).toMatch(/a: 3\.\d+ ms, p [<=] \.00/)
})

test('a large difference of a few fetches, which chance could make, does not block', () => {
  const few = [10, 12, 30].flatMap((milliseconds, i) => [
    { clip: `h${i}`, source: 'human', milliseconds },
    { clip: `a${i}`, source: 'ai', milliseconds: milliseconds + 8 },
  ])
  expect(responseTimeFindings(few, seeded(9)).every(({ blocks }) => !blocks)).toBe(true)
})

test('one source has nothing to be compared with', () => {
  expect(responseTimeFindings(fetches({ human: 0 }, seeded(1)), seeded(1))).toEqual([])
})
