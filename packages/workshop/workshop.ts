/**
 * The workshop: where songs become data sets, data sets become models, and models and songs become clips. The queue of the
 * generator and the terminal do the same work with the same functions.
 */
import { openClipThreads, type ClipThreads } from '@earshot/audio/clip-threads'
import { openPreviewThread, type PreviewThread } from '@earshot/audio/preview-thread'
import type { Stores } from '@earshot/data-sets/stores'
import { openDatabase } from '@earshot/database/database'
import { Refusal } from '@earshot/jobs/work'
import type { Linting } from '@earshot/leaks/survey'
import { openBackend, type Backend, type BackendName } from '@earshot/models/backend/backend'
import { openStorage } from '@earshot/storage/storage'
import { keepModels, type LoadedModels } from './registry/loaded-models.ts'

export interface Workshop extends Stores {
  /** Threads, started when the first clip is rendered. */
  clips: ClipThreads
  previews: PreviewThread
  /** Opened when a model is first needed: importing and rendering do without TensorFlow. */
  backend(): Promise<Backend>
  models: LoadedModels
  linting: Linting
  close(): Promise<void>
}

export function openWorkshop(options: {
  databaseUrl: string
  storageUrl: string
  backend?: BackendName
  linting?: Linting
}): Workshop {
  const database = openDatabase(options.databaseUrl)
  const clips = openClipThreads()
  const previews = openPreviewThread()
  const models = keepModels()
  let backend: Promise<Backend> | undefined
  return {
    database,
    storage: openStorage(options.storageUrl),
    clips,
    previews,
    linting: options.linting ?? { openSurvey: noSurvey },
    backend: () => (backend ??= openBackend(options.backend)),
    models,
    async close() {
      await models.close()
      await Promise.all([clips.close(), previews.close()])
      await database.$disconnect()
    },
  }
}

const noSurvey = () =>
  Promise.reject(
    new Refusal('The survey is not known here, which a leak check goes through. Set SURVEY_URL.'),
  )
