/** `earshot`: everything Earshot does, from a terminal. */
import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { ZodError, z } from 'zod'
import { closedPipeCode, outliveClosedPipes, readerLeft } from './closed-pipe.ts'
import { clipCommands } from './commands/clip.ts'
import { dataCommands } from './commands/data.ts'
import { doctorCommand } from './commands/doctor.ts'
import { modelCommands } from './commands/model.ts'
import { poolCommands } from './commands/pool.ts'
import { renderCommand } from './commands/render.ts'
import { rollCommand } from './commands/roll.ts'
import { startCommand } from './commands/start.ts'
import { studyCommands } from './commands/study.ts'
import { Unsuccessful } from './output.ts'

const { version, description } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as { version: string; description: string }

/** Runs one command; returns the exit code. Whatever goes wrong is one sentence on standard error. */
export async function main(args: string[]): Promise<number> {
  outliveClosedPipes()
  const program = new Command('earshot').description(description).version(version)
  dataCommands(program)
  modelCommands(program)
  renderCommand(program)
  rollCommand(program)
  poolCommands(program)
  clipCommands(program)
  studyCommands(program)
  startCommand(program)
  doctorCommand(program)
  program.exitOverride()
  for (const command of allCommands(program))
    command.exitOverride().showHelpAfterError('(add --help for what it takes)')
  try {
    await program.parseAsync(args, { from: 'user' })
    return 0
  } catch (error) {
    // Commander has said what is wrong with the command line itself.
    if (isCommanderError(error)) return error.exitCode
    if (readerLeft.aborted) return closedPipeCode
    if (error instanceof Unsuccessful) return 1
    process.stderr.write(`${message(error)}\n`)
    return 1
  }
}

const allCommands = (command: Command): Command[] =>
  command.commands.flatMap((one) => [one, ...allCommands(one)])

const isCommanderError = (error: unknown): error is { code: string; exitCode: number } =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('commander.')

function message(error: unknown): string {
  if (error instanceof ZodError) return z.prettifyError(error)
  if (!(error instanceof Error)) return String(error)
  const { code, path } = error as NodeJS.ErrnoException
  if (code === 'ENOENT' && path !== undefined) return `There is no file ${path}.`
  return error.message
}
