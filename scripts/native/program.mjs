/** Programs that an installation runs: each has a time limit, a log, and a sentence for when it fails. */
import { runLogged } from '../command.mjs'

/** Why an installation cannot be done, in a line, with what to do. */
export class InstallProblem extends Error {}

/**
 * Runs a program with its output in the log. Throws an InstallProblem: `missing` where there is no such program, `failed`
 * with the place of the log where it ends with an error or takes longer than `seconds`.
 */
export async function runProgram(command, args, { missing = undefined, failed, log, ...options }) {
  try {
    await runLogged(command, args, { log, ...options })
  } catch (error) {
    if (error.code === 'ENOENT' && missing) throw new InstallProblem(missing, { cause: error })
    throw new InstallProblem(`${failed} (the log is ${log})`, { cause: error })
  }
}
