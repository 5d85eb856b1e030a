/** Threads that render: what both kinds are started with. */
import { Worker } from 'node:worker_threads'
import type { RecordingsOptions } from './recordings.ts'

export type ThreadOptions = Pick<RecordingsOptions, 'cacheBytes'>

/** What a thread finds in its `workerData`. */
export interface ThreadData {
  /** The module of this folder that it runs. */
  task: './clip-task.ts' | './preview-task.ts'
  options: ThreadOptions
}

export const startThread = (data: ThreadData): Worker =>
  new Worker(new URL('./thread.mjs', import.meta.url), { workerData: data, execArgv: [] })
