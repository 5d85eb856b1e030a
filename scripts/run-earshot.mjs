// Sets up the project and runs apps/cli in this process, so that signals reach it.
import { setUp } from './setup.mjs'

/** Runs a command of the command line. With `announce`, says how long installing took, download included. */
export async function runEarshot(args, { announce = false } = {}) {
  const say = announce ? (text) => console.log(text) : (text) => console.error(`  ${text}`)
  const { installSeconds } = await setUp({ onStep: say })
  if (announce && installSeconds > 0) say(`Installed in ${installSeconds.toFixed(0)} s, download included.`)
  // Only now: an old Node lacks it, and setUp has said so in a sentence.
  const { register } = await import('node:module')
  register('tsx/esm', import.meta.url, { data: true })
  const { main } = await import('../apps/cli/main.ts')
  process.exitCode = await main(args)
  // Idle connections and the encoder's threads must not hold a finished command.
  process.exit()
}
