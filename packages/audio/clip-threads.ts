/** Clips are made by as many threads as there are cores; one that dies is replaced, and its clip rendered again. */
import { availableParallelism, totalmem } from 'node:os'
import type { ClipMaker } from './clip.ts'
import type { ClipAnswer, ClipTask } from './clip-task.ts'
import { clipSettingsSchema } from './settings.ts'
import { startThread, type ThreadOptions } from './start-thread.ts'

export interface ClipThreads extends ClipMaker {
  /** So many clips are made at once; more wait. */
  size: number
  /** Ends all threads; what they were making is refused. */
  close(): Promise<void>
}

export interface ClipThreadsOptions extends ThreadOptions {
  /** As many as cores, where the memory allows it. */
  threads?: number
}

/** What a thread takes at most, with its recordings: see the figure P4 memory of the bench. */
const bytesPerThread = 450 * 2 ** 20
/** A thread without work for so long gives its memory back. */
const idleMs = 60_000
/** So many threads may die of one clip. */
const attempts = 3

/** Half of the memory is for others. */
function threadsThatFit(): number {
  const limit = process.constrainedMemory()
  const memory = limit > 0 ? Math.min(limit, totalmem()) : totalmem()
  return Math.max(1, Math.min(availableParallelism(), Math.floor(memory / 2 / bytesPerThread)))
}

interface Thread {
  /** Rejects where the thread dies. */
  make(task: ClipTask): Promise<ClipAnswer>
  end(): Promise<unknown>
}

function openThread(options: ThreadOptions): Thread {
  const worker = startThread({ task: './clip-task.ts', options })
  const death = new Promise<never>((_, reject) => {
    worker.once('error', reject)
    worker.once('exit', (code) => {
      reject(new Error(`it ended with code ${String(code)}`))
    })
  })
  death.catch(() => undefined)
  return {
    async make(task) {
      const answer = new Promise<ClipAnswer>((resolve) => worker.once('message', resolve))
      worker.ref()
      worker.postMessage(task)
      try {
        return await Promise.race([answer, death])
      } finally {
        // Without work it must not keep the process from its end.
        worker.unref()
      }
    },
    end: () => worker.terminate(),
  }
}

interface Waiting {
  resolve: (thread: Thread) => void
  reject: (reason: Error) => void
}

/** Threads that are started when they are first needed, taken by one at a time, and ended when idle. */
function openPool(size: number, options: ThreadOptions) {
  const all = new Set<Thread>()
  const idle = new Map<Thread, NodeJS.Timeout>()
  const waiting: Waiting[] = []
  let closed = false
  const start = (): Thread => {
    const thread = openThread(options)
    all.add(thread)
    return thread
  }
  const end = (thread: Thread): Promise<unknown> => {
    all.delete(thread)
    clearTimeout(idle.get(thread))
    idle.delete(thread)
    return thread.end()
  }
  return {
    async take(): Promise<Thread> {
      if (closed) throw closedError()
      // The one that worked last: others may grow old and end.
      const thread = [...idle.keys()].at(-1)
      if (!thread)
        return all.size < size ? start() : new Promise((resolve, reject) => waiting.push({ resolve, reject }))
      clearTimeout(idle.get(thread))
      idle.delete(thread)
      return thread
    },
    give(thread: Thread): void {
      const next = waiting.shift()
      if (next) next.resolve(thread)
      else idle.set(thread, setTimeout(() => void end(thread), idleMs).unref())
    },
    /** Ends a thread that died, and starts another where somebody waits for it. */
    lose(thread: Thread): void {
      void end(thread)
      if (waiting.length > 0) waiting.shift()?.resolve(start())
    },
    async end(): Promise<void> {
      closed = true
      for (const { reject } of waiting.splice(0)) reject(closedError())
      await Promise.all([...all].map(end))
    },
  }
}

const closedError = () => new Error('The threads that render clips are closed.')

/**
 * A maker of clips that renders as createClipMaker does, byte for byte, in threads. `make` throws what that of
 * createClipMaker throws, and an Error where three threads died of the clip or the threads were closed.
 */
export function openClipThreads({
  threads = threadsThatFit(),
  ...options
}: ClipThreadsOptions = {}): ClipThreads {
  const pool = openPool(threads, options)
  const attempt = async (task: ClipTask): Promise<ClipAnswer | { died: unknown }> => {
    const thread = await pool.take()
    try {
      const answer = await thread.make(task)
      pool.give(thread)
      return answer
    } catch (died) {
      pool.lose(thread)
      return { died }
    }
  }
  return {
    size: threads,
    async make(performance, settings = {}) {
      // Settings are checked here, since an error loses its class between threads.
      const task = { performance, settings: clipSettingsSchema.parse(settings) }
      for (let tried = 1; ; tried++) {
        const answer = await attempt(task)
        if ('clip' in answer) return answer.clip
        if ('error' in answer) throw answer.error
        if (tried === attempts) throw diedOf(answer.died)
      }
    },
    close: () => pool.end(),
  }
}

function diedOf(died: unknown): Error {
  const reason = died instanceof Error ? died.message : String(died)
  return new Error(
    `The clip was not rendered: ${String(attempts)} threads ended while they rendered it, the last one so: ${reason}. Is there enough memory?`,
    { cause: died },
  )
}
