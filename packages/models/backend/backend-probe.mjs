// Measures the backend that its argument names and prints what it found as JSON: node backend-probe.mjs native
import { register } from 'node:module'

register('tsx/esm', import.meta.url, { data: true })
const { measureBackend } = await import('./backend-probe.ts')

process.stdout.write(`${JSON.stringify(await measureBackend(process.argv[2]))}\n`)
