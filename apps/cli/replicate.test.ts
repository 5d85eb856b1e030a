import { expect, test } from 'vitest'
import { runToEnd } from './terminal.ts'

test('the whole path from songs to Table 1 works in small', { timeout: 600_000 }, async () => {
  const small = { SONGS: '4', EPOCHS: '1', CLIPS: '2', RESPONDENTS: '5' }
  const { code, output, errors } = await runToEnd('bash', ['scripts/replicate.sh'], small)
  expect(code, errors).toBe(0)
  expect(output).toContain('Table 1 agrees with the 30 ratings it is made of.')
})
