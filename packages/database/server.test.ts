import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { exclusively } from './server.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-lock-'))
})
afterEach(() => rm(folder, { recursive: true }))

describe('the lock of a data folder', () => {
  test('lets one in at a time, and leaves nothing behind', async () => {
    let inside = 0
    const most: number[] = []
    const enter = () =>
      exclusively(folder, async () => {
        most.push(++inside)
        await sleep(5)
        inside--
      })
    await Promise.all(Array.from({ length: 8 }, enter))
    expect(most).toEqual(Array(8).fill(1))
    expect(await readdir(folder)).toEqual([])
  })

  test('is given back by work that fails', async () => {
    await expect(exclusively(folder, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await exclusively(folder, () => Promise.resolve('in'))).toBe('in')
  })

  // Linux ends at 4 million processes; a lock without a name is of a process killed while it wrote it.
  test.each(['99999999', ''])('of a process that died is taken over: "%s"', async (holder) => {
    await writeFile(join(folder, 'database.lock'), holder)
    expect(await exclusively(folder, () => Promise.resolve('in'))).toBe('in')
  })
})
