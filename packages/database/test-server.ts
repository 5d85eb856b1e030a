/** Vitest's global set-up for tests on a database: one server for the run, on the binaries that Earshot ships. */
import { mkdtemp, chmod, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { migrate } from './schema-engine.ts'
import { openServer } from './server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    databaseUrl: string
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'earshot-test-'))
  await chmod(folder, 0o755)
  const server = await openServer(folder)
  await migrate(server.url)
  project.provide('databaseUrl', server.url)
  return async () => {
    await server.close()
    await rm(folder, { recursive: true, force: true })
  }
}
