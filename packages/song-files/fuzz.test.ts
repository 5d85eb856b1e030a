import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seeded } from '@earshot/random/random'
import { expect, test } from 'vitest'
import { fuzzInputs } from './fuzz-inputs.ts'
import { readDamaged } from './fuzz-outcome.ts'

test('1,000 damaged files of every kind give songs or refusals that say why', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'earshot-fuzz-'))
  const next = await fuzzInputs()
  const random = seeded(4)
  const total = { songs: 0, refused: 0 }
  for (let i = 0; i < 1000; i++) {
    const { songs, refused } = await readDamaged(next(random), folder)
    total.songs += songs
    total.refused += refused
  }
  expect(total.songs).toBeGreaterThan(300)
  expect(total.refused).toBeGreaterThan(300)
  await rm(folder, { recursive: true })
})
