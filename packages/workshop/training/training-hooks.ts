/** What ties a training to its job: progress, curve, checkpoints, and being stopped. */
import { shutdown } from '@earshot/jobs/job-rows'
import type { Work } from '@earshot/jobs/work'
import type { CurvePoint } from '@earshot/models/training/course'
import type { Hooks, Progress } from '@earshot/models/training/learner'
import { readCheckpointOf, saveCheckpoint, saveSnapshot } from './checkpoints.ts'
import type { Workshop } from '../workshop.ts'

export interface Keeping {
  /** Minutes from one checkpoint to the next; 5. */
  checkpointMinutes?: number | undefined
  /** Epochs from one snapshot of the weights to the next; none without. */
  snapshotEpochs?: number | undefined
}

/** The hooks of a job's training, and what ends when all of its curve that can be written is. */
export async function trainingHooks(
  workshop: Workshop,
  { checkpointMinutes = 5, snapshotEpochs }: Keeping,
  work: Work,
): Promise<{ hooks: Hooks; written: () => Promise<void> }> {
  const { id, now } = work
  const pausing = new AbortController()
  const ending = new AbortController()
  const stop = () => {
    // The process ends, but the job does not: another process goes on with it.
    const ends = work.signal.reason === shutdown ? pausing : ending
    ends.abort()
  }
  if (work.signal.aborted) stop()
  else work.signal.addEventListener('abort', stop, { once: true })
  const hooks: Hooks = { signal: ending.signal, pause: pausing.signal, onProgress: reporter(work) }
  let written = () => Promise.resolve()
  if (id !== undefined) {
    const curve = curveWriter(workshop, id)
    written = curve.written
    hooks.onEpoch = curve.add
    hooks.checkpoints = {
      every: 60 * checkpointMinutes,
      save: (bytes) => saveCheckpoint(workshop, id, bytes, now()),
      last: await readCheckpointOf(workshop, id),
    }
    if (snapshotEpochs !== undefined) {
      hooks.snapshots = {
        every: snapshotEpochs,
        save: (epoch, bytes) => saveSnapshot(workshop, id, epoch, bytes),
      }
    }
  }
  return { hooks, written }
}

/**
 * Writes the curve as it grows. A point that could not be written, while the database starts again say, is tried with the next
 * one; that a watcher misses one is no reason for a training to end, whose model has its curve in any case.
 */
function curveWriter(workshop: Workshop, jobId: string) {
  const waiting = new Map<number, CurvePoint>()
  let writing = Promise.resolve()
  const writeAll = async () => {
    for (const [epoch, point] of waiting) {
      await writePoint(workshop, jobId, epoch, point)
      waiting.delete(epoch)
    }
  }
  const written = () => (writing = writing.then(writeAll).catch(() => undefined))
  const add = (epoch: number, point: CurvePoint) => {
    waiting.set(epoch, point)
    void written()
  }
  return { add, written }
}

/** A killed training repeats the epochs after its checkpoint, and writes them again. */
async function writePoint(
  { database }: Workshop,
  jobId: string,
  epoch: number,
  { loss, heldOut, seconds }: CurvePoint,
) {
  const data = { loss, heldOut, seconds }
  await database.curvePoint.upsert({
    where: { jobId_epoch: { jobId, epoch } },
    create: { jobId, epoch, ...data },
    update: data,
  })
}

function reporter(work: Work): (progress: Progress) => void {
  return (progress) => {
    const { epoch, epochs, batch, batches, loss, heldOut, samplesPerSecond } = progress
    const parts = [
      `epoch ${String(epoch)} of ${String(epochs)}`,
      `loss ${loss.toFixed(4)}`,
      ...(heldOut === null ? [] : [`held-out ${heldOut.toFixed(4)}`]),
      `${samplesPerSecond.toPrecision(3)} samples/s`,
      `${duration(progress.secondsLeft)} left`,
    ]
    work.onProgress({
      done: (epoch - 1) * batches + batch,
      total: epochs * batches,
      text: parts.join(', '),
    })
  }
}

/** Seconds in words, to two places. */
function duration(seconds: number): string {
  if (seconds < 90) return `${String(Math.round(seconds))} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 90
    ? `${String(minutes)} min`
    : `${String(Math.floor(minutes / 60))} h ${String(minutes % 60)} min`
}
