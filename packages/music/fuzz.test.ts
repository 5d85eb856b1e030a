import { readFileSync } from 'node:fs'
import { below, seeded } from '@earshot/random/random'
import { unzipSync, zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { Lpd5Error, readLpd5 } from './lpd5.ts'
import { MidiError, readMidi } from './midi.ts'
import { mutant } from './mutants.ts'
import { perform, type Score } from './notes.ts'

/** Reads; counts what was accepted, and lets only errors of the documented class pass. */
function survives(read: () => Score, expected: new (...rest: never[]) => Error): boolean {
  try {
    expectValid(read())
    return true
  } catch (error) {
    if (!(error instanceof expected)) throw error
    return false
  }
}

function expectValid(score: Score) {
  const wrong = score.notes.find(
    ({ start, end, pitch, velocity }) =>
      !(
        start >= 0 &&
        end > start &&
        end <= score.length + 1e-9 &&
        pitch in keyboard &&
        velocity in keyboard &&
        velocity > 0
      ),
  )
  expect(wrong).toBeUndefined()
  expect(Number.isFinite(perform(score).duration)).toBe(true)
}
const keyboard = Array.from({ length: 128 }, (_, pitch) => pitch)

test('2,000 mutants of MIDI files are read or refused', () => {
  const random = seeded(20210601)
  const seeds = ['satie-gymnopedie-no1', 'solace'].map((name) =>
    readFileSync(new URL(`../../content/starter/${name}.mid`, import.meta.url)).subarray(0, 4000),
  )
  let accepted = 0
  for (let i = 0; i < 2000; i++) {
    const bytes = mutant(seeds[i % seeds.length], random)
    if (survives(() => readMidi(bytes).score, MidiError)) accepted++
  }
  expect(accepted).toBeGreaterThan(200)
  expect(accepted).toBeLessThan(2000)
})

const fixtures = ['lpd5-zip64', 'lpd5-stored', 'pypianoroll-binary', 'pypianoroll-bare'].map((name) =>
  readFileSync(new URL(`fixtures/${name}.npz`, import.meta.url)),
)

test('1,000 mutants of LPD-5 archives are read or refused', () => {
  const random = seeded(1)
  let accepted = 0
  for (let i = 0; i < 1000; i++) {
    const bytes = mutant(fixtures[i % fixtures.length], random)
    if (survives(() => readLpd5(bytes, { velocity: 'file' }).score, Lpd5Error)) accepted++
  }
  expect(accepted).toBeLessThan(500)
})

test('1,000 archives with right checksums and a mutated member are read or refused', () => {
  const random = seeded(2)
  let accepted = 0
  for (let i = 0; i < 1000; i++) {
    const members = unzipSync(fixtures[i % fixtures.length])
    const names = Object.keys(members)
    const name = names[below(names.length, random)]
    const bytes = zipSync({ ...members, [name]: mutant(members[name], random) }, { level: 0 })
    if (survives(() => readLpd5(bytes, { velocity: 'file', track: 'all' }).score, Lpd5Error)) accepted++
  }
  expect(accepted).toBeGreaterThan(50)
  expect(accepted).toBeLessThan(1000)
})
