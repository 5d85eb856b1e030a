/** The native package's own install script, which downloads libtensorflow and a compiled binding, or compiles one. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { InstallProblem, runProgram } from './program.mjs'

/** A download that is slower than this is not worth waiting for: the other way takes a minute. */
const seconds = 180

/** Runs it and resolves to whether it succeeded; where it did not, the package is left as it was. */
export async function runOwnInstall(packageFolder, { env, log }) {
  const manifest = join(packageFolder, 'package.json')
  // The script writes to it and, where it fails, leaves it so.
  const before = readFileSync(manifest)
  const options = { cwd: packageFolder, env, log, seconds, failed: 'its own script failed' }
  try {
    await runProgram('npm', ['run', 'install', '--ignore-scripts=false'], options)
    return true
  } catch (error) {
    if (!(error instanceof InstallProblem)) throw error
    writeFileSync(manifest, before)
    for (const made of ['deps', 'lib', 'build'])
      rmSync(join(packageFolder, made), { recursive: true, force: true })
    return false
  }
}
