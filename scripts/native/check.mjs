/** Whether a backend computes: a small training step in a process of its own, by the code that chooses backends. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** What packages/models/backend/backend-probe.mjs of the project in `root` finds out about `backend`. */
export async function tryBackend({ root, backend }) {
  const program = join(root, 'packages', 'models', 'backend', 'backend-probe.mjs')
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [program, backend], { timeout: 120_000 })
    return JSON.parse(stdout)
  } catch (error) {
    return { available: false, reason: `its process ended with ${error.signal ?? error.code}` }
  }
}
