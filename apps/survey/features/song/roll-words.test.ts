import { readFileSync } from 'node:fs'
import { measure } from '@earshot/features/features'
import { readMidi } from '@earshot/music/midi'
import { expect, test } from 'vitest'
import { rollWords } from './roll-words.ts'

const gymnopedie = new URL('../../../../content/starter/satie-gymnopedie-no1.mid', import.meta.url)

test('a piano roll is described in words', () => {
  const { score } = readMidi(readFileSync(gymnopedie))
  expect(rollWords(measure(score))).toMatch(
    /^\d+ notes in \d+ bars of 3\/4, \d:\d\d long, from \S+ up to \S+, most likely in D major; \d\.\d notes sound at once in the mean\. /,
  )
  expect(rollWords(measure({ ...score, notes: [] }))).toBe('A song without notes.')
})
