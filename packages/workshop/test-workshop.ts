/** A workshop for one test file, on a database and a folder of its own. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { testDatabase } from '@earshot/database/test-database'
import type { Work } from '@earshot/jobs/work'
import type { BackendName } from '@earshot/models/backend/backend'
import { afterAll } from 'vitest'
import { openWorkshop } from './workshop.ts'

/** The folder of the starter pieces. */
export const starter = fileURLToPath(new URL('../../content/starter', import.meta.url))

/** Work that nobody watches or stops, at one moment. */
export const testWork = (changes: Partial<Work> = {}): Work => ({
  onProgress: () => undefined,
  signal: new AbortController().signal,
  now: () => new Date('2026-01-02T03:04:05Z'),
  ...changes,
})

/** Opens a workshop, and closes and removes it after the file's tests. Call it once, at the top of a test file. */
export async function testWorkshop(options: { backend?: BackendName } = {}) {
  const { database, url } = await testDatabase()
  const folder = await mkdtemp(join(tmpdir(), 'earshot-workshop-'))
  const storageUrl = pathToFileURL(join(folder, 'files')).href
  const workshop = openWorkshop({ databaseUrl: url, storageUrl, ...options })
  afterAll(async () => {
    await workshop.close()
    await rm(folder, { recursive: true })
  })
  return { workshop, database, url, folder, storageUrl }
}
