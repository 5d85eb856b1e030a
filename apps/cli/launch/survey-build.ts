/** Builds the survey when its sources have changed since the last build. */
import { createHash } from 'node:crypto'
import { execFile } from 'node:child_process'
import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { childEnvironment, root } from '../env.ts'

export const surveyFolder = join(root, 'apps', 'survey')
export const nextBinary = join(surveyFolder, 'node_modules', 'next', 'dist', 'bin', 'next')
const stamp = join(surveyFolder, '.next', 'earshot-build')

/** What the survey is made of: itself, the packages, and the versions of everything else. */
const inputs = ['apps/survey', 'packages', 'pnpm-lock.yaml', 'prisma/schema.prisma']
const leftOut = /(^|\/)(node_modules|\.next|generated|fixtures)(\/|$)|\.test\.tsx?$/

/** Builds it if need be; the output goes to `log`. Throws an Error that names the log. `signal` ends it. */
export async function buildSurvey(log: string, signal: AbortSignal): Promise<'built' | 'up to date'> {
  const hash = await sourceHash()
  const built = await readFile(stamp, 'utf8').catch(() => '')
  if (built === hash) return 'up to date'
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [nextBinary, 'build'], {
      cwd: surveyFolder,
      env: childEnvironment({ NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' }),
      maxBuffer: 64 * 2 ** 20,
      signal,
    })
    await writeFile(log, stdout + stderr)
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    await writeFile(log, stdout + stderr)
    throw new Error(`The survey could not be built; see ${log}`, { cause: error })
  }
  await writeFile(stamp, hash)
  return 'built'
}

async function sourceHash(): Promise<string> {
  const hash = createHash('sha256').update(process.version)
  for (const input of inputs) {
    for (const file of await filesOf(input)) hash.update(file).update(await readFile(join(root, file)))
  }
  return hash.digest('hex')
}

async function filesOf(input: string): Promise<string[]> {
  const entries = await readdir(join(root, input), { recursive: true, withFileTypes: true }).catch(
    () => undefined,
  )
  if (!entries) return [input]
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length))
    .filter((file) => !leftOut.test(file))
    .sort()
}
