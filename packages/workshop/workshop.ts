/**
 * The workshop: where songs become data sets, data sets become models, and models and songs become clips. The queue of the
 * generator and the terminal do the same work with the same functions.
 */
import { createClipMaker, type ClipMaker } from '@earshot/audio/clip'
import { openDatabase, type Database } from '@earshot/database/database'
import { openBackend, type Backend, type BackendName } from '@earshot/models/backend'
import { openStorage, type Storage } from '@earshot/storage/storage'

export interface Workshop {
  database: Database
  storage: Storage
  clips: ClipMaker
  /** Opened when a model is first needed: importing and rendering do without TensorFlow. */
  backend(): Promise<Backend>
  close(): Promise<void>
}

/** How a piece of work tells how far it is, and is told to stop. */
export interface Work {
  onProgress: (progress: Progress) => void
  signal: AbortSignal
  now: () => Date
}

export interface Progress {
  done: number
  total: number
  text: string
}

/** A refusal that a researcher can do something about. */
export class WorkshopError extends Error {}

/** Thrown where a signal stopped the work; nothing of it is kept. */
export class StoppedError extends Error {}

export function stopIfAsked({ signal }: Work): void {
  if (signal.aborted) throw new StoppedError('stopped')
}

export function openWorkshop(options: {
  databaseUrl: string
  storageUrl: string
  backend?: BackendName
}): Workshop {
  const database = openDatabase(options.databaseUrl)
  let backend: Promise<Backend> | undefined
  return {
    database,
    storage: openStorage(options.storageUrl),
    clips: createClipMaker(),
    backend: () => (backend ??= openBackend(options.backend)),
    close: () => database.$disconnect(),
  }
}
