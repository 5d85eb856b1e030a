// The beginning of a thread of clip-threads.ts: plain JavaScript, since a thread does not inherit how TypeScript is loaded.
import { register } from 'node:module'

register('tsx/esm', import.meta.url, { data: true })
await import('./clip-task.ts')
