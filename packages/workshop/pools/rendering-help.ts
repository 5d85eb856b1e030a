/** A generator without work of its own renders what builders of pools want, of whatever process or machine. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Workshop } from '../workshop.ts'
import { newLease, renderTask, usualTiming, type Timing } from './render-task.ts'
import { giveBack, recipeOf, sweep, takeAny, type Task } from './rendering-rows.ts'

export interface Helper {
  /** Ends the helping, after what is being rendered. */
  signal: AbortSignal
  /** Whether this process has no work of its own now. */
  isFree: () => boolean
  onFailure: (task: Task, error: unknown) => void
}

/**
 * Helps until the signal is aborted. A failure is kept with the row, for the builder to try itself; whoever failed, by a
 * full disk or a missing recording, then rests for a while.
 */
export async function helpRendering(
  workshop: Workshop,
  { signal, isFree, onFailure }: Helper,
  timing: Timing = usualTiming,
): Promise<void> {
  const { database, clips } = workshop
  const recipe = recipeOf({})
  const lease = newLease(timing)
  const running = new Set<Promise<void>>()
  let restUntil = 0
  const render = async (task: Task): Promise<void> => {
    try {
      await renderTask(workshop, task, lease)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      await giveBack(database, task.key, lease, signal.aborted ? null : `${lease.worker}: ${reason}`)
      restUntil = performance.now() + 1000 * timing.leaseSeconds
      if (!signal.aborted) onFailure(task, error)
    }
  }
  const next = async (): Promise<Task | null> => {
    if (running.size >= clips.size || performance.now() < restUntil || !isFree()) return null
    await sweep(database)
    return takeAny(database, recipe, lease)
  }
  while (!signal.aborted) {
    // While the database is away there is nothing to do.
    const task = await next().catch(() => null)
    if (!task) {
      await sleep(timing.lookMs, undefined, { signal, ref: false }).catch(() => undefined)
      continue
    }
    const work = render(task).catch(() => undefined)
    running.add(work)
    void work.then(() => running.delete(work))
  }
  await Promise.all(running)
}
