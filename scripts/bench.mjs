// `npm run bench -- [FIGURE...]`: one JSON line a figure. Peers that are not installed give "peerValue": null.
import { setUp } from './setup.mjs'
import { spawnGroup, waitFor } from './command.mjs'

const one = '--one'
const wanted = process.argv.slice(2)
if (wanted[0] !== one) await setUp()
const { register } = await import('node:module')
register('tsx/esm', import.meta.url, { data: true })
const { bench, chosenFigures } = await import('../bench/main.ts')

if (wanted[0] === one) {
  await bench(wanted[1])
} else {
  // A process each: what one figure leaves in memory is no part of the next.
  for (const figure of chosenFigures(wanted)) {
    const child = spawnGroup(process.execPath, [import.meta.filename, one, figure], { stdio: 'inherit' })
    if ((await waitFor(child)) !== 0) process.exitCode = 1
  }
}
process.exit()
