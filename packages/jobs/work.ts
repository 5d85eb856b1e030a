/** Long work: how it tells how far it is, is told to stop, and refuses. */

/** What a piece of work is given beside its input. */
export interface Work {
  /** A UUID, the same when the work is taken up again after its process died; without one it begins anew. */
  id?: string
  onProgress: (progress: Progress) => void
  signal: AbortSignal
  now: () => Date
}

export interface Progress {
  done: number
  total: number
  text: string
}

/** A refusal that a researcher can do something about: the message says what was wrong and what to do. */
export class Refusal extends Error {
  override name = 'Refusal'
}

/** Thrown where a signal stopped the work; nothing of it is to be seen. */
export class StoppedError extends Error {
  override name = 'StoppedError'
}

export function stopIfAsked({ signal }: Pick<Work, 'signal'>): void {
  if (signal.aborted) throw new StoppedError('stopped')
}
