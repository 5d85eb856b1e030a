// `npm start`: installs and builds what is missing, starts everything, and stops it on Ctrl-C.
import { runEarshot } from './run-earshot.mjs'

await runEarshot(['start'], { announce: true })
