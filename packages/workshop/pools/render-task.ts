/** One rendering, by whoever took it: a builder of a pool, or a generator that helps. */
import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { readScore } from '@earshot/data-sets/score-file'
import { perform } from '@earshot/music/notes'
import type { Workshop } from '../workshop.ts'
import { finish, keep, type Lease, type Made, type Task } from './rendering-rows.ts'

export interface Timing {
  /** A worker without news for so long has died. */
  leaseSeconds: number
  /** A builder without news for so long has died. */
  wantSeconds: number
  /** How often one who waits looks. */
  lookMs: number
}

export const usualTiming: Timing = { leaseSeconds: 15, wantSeconds: 60, lookMs: 300 }

/** A worker's name of its own: one process may build two pools. */
export const newLease = ({ leaseSeconds }: Timing): Lease => ({
  worker: `${hostname()}:${String(process.pid)}:${randomUUID()}`,
  seconds: leaseSeconds,
})

/** Renders a task that was taken, keeping it meanwhile, and stores file, then row. Throws where it cannot be rendered. */
export async function renderTask(
  { database, storage, clips }: Workshop,
  task: Task,
  lease: Lease,
): Promise<Made> {
  const beat = setInterval(
    () => void keep(database, task.key, lease).catch(() => undefined),
    (lease.seconds * 1000) / 3,
  )
  try {
    const score = readScore(await storage.get(task.notes))
    const { audio, report } = await clips.make(perform(score), task.settings)
    const made = { audio: await storage.put(audio), report }
    await finish(database, task, made)
    return made
  } finally {
    clearInterval(beat)
  }
}
