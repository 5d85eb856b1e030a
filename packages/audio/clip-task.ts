/** What a thread of clip-threads.ts does: a performance in; a clip, or the reason why not, out. */
import { parentPort, workerData } from 'node:worker_threads'
import type { Performance } from '@earshot/music/notes'
import { createClipMaker, type Clip } from './clip.ts'
import type { ClipSettings } from './settings.ts'
import type { ThreadData } from './start-thread.ts'

export interface ClipTask {
  performance: Performance
  settings: ClipSettings
}

export type ClipAnswer = { clip: Clip } | { error: unknown }

const maker = createClipMaker((workerData as ThreadData).options)

parentPort?.on('message', ({ performance, settings }: ClipTask) => {
  void maker
    .make(performance, settings)
    .then(
      (clip): ClipAnswer => ({ clip }),
      (error: unknown): ClipAnswer => ({ error }),
    )
    .then((answer) => parentPort?.postMessage(answer))
})
