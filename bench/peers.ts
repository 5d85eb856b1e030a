/** Peers in Python: `npm run bench:peers` installs them into bench/peers/.venv. */
import { execFile } from 'node:child_process'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { root } from './env.ts'
import { missing } from './figure.ts'

const run = promisify(execFile)
const folder = join(root, 'bench', 'peers')

/** What a script of bench/peers prints, as a number; null, with a word on standard error, where it cannot run. */
export async function python(script: string, args: readonly string[]): Promise<number | null> {
  const interpreter = join(folder, '.venv', 'bin', 'python')
  const installed = await access(interpreter).then(
    () => true,
    () => false,
  )
  if (!installed) {
    missing(`${script}: the Python peers are not installed. Install them with: npm run bench:peers`)
    return null
  }
  try {
    const { stdout } = await run(interpreter, [join(folder, script), ...args], { maxBuffer: 2 ** 26 })
    return Number(stdout)
  } catch (error) {
    missing(`${script}: ${error instanceof Error ? error.message : String(error)}`)
    return null
  }
}
