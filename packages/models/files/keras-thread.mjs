// The thread of keras-file.ts: plain JavaScript, since a thread does not inherit how TypeScript is loaded.
import { register } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'

register('tsx/esm', import.meta.url, { data: true })
const { readKerasHere } = await import('./keras-hdf5.ts')

try {
  parentPort.postMessage({ file: await readKerasHere(workerData) })
} catch (error) {
  parentPort.postMessage({ refused: error instanceof Error ? error.message : String(error) })
}
