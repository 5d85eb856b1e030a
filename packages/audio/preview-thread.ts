/** Previews are made by a thread of their own, so that whoever asked for them can do other work, and clips need not wait. */
import { on } from 'node:events'
import { MessageChannel, type MessagePort, type Worker } from 'node:worker_threads'
import type { PreviewAnswer, PreviewTask } from './preview-task.ts'
import type { Preview, Previewer } from './preview.ts'
import { clipSettingsSchema } from './settings.ts'
import { startThread, type ThreadOptions } from './start-thread.ts'

export interface PreviewThread {
  preview: Previewer
  /** Ends the thread; what it was making breaks off. */
  close(): Promise<void>
}

/** A thread without work for so long gives its memory back: people listen, and then ask for more. */
const idleMs = 600_000

/**
 * A previewer that makes what createPreviewer makes, byte for byte, in a thread that is started by the first preview. It throws
 * what that of createPreviewer throws, and an Error where the thread died, before the first part or after any.
 */
export function openPreviewThread(options: ThreadOptions = {}): PreviewThread {
  let thread: { worker: Worker; died: Promise<Error> } | undefined
  let busy = 0
  let idle: NodeJS.Timeout | undefined
  const end = async () => {
    const { worker } = thread ?? {}
    thread = undefined
    await worker?.terminate()
  }
  const start = () => {
    const worker = startThread({ task: './preview-task.ts', options })
    worker.unref()
    const died = new Promise<Error>((resolve) => {
      worker.once('error', resolve)
      worker.once('exit', (code) => {
        resolve(new Error(`it ended with code ${String(code)}`))
      })
    })
    const started = { worker, died }
    void died.then(() => {
      if (thread === started) thread = undefined
    })
    return started
  }
  const take = () => {
    clearTimeout(idle)
    busy++
    return (thread ??= start())
  }
  const give = () => {
    busy--
    if (busy === 0) idle = setTimeout(() => void end(), idleMs).unref()
  }
  return {
    async preview(performance, input = {}) {
      // Settings are checked here, since an error loses its class between threads.
      const settings = clipSettingsSchema.parse(input)
      const { worker, died } = take()
      const { port1, port2 } = new MessageChannel()
      const task: PreviewTask = { performance, settings, port: port2 }
      // Either side closes: the thread after the last part, the listener who has heard enough.
      port1.once('close', give)
      worker.postMessage(task, [port2])
      return heard(port1, died)
    },
    async close() {
      clearTimeout(idle)
      await end()
    },
  }
}

/** What a thread says through a port. Throws where it died, or says why there is no preview. */
async function* answersOf(
  port: MessagePort,
  died: Promise<Error>,
): AsyncGenerator<Exclude<PreviewAnswer, { error: unknown }>, void> {
  for await (const [answer] of on(port, 'message', { close: ['close'] }) as AsyncIterable<[PreviewAnswer]>) {
    if ('error' in answer) throw answer.error
    yield answer
  }
  // The thread closes the port after the last part, which nobody reads past; else it is gone.
  const { message } = await died
  throw new Error(`The preview broke off, since the thread that made it is gone: ${message}.`)
}

/** The first answer is waited for; the rest is read part by part. */
async function heard(port: MessagePort, died: Promise<Error>): Promise<Preview> {
  const answers = answersOf(port, died)
  const { value } = await answers.next()
  if (value === undefined || !('bytes' in value)) throw new Error('A preview begins with its length.')
  return { bytes: value.bytes, parts: partsOf(answers, value.bytes, port) }
}

async function* partsOf(
  answers: ReturnType<typeof answersOf>,
  bytes: number,
  port: MessagePort,
): AsyncGenerator<Uint8Array> {
  try {
    for (let sent = 0; sent < bytes;) {
      const { value } = await answers.next()
      if (value === undefined || !('part' in value)) throw new Error('A preview goes on with its parts.')
      sent += value.part.length
      yield value.part
    }
  } finally {
    port.close()
  }
}
