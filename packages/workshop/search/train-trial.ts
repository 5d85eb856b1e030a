/** Training one trial of a search: to the end of a rung, from where it stood. */
import { Refusal, StoppedError, type Work } from '@earshot/jobs/work'
import type { CurvePoint } from '@earshot/models/training/course'
import { CancelledError, type Progress } from '@earshot/models/training/learner'
import type { Model } from '@earshot/models/generation/model'
import { trialOptions, type Search } from '@earshot/models/search/search-options'
import type { Song } from '@earshot/models/training/songs'
import { saveModel } from '@earshot/models/files/weights'
import { beginTrial, writePoint, writeTrial } from './search-trials.ts'
import { train } from '../training/train-model.ts'
import type { Workshop } from '../workshop.ts'

/** What all trials of a search have in common. */
export interface SearchContext {
  workshop: Workshop
  jobId: string
  search: Search
  songs: readonly Song[]
  /** SHA-256 of the songs' hashes. */
  songsHash: string
  about: { name: string; dataSet: string; created: string; selection: Record<string, unknown> | null }
  /** Seconds from one checkpoint to the next. */
  every: number
  work: Work
}

/** A trial, what was drawn for it, and after how many epochs in all its rung ends. */
export interface Turn {
  trial: number
  drawn: Record<string, unknown>
  epochs: number
}

/**
 * Trains a trial to the end of its rung, and writes how it stands. What goes wrong with the trial is written as its failure.
 * Throws StoppedError where the work is to stop, after a checkpoint, and what goes wrong around the trial.
 */
export async function trainTrial(
  context: SearchContext,
  turn: Turn,
  onProgress: (progress: Progress) => void,
): Promise<void> {
  const { workshop, jobId, songsHash: songs } = context
  const key = { jobId, trial: turn.trial }
  const { file } = await beginTrial(workshop, { ...key, options: turn.drawn, songs })
  const last = file === null ? undefined : await workshop.storage.get(file)
  const keeper = new Keeper(context, turn)
  const model = await trained(context, turn, keeper, last, onProgress)
  if (model === null) return
  if (typeof model === 'string') {
    await writeTrial(workshop, key, { status: 'failed', reason: model, bytes: null })
    return
  }
  try {
    const { epochs } = model.manifest.training
    await writeTrial(workshop, key, { status: 'ended', epochs, bytes: saveModel(model) })
  } finally {
    model.dispose()
  }
}

/** The model of a trial that was trained to its end, why it failed, or null at the end of another rung. */
async function trained(
  { search, songs, about, every, work }: SearchContext,
  { trial, drawn }: Turn,
  keeper: Keeper,
  last: Uint8Array | undefined,
  onProgress: (progress: Progress) => void,
): Promise<Model | string | null> {
  const stop = () => {
    keeper.pausing.abort()
  }
  if (work.signal.aborted) stop()
  else work.signal.addEventListener('abort', stop, { once: true })
  try {
    const options = trialOptions(search, drawn)
    const model = await train(songs, { architecture: search.architecture, options }, about, {
      onProgress,
      onEpoch: (epoch, point) => {
        keeper.point(epoch, point)
      },
      pause: keeper.pausing.signal,
      checkpoints: { every, save: (bytes) => keeper.save(bytes), last },
    })
    return failureOf(model) ?? model
  } catch (error) {
    await keeper.written()
    if (!(error instanceof CancelledError)) return reasonOf(error)
    // Asked to stop as a rung ended, it is at the end of that rung all the same.
    if (keeper.isRungDone) return null
    throw new StoppedError(`cancelled in trial ${String(trial)}`, { cause: error })
  } finally {
    work.signal.removeEventListener('abort', stop)
    await keeper.written()
  }
}

/** Why a trained model is none to compare, though it has the weights of an epoch that was good; it is freed then. */
function failureOf(model: Model): string | null {
  const { stopped } = model.manifest.training
  const reason = stopped?.includes('was no number') ? stopped : null
  if (reason !== null) model.dispose()
  return reason
}

function reasonOf(error: unknown): string {
  // A song that cannot be read is no fault of the trial.
  if (error instanceof Refusal) throw error
  if (error instanceof Error) return error.message
  throw error
}

/** What a trial's training leaves in the database and the storage. What goes wrong there is no fault of the trial. */
class Keeper {
  readonly pausing = new AbortController()
  private readonly context: SearchContext
  private readonly turn: Turn
  private writing: Promise<void> = Promise.resolve()
  private lost: Error | null = null
  isRungDone = false

  constructor(context: SearchContext, turn: Turn) {
    this.context = context
    this.turn = turn
  }

  private get key() {
    return { jobId: this.context.jobId, trial: this.turn.trial }
  }

  /** One after the other; the first thing that goes wrong is kept to be thrown by `written`. */
  private write(work: () => Promise<void>): void {
    this.writing = this.writing.then(work).catch((error: unknown) => {
      this.lost ??= error instanceof Error ? error : new Error(String(error))
    })
  }

  async written(): Promise<void> {
    await this.writing
    if (this.lost) throw this.lost
  }

  point(epoch: number, point: CurvePoint): void {
    const { workshop, search } = this.context
    this.write(() => writePoint(workshop, this.key, epoch, point))
    this.isRungDone = epoch >= this.turn.epochs && epoch < search.epochs
    if (this.isRungDone) this.pausing.abort()
  }

  /** The end of a rung and its checkpoint are written as one, so that no kill can part them. */
  async save(bytes: Uint8Array): Promise<void> {
    const { epochs } = this.turn
    const rungEnd = this.isRungDone ? { status: 'waiting' as const, epochs } : {}
    this.write(() => writeTrial(this.context.workshop, this.key, { bytes, ...rungEnd }))
    await this.written()
  }
}
