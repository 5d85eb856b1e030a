/** Peers in Python: `npm run bench:peers` installs them into bench/peers/.venv. */
import { execFile } from 'node:child_process'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { root } from './env.ts'
import { missing } from './figure.ts'

const run = promisify(execFile)

/** Where a script of the peers lies. */
export const peerScript = (script: string): string => join(root, 'bench', 'peers', script)

/** The Python that has the peers; null, with a word on standard error for whom, where there is none. */
export async function pythonFor(script: string): Promise<string | null> {
  const interpreter = peerScript(join('.venv', 'bin', 'python'))
  const installed = await access(interpreter).then(
    () => true,
    () => false,
  )
  if (installed) return interpreter
  missing(`${script}: the Python peers are not installed. Install them with: npm run bench:peers`)
  return null
}

/** What a script of bench/peers prints, as a number; null, with a word on standard error, where it cannot run. */
export async function python(script: string, args: readonly string[]): Promise<number | null> {
  const interpreter = await pythonFor(script)
  if (interpreter === null) return null
  try {
    const { stdout } = await run(interpreter, [peerScript(script), ...args], { maxBuffer: 2 ** 26 })
    return Number(stdout)
  } catch (error) {
    missing(`${script}: ${error instanceof Error ? error.message : String(error)}`)
    return null
  }
}
