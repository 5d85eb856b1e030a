/** Files are read by as many threads as there are cores; what hangs or runs out of memory ends its thread, not the import. */
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Piscina } from 'piscina'
import type { FileResult, FileTask } from './file-task.ts'

export interface FileThreads {
  /** So many files are read at once; more would wait, and the waiting would count as reading. */
  size: number
  read(task: FileTask): Promise<FileResult>
  close(): Promise<void>
}

/** The largest song of LPD-5 takes a second. */
const longestSeconds = 20
const megabytesPerThread = 1024

export function openFileThreads(): FileThreads {
  const threads = availableParallelism()
  const pool = new Piscina({
    filename: fileURLToPath(new URL('./file-thread.mjs', import.meta.url)),
    minThreads: threads,
    maxThreads: threads,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: megabytesPerThread },
  })
  return {
    size: threads,
    async read(task) {
      const limit = AbortSignal.timeout(longestSeconds * 1000)
      try {
        return (await pool.run(task, { signal: limit })) as FileResult
      } catch (error) {
        if (limit.aborted) return { refused: `reading it took more than ${String(longestSeconds)} s` }
        return { refused: `reading it failed: ${error instanceof Error ? error.message : String(error)}` }
      }
    },
    close: () => pool.destroy(),
  }
}
