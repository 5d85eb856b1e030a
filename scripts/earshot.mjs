// `npm run earshot -- COMMAND`: the command line, with its set-up done first. Standard output is the command's alone.
import { runEarshot } from './run-earshot.mjs'

await runEarshot(process.argv.slice(2))
