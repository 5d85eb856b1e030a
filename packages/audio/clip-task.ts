/** What a thread of clip-threads.ts does: a performance in; a clip, or the reason why not, out. */
import { parentPort, workerData } from 'node:worker_threads'
import type { Performance } from '@earshot/music/notes'
import { createClipMaker, type Clip } from './clip.ts'
import type { RecordingsOptions } from './recordings.ts'
import type { ClipSettings } from './settings.ts'

export interface ClipTask {
  performance: Performance
  settings: ClipSettings
}

/** What every task is given alike. */
export type ClipThreadOptions = Pick<RecordingsOptions, 'cacheBytes'>

export type ClipAnswer = { clip: Clip } | { error: unknown }

const maker = createClipMaker(workerData as ClipThreadOptions)

parentPort?.on('message', ({ performance, settings }: ClipTask) => {
  void maker
    .make(performance, settings)
    .then(
      (clip): ClipAnswer => ({ clip }),
      (error: unknown): ClipAnswer => ({ error }),
    )
    .then((answer) => parentPort?.postMessage(answer))
})
