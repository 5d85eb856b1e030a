/** The command line as a user has it, for tests: processes, their output, their exit code. */
import { spawn } from 'node:child_process'
import { chmod, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { childEnvironment, root } from './env.ts'

export interface Ended {
  code: number | null
  output: string
  errors: string
}

/** A new, empty data folder. */
export async function newHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'earshot-cli-'))
  // PostgreSQL may run as another user than root, who must be let in.
  await chmod(home, 0o755)
  return home
}

/** Runs a program of the project's folder to its end; Ctrl-C comes when its errors hold the text `interruptAt`. */
export function runToEnd(
  program: string,
  args: string[],
  environment: Record<string, string>,
  interruptAt?: string,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, env: childEnvironment(environment) })
    let output = ''
    let errors = ''
    child.stdout.on('data', (text: Buffer) => (output += text.toString()))
    let interrupted = false
    child.stderr.on('data', (text: Buffer) => {
      errors += text.toString()
      if (interrupted || interruptAt === undefined || !errors.includes(interruptAt)) return
      interrupted = child.kill('SIGINT')
    })
    child.once('error', reject)
    child.once('exit', (code) => {
      resolve({ code, output, errors })
    })
  })
}
