// The beginning of a thread: plain JavaScript, since a thread does not inherit how TypeScript is loaded.
import { register } from 'node:module'
import { workerData } from 'node:worker_threads'

register('tsx/esm', import.meta.url, { data: true })
await import(workerData.task)
