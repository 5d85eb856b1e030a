// The beginning of a thread of file-threads.ts: plain JavaScript, since a thread does not inherit how TypeScript is loaded.
import { register } from 'node:module'

register('tsx/esm', import.meta.url, { data: true })
const { readFileTask } = await import('./file-task.ts')

export default readFileTask
