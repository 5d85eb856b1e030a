/** What the thread of preview-thread.ts does: a performance and a port in; through the port the preview, or the reason why not. */
import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import type { Performance } from '@earshot/music/notes'
import { createPreviewer } from './preview.ts'
import type { ClipSettings } from './settings.ts'
import type { ThreadData } from './start-thread.ts'

export interface PreviewTask {
  performance: Performance
  settings: ClipSettings
  port: MessagePort
}

/** First `bytes`, then parts until there are so many; the port is closed after the last, and by the listener who has enough. */
export type PreviewAnswer = { bytes: number } | { part: Uint8Array } | { error: unknown }

const preview = createPreviewer((workerData as ThreadData).options)

async function answer({ performance, settings, port }: PreviewTask): Promise<void> {
  const send = (message: PreviewAnswer) => {
    port.postMessage(message)
  }
  let left = false
  port.once('close', () => {
    left = true
  })
  try {
    const { bytes, parts } = await preview(performance, settings)
    send({ bytes })
    for await (const part of parts) {
      if (left) return
      send({ part })
    }
  } catch (error) {
    send({ error })
  } finally {
    port.close()
  }
}

parentPort?.on('message', (task: PreviewTask) => void answer(task))
