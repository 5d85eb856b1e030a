// `npm run bench -- [FIGURE...]`: one JSON line a figure. Peers that are not installed give "peerValue": null.
import { setUp } from './setup.mjs'

await setUp()
const { register } = await import('node:module')
register('tsx/esm', import.meta.url, { data: true })
const { bench } = await import('../apps/cli/bench.ts')
await bench(process.argv.slice(2))
process.exit()
